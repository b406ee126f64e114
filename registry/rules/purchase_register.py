"""DOR, reading the register: what of an entry is shown, and to whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Forbidden, NotFound
from registry.journal import append
from registry.law.hold import hold_of
from registry.rules.pages import decode_cursor, page_of
from registry.rules.purchases import GOODS_PART, outcomes
from registry.rules.receipts import make_receipt
from registry.tables import AuditEvent, Dealer, Hit, Purchase, PurchaseVersion


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
    if actor.role is Role.POLICE and purpose is None and not _is_hit(session, purchase_id):
        raise Forbidden("purpose_required")
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.PURCHASE_CONSULT,
            object_id=purchase_id,
            purpose=purpose,
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
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the entries that the actor may see, newest first."""
    if actor.role is Role.POLICE and purpose is None:
        raise Forbidden("purpose_required")
    statement = (
        _visible(actor)
        .add_columns(PurchaseVersion)
        .join(
            PurchaseVersion,
            (PurchaseVersion.purchase_id == Purchase.id)
            & (PurchaseVersion.version == Purchase.version),
        )
        .order_by(Purchase.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        (last,) = decode_cursor(cursor, UUID)
        statement = statement.where(Purchase.id < last)
    rows = session.execute(statement).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.PURCHASE_CONSULT,
            purpose=purpose,
            details={"listed": [str(p.id) for p, _ in page]},
        )
    return present(session, keys, page), following


def as_recorded(session: Session, keys: Keys, version: PurchaseVersion) -> dict[str, Any]:
    """Return an entry as it was answered when this version was recorded."""
    purchase = session.get_one(Purchase, version.purchase_id)
    (shown,) = present(session, keys, [(purchase, version)])
    return {**shown, "match": {"outcome": version.match_outcome}}


def present(
    session: Session, keys: Keys, rows: Sequence[tuple[Purchase, PurchaseVersion]]
) -> list[dict[str, Any]]:
    """Return the goods part of these versions, with hold, outcome and receipt."""
    told = outcomes(session, [purchase.id for purchase, _ in rows])
    leaves = dict(
        session.execute(
            select(AuditEvent.id, AuditEvent.leaf_hash).where(
                AuditEvent.id.in_([version.event_id for _, version in rows])
            )
        ).all()
    )
    return [
        {
            "id": purchase.id,
            "version": version.version,
            "sequence_number": purchase.sequence_number,
            "dealer_id": purchase.dealer_id,
            "registered_at": purchase.registered_at,
            **{name: getattr(version, name) for name in (*GOODS_PART, "premises_id")},
            "hold": _hold(purchase),
            "match": {"outcome": told[purchase.id]},
            "receipt": _receipt(keys, purchase, version, leaves[version.event_id]),
        }
        for purchase, version in rows
    ]


def _hold(purchase: Purchase) -> dict[str, Any]:
    hold = hold_of(purchase.registered_at)
    return {"until": hold.until, "basis": hold.basis}


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
            return statement.where(
                Purchase.dealer_id.in_(
                    select(Dealer.id).where(Dealer.municipality_code == actor.subject)
                )
            )
        case _:
            return statement.where(Purchase.id.is_(None))


def _is_hit(session: Session, purchase_id: UUID) -> bool:
    return bool(
        session.scalar(
            select(exists().where(Hit.purchase_id == purchase_id, Hit.status != "withdrawn"))
        )
    )


def _version(session: Session, purchase: Purchase) -> PurchaseVersion:
    return session.get_one(PurchaseVersion, (purchase.id, purchase.version))
