"""DOR, orders of the police to a dealer to keep a good (article 437 (1)(f) Sr)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.law.in_force import ZONES
from registry.law.jurisdictions import jurisdictions
from registry.law.places import NETHERLANDS
from registry.law.terms import latest_end_of_order
from registry.rules.pages import newest_first, page_of
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.tables import Dealer, Disposal, HoldOrder, Purchase

GROUND = "art. 437 (1)(f) Sr"


def issue(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    until: datetime,
    ground: str,
    note: str | None = None,
) -> HoldOrder:
    """Order a dealer to keep a good until a moment (exclusive), with or without a hit on it.

    Raises Invalid for an end in the past, or further off than the profile of the place allows
    (fourteen days in the Netherlands). Raises Conflict with code `order_not_prolonged` if there
    was an order on this good before, since the law knows no longer one, and `already_sold` or
    `already_returned` if the good has left.
    """
    purchase = session.scalar(
        select(Purchase).where(Purchase.id == purchase_id).with_for_update(key_share=True)
    )
    if purchase is None:
        raise NotFound
    gone = session.get(Disposal, purchase_id)
    if gone is not None:
        raise Conflict("already_sold" if gone.kind == "sale" else "already_returned")
    if on(session, purchase_id) is not None:
        raise Conflict("order_not_prolonged")
    if until <= now:
        raise Invalid.field("/until", "in_the_past")
    place = session.get_one(Dealer, purchase.dealer_id).municipality_code
    if until > latest_end_of_order(now, jurisdictions().profile_at(place, now)):
        raise Invalid.field("/until", "order_too_long")
    order = HoldOrder(
        id=new_id(),
        purchase_id=purchase_id,
        dealer_id=purchase.dealer_id,
        ordered_at=now,
        ordered_by=actor.subject,
        until=until,
        ground=ground,
        note=note,
    )
    order.event_id = append(
        session,
        actor,
        now,
        EventName.HOLD_ORDER,
        ground=GROUND,
        object_id=order.id,
        object_version=1,
        details={"purchase": str(purchase_id), "until": until.astimezone(UTC).isoformat()},
        recipient=f"{Role.DEALER}:{purchase.dealer_id}",
    )
    session.add(order)
    return order


def release(
    session: Session, actor: Actor, now: datetime, *, order_id: UUID, reason: str | None = None
) -> HoldOrder:
    """End an order before its time. Raises Conflict with code `order_ended` if it has ended."""
    purchase_id = session.scalar(select(HoldOrder.purchase_id).where(HoldOrder.id == order_id))
    if purchase_id is None:
        raise NotFound
    session.scalars(
        select(Purchase.id).where(Purchase.id == purchase_id).with_for_update(key_share=True)
    ).one()
    order = session.get_one(HoldOrder, order_id)
    if not stands(order, now):
        raise Conflict("order_ended")
    order.released_at, order.released_by, order.release_reason = now, actor.subject, reason
    append(
        session,
        actor,
        now,
        EventName.HOLD_ORDER_RELEASE,
        ground=GROUND,
        object_id=order.id,
        object_version=2,
        details={"purchase": str(purchase_id)},
    )
    return order


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    limit: int,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the orders, newest first: a dealer's own, or all for the police."""
    statement = select(HoldOrder)
    if actor.role is Role.DEALER:
        statement = statement.where(HoldOrder.dealer_id == actor.dealer_id)
    statement = newest_first(statement, HoldOrder.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.HOLD_ORDER_CONSULT,
            ground=GROUND,
            details={"listed": [str(order.id) for order in page]},
        )
    leaves = leaf_hashes(session, [order.event_id for order in page])
    shown = [
        {
            **_issued(keys, order, leaves[order.event_id]),
            **_ending(order),
            "stands": stands(order, now),
        }
        for order in page
    ]
    return shown, following


def on(session: Session, purchase_id: UUID) -> HoldOrder | None:
    """Return the order on a good, whether it still stands or not."""
    return session.scalar(select(HoldOrder).where(HoldOrder.purchase_id == purchase_id))


def stands(order: HoldOrder, now: datetime) -> bool:
    """Tell whether an order still binds."""
    return order.released_at is None and now < order.until


def bound(order: HoldOrder, at: datetime) -> bool:
    """Tell whether an order bound at a moment, perhaps in the past."""
    return order.ordered_at <= at < min(order.until, order.released_at or order.until)


def ends(until: datetime) -> dict[str, Any]:
    """Return what a refusal tells about the moment from which the goods may leave."""
    moment = until.astimezone(UTC).isoformat().replace("+00:00", "Z")
    local = until.astimezone(ZONES[NETHERLANDS]).strftime("%d-%m-%Y %H:%M")
    return {"params": {"until": local}, "members": {"until": moment}}


def as_released(session: Session, keys: Keys, order: HoldOrder) -> dict[str, Any]:
    """Return an order as it was answered when it was released."""
    return {**as_issued(session, keys, order), **_ending(order), "stands": False}


def as_issued(session: Session, keys: Keys, order: HoldOrder) -> dict[str, Any]:
    """Return an order as it was answered when it was given, with a signed receipt of it."""
    (leaf_hash,) = leaf_hashes(session, [order.event_id]).values()
    return _issued(keys, order, leaf_hash)


def _issued(keys: Keys, order: HoldOrder, leaf_hash: str) -> dict[str, Any]:
    statement = {
        "order": str(order.id),
        "purchase": str(order.purchase_id),
        "dealer": str(order.dealer_id),
        "ordered_at": order.ordered_at.isoformat(),
        "until": order.until.isoformat(),
    }
    return {
        "id": order.id,
        "purchase_id": order.purchase_id,
        "dealer_id": order.dealer_id,
        "ordered_at": order.ordered_at,
        "until": order.until,
        "ground": order.ground,
        "note": order.note,
        "stands": True,
        "released_at": None,
        "release_reason": None,
        "receipt": make_receipt(keys, "hold-order", leaf_hash, statement),
    }


def _ending(order: HoldOrder) -> dict[str, Any]:
    return {"released_at": order.released_at, "release_reason": order.release_reason}
