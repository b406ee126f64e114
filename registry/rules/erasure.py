"""DOR, erasing sellers: for good, every version of them, with an event that says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from registry.access.actors import Actor
from registry.access.sealing import erase
from registry.audit.names import EventName
from registry.errors import Conflict, Gone, NotFound
from registry.journal import append
from registry.law.retention import (
    Subject,
    Suspension,
    Term,
    jurisdictions,
    municipalities_of,
    terms,
)
from registry.rules import photos
from registry.rules.same_seller import entries_of
from registry.tables import (
    Dealer,
    Hit,
    IdempotencyKey,
    PhotoContent,
    Purchase,
    PurchaseVersion,
    SealedIdentity,
)

LONGEST_REASON = 200
ON_REQUEST = "art. 17 GDPR, or a court order"
# Where bytes of an erased person may be left behind.
TABLES = (
    SealedIdentity.__tablename__,
    IdempotencyKey.__tablename__,
    PhotoContent.__tablename__,
)


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records were erased, and in which other entries the same person still stands."""

    records: int
    also_in: Sequence[UUID]


def erase_person(
    session: Session, actor: Actor, now: datetime, *, purchase_id: UUID, because: str
) -> Erased:
    """Erase the seller of one entry, in all its versions.

    For a court's order, or a request under article 17 GDPR that was granted; `because` refers to
    it and names nobody. Raises NotFound, Gone if it was erased before, and Conflict with code
    `erasure_suspended` while a hit on the entry stands confirmed.
    """
    purchase = session.get(Purchase, purchase_id)
    if purchase is None:
        raise NotFound
    if session.scalar(select(_stands_confirmed(purchase_id))):
        raise Conflict("erasure_suspended")
    same = {row.id for each in _living(session, purchase_id) for row in _entries(session, each)}
    records = _erase(session, actor, now, [purchase_id], because, ON_REQUEST)
    if not records:
        raise Gone("seller_erased")
    return Erased(records, sorted(same - {purchase_id}))


def erase_due(session: Session, actor: Actor, now: datetime, limit: int) -> int:
    """Erase the sellers of at most `limit` records over their term, with the other versions.

    Returns how many records were erased.
    """
    erased = 0
    for place in jurisdictions(Subject.SELLER_IDENTITY):
        for term in terms(Subject.SELLER_IDENTITY, place):
            due = (
                select(PurchaseVersion.purchase_id)
                .join(SealedIdentity, SealedIdentity.id == PurchaseVersion.seller_id)
                .where(*over_term(term, now), not_suspended(term))
                .order_by(SealedIdentity.entered_at)
                .limit(limit - erased)
            )
            purchases = sorted(set(session.scalars(due)))
            erased += _erase(session, actor, now, purchases, f"term {term.text}", term.source)
            if erased >= limit:
                return erased
    return erased


def over_term(
    term: Term, now: datetime, entry: InstrumentedAttribute[UUID] = PurchaseVersion.purchase_id
) -> list[ColumnElement[bool]]:
    """Return the conditions of a living record, joined with its entry, that is over this term."""
    began = SealedIdentity.entered_at
    entries_there = (
        select(Purchase.id)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
        .where(
            or_(
                Dealer.municipality_code.in_(municipalities_of(term.jurisdiction)),
                # A foreign dealer that belongs to no municipality buys under Dutch law too.
                Dealer.municipality_code.is_(None),
            )
        )
    )
    conditions = [
        SealedIdentity.erased_at.is_(None),
        began >= term.valid_from,
        began <= term.over_before(now),
        entry.in_(entries_there),
    ]
    if term.valid_until is not None:
        conditions.append(began < term.valid_until)
    return conditions


def not_suspended(
    term: Term, entry: InstrumentedAttribute[UUID] = PurchaseVersion.purchase_id
) -> ColumnElement[bool]:
    """Return the condition that nothing keeps an entry's seller beyond this term."""
    match term.suspended_by:
        case Suspension.CONFIRMED_HIT:
            return ~_stands_confirmed(entry)
        case None:
            return true()


def newest(session: Session) -> datetime | None:
    """Return when somebody was last erased, or None."""
    return session.scalar(
        select(func.max(SealedIdentity.erased_at)).where(SealedIdentity.erased_at.is_not(None))
    )


def _erase(
    session: Session,
    actor: Actor,
    now: datetime,
    purchases: Sequence[UUID],
    because: str,
    ground: str,
) -> int:
    """Erase every sealed record of these entries, and what might still tell who they were.

    The rows of idempotency keys hold a keyed hash of a body with the seller in it, so they go.
    """
    named = IdempotencyKey.reference["purchase"].as_string()
    session.execute(delete(IdempotencyKey).where(named.in_([str(id_) for id_ in purchases])))
    # A correction that is under way would add a record that this misses.
    locked = select(Purchase.id).where(Purchase.id.in_(purchases)).order_by(Purchase.id)
    session.execute(locked.with_for_update(key_share=True))
    count = 0
    for purchase_id in purchases:
        rows = _living(session, purchase_id)
        forget_requests(session, "seller", rows)
        for row in rows:
            erase(row, now, because)
        if rows:
            shown = photos.erase_of_purchase(session, now, purchase_id)
            details = {"identities": [str(row.id) for row in rows], "because": because}
            append(
                session,
                actor,
                now,
                EventName.IDENTITY_ERASE,
                object_id=purchase_id,
                details=details,
                ground=ground,
                rows=[*rows, *shown],
            )
        count += len(rows)
    return count


def forget_requests(session: Session, role: str, rows: Sequence[SealedIdentity]) -> None:
    """Drop the keys of requests that name these people, whose bodies they are hashes of."""
    named = IdempotencyKey.reference[role].as_string()
    session.execute(delete(IdempotencyKey).where(named.in_([str(row.id) for row in rows])))


def _living(session: Session, purchase_id: UUID) -> Sequence[SealedIdentity]:
    own = select(PurchaseVersion.seller_id).where(PurchaseVersion.purchase_id == purchase_id)
    return session.scalars(
        select(SealedIdentity)
        .where(SealedIdentity.id.in_(own), SealedIdentity.erased_at.is_(None))
        .order_by(SealedIdentity.id)
        .with_for_update(key_share=True)
    ).all()


def _entries(session: Session, identity: SealedIdentity) -> Sequence[Purchase]:
    return session.scalars(entries_of(identity)).all()


def _stands_confirmed(purchase_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that a hit stands confirmed on an entry, or on one with its seller.

    Goods that came in together share the record of their seller.
    """
    own, other = aliased(PurchaseVersion), aliased(PurchaseVersion)
    return exists().where(
        own.purchase_id == purchase_id,
        other.seller_id == own.seller_id,
        Hit.purchase_id == other.purchase_id,
        Hit.status == "confirmed",
    )
