"""DOR, reading the register: what of an entry is shown, and to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Forbidden, NotFound
from registry.journal import append
from registry.rules.beside_purchases import Beside
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.pages import newest_first, page_of
from registry.rules.purchases import ENTERED, outcomes
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.tables import Dealer, Hit, Premises, Purchase, PurchaseVersion, SealedIdentity

# On which ground somebody else than the dealer looks at an entry.
GROUNDS = MappingProxyType({Role.POLICE: "art. 8 Wpg", Role.INSPECTOR: "art. 552 Sv"})


def show(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    keys: Keys,
    purpose: str | None = None,
) -> dict[str, Any]:
    """Return the goods part of one entry, never the seller.

    A dealer sees its own register, an inspector the dealers of its municipality, and the police
    what is hit; for more the police state a purpose (article 32a Wpg), which is recorded.
    """
    purchase = session.scalar(_visible(actor).where(Purchase.id == purchase_id))
    if purchase is None:
        raise NotFound
    if actor.role is Role.POLICE and purpose is None and not is_hit(session, purchase_id):
        raise Forbidden("purpose_required")
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.PURCHASE_CONSULT,
            object_id=purchase_id,
            purpose=purpose,
            ground=GROUNDS[actor.role],
        )
    return present(session, keys, [(purchase, _version(session, purchase))])[0]


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    limit: int,
    cursor: str | None = None,
    purpose: str | None = None,
    dealer: UUID | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the entries that the actor may see, newest first, or of one dealer's."""
    if actor.role is Role.POLICE and purpose is None:
        raise Forbidden("purpose_required")
    statement = _visible(actor).add_columns(PurchaseVersion).join(PurchaseVersion, NEWEST_PURCHASE)
    if dealer is not None:
        statement = statement.where(Purchase.dealer_id == dealer)
    statement = newest_first(statement, Purchase.id, limit, cursor)
    rows = session.execute(statement).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.PURCHASE_CONSULT,
            purpose=purpose,
            ground=GROUNDS[actor.role],
            details={"listed": [str(p.id) for p, _ in page]},
        )
    return present(session, keys, page), following


def as_recorded(session: Session, keys: Keys, version: PurchaseVersion) -> dict[str, Any]:
    """Return an entry as it was answered when this version was recorded."""
    purchase = session.get_one(Purchase, version.purchase_id)
    (shown,) = present(session, keys, [(purchase, version)], as_of=version.recorded_at)
    return {**shown, "match": {"outcome": version.match_outcome}}


def batch_reference(made: Sequence[PurchaseVersion]) -> dict[str, Any]:
    """Name the entries of a batch and the record of their seller, with which the name goes too."""
    return {
        "purchases": [str(version.purchase_id) for version in made],
        "seller": str(made[0].seller_id),
    }


def batch_recalled(session: Session, reference: Mapping[str, Any]) -> list[PurchaseVersion]:
    """Return the first versions of the entries of a batch."""
    return [session.get_one(PurchaseVersion, (UUID(id_), 1)) for id_ in reference["purchases"]]


def present(
    session: Session,
    keys: Keys,
    rows: Sequence[tuple[Purchase, PurchaseVersion]],
    as_of: datetime | None = None,
) -> list[dict[str, Any]]:
    """Return the goods part of these versions, with hold, outcome and receipt.

    Sales and orders since `as_of` are left out, so that an answer can be given again.
    """
    told = outcomes(session, [purchase.id for purchase, _ in rows])
    beside = Beside(session, [purchase for purchase, _ in rows], as_of)
    leaves = leaf_hashes(session, [version.event_id for _, version in rows])
    return [
        {
            "id": purchase.id,
            "version": version.version,
            "sequence_number": purchase.sequence_number,
            "dealer_id": purchase.dealer_id,
            "registered_at": purchase.registered_at,
            **{name: getattr(version, name) for name in ENTERED},
            "hold": beside.hold(purchase),
            "disposal": beside.disposal(purchase),
            "entry": beside.entry(purchase, version),
            "match": {"outcome": told[purchase.id]},
            "receipt": _receipt(keys, purchase, version, leaves[version.event_id]),
        }
        for purchase, version in rows
    ]


def _receipt(
    keys: Keys, purchase: Purchase, version: PurchaseVersion, leaf_hash: str
) -> dict[str, Any]:
    return make_receipt(
        keys,
        "registration",
        leaf_hash,
        {
            "purchase": str(purchase.id),
            "version": version.version,
            "dealer": str(purchase.dealer_id),
            "sequence_number": purchase.sequence_number,
            "recorded_at": version.recorded_at.isoformat(),
        },
    )


def _visible(actor: Actor) -> Select[Purchase]:
    statement = select(Purchase)
    match actor.role:
        case Role.POLICE:
            return statement
        case Role.DEALER:
            return statement.where(Purchase.dealer_id == actor.dealer_id)
        case Role.INSPECTOR:
            return statement.where(_in_area(actor.subject))
        case _:
            return statement.where(Purchase.id.is_(None))


def _in_area(municipality_code: str | None) -> ColumnElement[bool]:
    """Return the condition of an entry of the area's dealers, or made in premises in the area."""
    dealers = select(Dealer.id).where(Dealer.municipality_code == municipality_code)
    made_there = (
        select(PurchaseVersion.purchase_id)
        .join(Premises, Premises.id == PurchaseVersion.premises_id)
        .where(
            Premises.municipality_code == municipality_code,
            NEWEST_PURCHASE,
        )
        .correlate(Purchase)
    )
    return or_(Purchase.dealer_id.in_(dealers), made_there.exists())


def is_visible(session: Session, actor: Actor, purchase_id: UUID) -> bool:
    """Tell whether an entry is in a register that this actor may look into."""
    return session.scalar(_visible(actor).where(Purchase.id == purchase_id)) is not None


def is_hit(session: Session, purchase_id: UUID) -> bool:
    """Tell whether a hit stands on an entry, so that the police need state no other purpose."""
    return bool(
        session.scalar(
            select(exists().where(Hit.purchase_id == purchase_id, Hit.status != "withdrawn"))
        )
    )


def seller_erased(session: Session, purchase: Purchase) -> bool:
    """Tell whether the term of keeping of an entry's seller is over, and it was erased."""
    seller = session.get_one(SealedIdentity, _version(session, purchase).seller_id)
    return seller.erased_at is not None


def _version(session: Session, purchase: Purchase) -> PurchaseVersion:
    return session.get_one(PurchaseVersion, (purchase.id, purchase.version))
