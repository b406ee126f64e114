"""DOR, the hold calendar: what may be sold from which day, of all that a dealer still has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.rules.newest import NEWEST_PURCHASE
from registry.tables import Disposal, HoldOrder, Purchase, PurchaseVersion
from schemas.local_times import CLOCK

MOST_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Goods that are kept: until when (exclusive), and whether an order of the police does so.

    A hit is no part of it: what a dealer may know of one stands with the entry.
    """

    purchase_id: UUID
    sequence_number: int
    item: Mapping[str, Any]
    until: datetime
    ordered: bool

    @property
    def free_on(self) -> date:
        """The day, by the Dutch calendar, from or on which it may be sold."""
        return self.until.astimezone(CLOCK).date()


def kept(
    session: Session, actor: Actor, now: datetime, *, since: datetime, before: datetime
) -> list[Kept]:
    """Return the dealer's goods whose keeping ends between two moments, the first of them first.

    Goods under an order are kept until the later of the end of the order and of their hold.
    """
    ordered = HoldOrder.id.is_not(None) & HoldOrder.released_at.is_(None) & (HoldOrder.until > now)
    until = case(
        (ordered & (HoldOrder.until > Purchase.hold_until), HoldOrder.until),
        else_=Purchase.hold_until,
    )
    statement = (
        select(
            Purchase.id,
            Purchase.sequence_number,
            PurchaseVersion.item,
            until.label("until"),
            ordered.label("ordered"),
        )
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .outerjoin(HoldOrder, HoldOrder.purchase_id == Purchase.id)
        .where(
            Purchase.dealer_id == actor.dealer_id,
            ~exists().where(Disposal.purchase_id == Purchase.id),
            until >= since,
            until < before,
        )
        .order_by(until, Purchase.id)
        .limit(MOST_SHOWN)
    )
    return [
        Kept(id_, number, item, end, bool(held_by_order))
        for id_, number, item, end, held_by_order in session.execute(statement)
    ]
