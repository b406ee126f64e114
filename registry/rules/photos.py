"""DOR and DOC, photos: of goods without a number, and of what an inspection found.

Whoever may see what a photo shows (the goods part of an entry, an inspection) may see the photo.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Conflict, Forbidden, Gone, NotFound
from registry.ids import new_id
from registry.images import Picture
from registry.journal import append
from registry.rules import inspections, purchase_register
from registry.tables import Photo, PhotoContent, Purchase

PURCHASE, INSPECTION = "purchase", "inspection"
MOST = 12
ADDED = {PURCHASE: EventName.PHOTO_ADD, INSPECTION: EventName.INSPECTION_PHOTO_ADD}
REMOVED = {PURCHASE: EventName.PHOTO_REMOVE, INSPECTION: EventName.INSPECTION_PHOTO_REMOVE}
CONSULTED = {PURCHASE: EventName.PHOTO_CONSULT, INSPECTION: EventName.INSPECTION_PHOTO_CONSULT}


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: str,
    subject_id: UUID,
    picture: Picture,
) -> Photo:
    """Keep a photo of a purchase of the dealer's own, or of an inspection of the actor's area.

    The same photo of the same thing is kept once. Raises NotFound, Gone with code
    `seller_erased` for an entry whose term is over, and Conflict with code `too_many_photos`.
    """
    _lock(session, actor, kind, subject_id)
    kept = _of(session, kind, subject_id)
    same = next((photo for photo in kept if photo.sha256 == picture.sha256), None)
    if same is not None:
        return same
    if len(kept) >= MOST:
        raise Conflict("too_many_photos", params={"most": MOST})
    photo = Photo(
        id=new_id(),
        subject_kind=kind,
        subject_id=subject_id,
        added_at=now,
        added_by=actor.scope,
        sha256=picture.sha256,
        size=len(picture.jpeg),
        width=picture.width,
        height=picture.height,
    )
    session.add(photo)
    append(session, actor, now, ADDED[kind], object_id=photo.id, details=_details(photo))
    session.flush()
    session.add(PhotoContent(photo_id=photo.id, jpeg=picture.jpeg, small=picture.small))
    return photo


def remove(
    session: Session, actor: Actor, now: datetime, *, photo_id: UUID, kind: str, subject_id: UUID
) -> None:
    """Take away a photo that was added by mistake: its bytes go, that it was there stays.

    Raises NotFound for one that is not of this subject, or was taken away before.
    """
    _lock(session, actor, kind, subject_id)
    kept = {photo.id: photo for photo in _of(session, kind, subject_id)}
    if photo_id not in kept:
        raise NotFound
    photo = kept[photo_id]
    _drop(session, now, [photo], "mistake")
    append(session, actor, now, REMOVED[kind], object_id=photo.id, details=_details(photo))


def listed(session: Session, *, kind: str, subject_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return the photos of these subjects, oldest first, for a rule that has shown the subjects."""
    rows = session.scalars(
        select(Photo)
        .where(
            Photo.subject_kind == kind,
            Photo.subject_id.in_(subject_ids),
            Photo.removed_at.is_(None),
        )
        .order_by(Photo.id)
    )
    return [
        {
            "id": photo.id,
            "subject_id": photo.subject_id,
            "added_at": photo.added_at,
            "sha256": photo.sha256,
            "size": photo.size,
            "width": photo.width,
            "height": photo.height,
        }
        for photo in rows
    ]


def content(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    photo_id: UUID,
    small: bool = False,
    purpose: str | None = None,
) -> bytes:
    """Return the JPEG of a photo; that somebody else than the dealer looks is recorded.

    Raises NotFound, Forbidden with code `purpose_required` as for the entry it is of, and Gone
    with code `photo_damaged` if the bytes are not those that were recorded.
    """
    photo = session.get(Photo, photo_id)
    if photo is None:
        raise NotFound
    ground = _may_see(session, actor, photo, purpose)
    if photo.removed_at is not None:
        raise Gone("photo_removed")
    kept = session.get_one(PhotoContent, photo.id)
    if sha256(kept.jpeg).hexdigest() != photo.sha256:
        raise Gone("photo_damaged")
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            CONSULTED[photo.subject_kind],
            object_id=photo.id,
            ground=ground,
            purpose=purpose,
            details={photo.subject_kind: str(photo.subject_id)},
        )
    return kept.small if small else kept.jpeg


def erase_of_purchase(session: Session, now: datetime, purchase_id: UUID) -> list[Photo]:
    """Take away the photos of an entry whose seller is erased; the caller's event claims the rows.

    A photo may show more of a person than goods should.
    """
    photos = _of(session, PURCHASE, purchase_id)
    _drop(session, now, photos, "term")
    return photos


def _drop(session: Session, now: datetime, photos: Sequence[Photo], because: str) -> None:
    for photo in photos:
        photo.removed_at, photo.removed_because = now, because
    session.execute(
        delete(PhotoContent).where(PhotoContent.photo_id.in_([photo.id for photo in photos]))
    )


def _of(session: Session, kind: str, subject_id: UUID) -> list[Photo]:
    return list(
        session.scalars(
            select(Photo)
            .where(
                Photo.subject_kind == kind,
                Photo.subject_id == subject_id,
                Photo.removed_at.is_(None),
            )
            .order_by(Photo.id)
        )
    )


def _lock(session: Session, actor: Actor, kind: str, subject_id: UUID) -> None:
    """Lock what a photo is of, so that two at once can't both be the twelfth."""
    if kind == INSPECTION:
        inspections.found(session, actor, subject_id, lock=True)
        return
    purchase = session.scalar(
        select(Purchase)
        .where(Purchase.id == subject_id, Purchase.dealer_id == actor.dealer_id)
        .with_for_update(key_share=True)
    )
    if purchase is None:
        raise NotFound
    if purchase_register.seller_erased(session, purchase):
        raise Gone("seller_erased")


def _may_see(session: Session, actor: Actor, photo: Photo, purpose: str | None) -> str | None:
    """Return on which ground the actor sees what the photo is of. Raises NotFound, Forbidden."""
    if photo.subject_kind == INSPECTION:
        if actor.role not in {Role.POLICE, Role.INSPECTOR}:
            raise NotFound
        inspection = inspections.found(session, actor, photo.subject_id)
        return inspections.GROUNDS[inspection.capacity]
    if not purchase_register.is_visible(session, actor, photo.subject_id):
        raise NotFound
    if (
        actor.role is Role.POLICE
        and purpose is None
        and not purchase_register.is_hit(session, photo.subject_id)
    ):
        raise Forbidden("purpose_required")
    return purchase_register.GROUNDS.get(actor.role)


def _details(photo: Photo) -> dict[str, str | int]:
    return {photo.subject_kind: str(photo.subject_id), "sha256": photo.sha256, "size": photo.size}
