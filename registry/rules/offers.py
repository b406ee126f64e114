"""Stop Heling, offers: what citizens report of goods they don't trust, for the police."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.law.in_force import local_day
from registry.rules import contacts
from registry.rules.pages import newest_first, page_of
from registry.tables import Offer, SealedIdentity

Status = Literal["new", "taken_up", "closed"]


def report(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    offer: Mapping[str, Any],
    receipt: Mapping[str, Any] | None = None,
) -> Offer:
    """Put a reported offer on the police's desk.

    `offer` has what, category, seen_on, a place or a link, and perhaps number and contact. A
    `receipt` is that of a theft check, verified; number and outcome are then its. Raises Invalid
    for a day in the future.
    """
    seen_on: date = offer["seen_on"]
    if seen_on > local_day(None, now):
        raise Invalid.field("/seen_on", "in_the_future")
    checked = receipt["statement"] if receipt else {}
    contact = contacts.kept(session, now, keys, offer.get("contact"))
    row = Offer(
        id=new_id(),
        reported_at=now,
        number=checked.get("number") or offer.get("number"),
        outcome=checked.get("outcome"),
        checked=checked.get("event"),
        category=offer["category"],
        what=offer["what"],
        place=offer.get("place"),
        link=offer.get("link"),
        seen_on=seen_on.isoformat(),
        contact_id=contact.id if contact else None,
        status="new",
    )
    session.add(row)
    append(
        session,
        actor,
        now,
        EventName.OFFER_REPORT,
        object_id=row.id,
        object_version=1,
        rows=[contact] if contact else [],
        recipient="police",
    )
    return row


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    status: Status,
    limit: int,
    cursor: str | None = None,
) -> tuple[list[Offer], str | None]:
    """Return a page of the offers of one status, newest first; the view is recorded."""
    statement = newest_first(select(Offer).where(Offer.status == status), Offer.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    append(
        session,
        actor,
        now,
        EventName.OFFER_CONSULT,
        details={"listed": [str(row.id) for row in page]},
    )
    return list(page), following


def show(session: Session, actor: Actor, now: datetime, *, offer_id: UUID) -> Offer:
    """Return one offer, its contact still sealed; the view is recorded. Raises NotFound."""
    row = _found(session, offer_id)
    append(session, actor, now, EventName.OFFER_CONSULT, object_id=row.id)
    return row


def handle(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    offer_id: UUID,
    status: Status,
    note: str | None = None,
) -> Offer:
    """Take an offer up, or close it with a note.

    Raises Conflict with code `offer_closed` once it is closed, or `offer_taken_up` if a colleague
    took it up meanwhile, and Invalid where it is closed without a word.
    """
    row = _found(session, offer_id, lock=True)
    if row.status == "closed":
        raise Conflict("offer_closed")
    if status == "taken_up" and row.status == "taken_up":
        raise Conflict("offer_taken_up")
    if status == "closed" and not note:
        raise Invalid.field("/note", "required")
    row.status, row.handled_at, row.handled_by = status, now, actor.subject
    row.note = note or row.note
    append(
        session,
        actor,
        now,
        EventName.OFFER_HANDLE,
        object_id=row.id,
        object_version=row.revision + 1,
        details={"status": status},
    )
    return row


def disclose_contact(
    session: Session, actor: Actor, now: datetime, *, offer_id: UUID, purpose: str
) -> SealedIdentity:
    """Give leave to open who reported an offer, recorded; see `contacts.disclose`."""
    return contacts.disclose(session, actor, now, of=_found(session, offer_id), purpose=purpose)


def _found(session: Session, offer_id: UUID, *, lock: bool = False) -> Offer:
    row = session.get(Offer, offer_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise NotFound
    return row
