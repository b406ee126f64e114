"""The rows of both registers as the matching sees them: an id, a version, an item."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from matching import Item
from registry.tables import Purchase, PurchaseVersion, StolenGood, StolenGoodVersion

RegisterSide = Literal["good", "purchase"]
GOOD: RegisterSide = "good"
PURCHASE: RegisterSide = "purchase"
SIDES = (GOOD, PURCHASE)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One version of a row; one that is not listed (a good withdrawn) is not to be matched."""

    id: UUID
    version: int
    item: Item
    listed: bool = True


def held_rows(
    session: Session, side: RegisterSide, ids: Collection[UUID] | None = None
) -> Iterator[Held]:
    """Yield the present version of these rows of one register, or of all."""
    statement, key = _SELECTS[side]
    for batch in _batches(ids):
        chosen = statement if batch is None else statement.where(key.in_(batch))
        for id_, version, item, listed in session.execute(chosen).yield_per(BATCH):
            yield Held(id_, version, Item.from_wire(item), bool(listed))


def held_after(session: Session, side: RegisterSide, after: UUID | None, limit: int) -> list[Held]:
    """Return the next rows of one register in the order of their ids."""
    statement, key = _SELECTS[side]
    if after is not None:
        statement = statement.where(key > after)
    rows = session.execute(statement.order_by(key).limit(limit))
    return [
        Held(id_, version, Item.from_wire(item), bool(listed))
        for id_, version, item, listed in rows
    ]


def _goods() -> Select[UUID, int, dict[str, object], bool]:
    return select(
        StolenGood.id,
        StolenGood.version,
        StolenGoodVersion.item,
        StolenGoodVersion.status == "listed",
    ).join(
        StolenGoodVersion,
        (StolenGoodVersion.stolen_good_id == StolenGood.id)
        & (StolenGoodVersion.version == StolenGood.version),
    )


def _purchases() -> Select[UUID, int, dict[str, object], bool]:
    return select(Purchase.id, Purchase.version, PurchaseVersion.item, true()).join(
        PurchaseVersion,
        (PurchaseVersion.purchase_id == Purchase.id)
        & (PurchaseVersion.version == Purchase.version),
    )


_SELECTS = {GOOD: (_goods(), StolenGood.id), PURCHASE: (_purchases(), Purchase.id)}


def _batches(ids: Collection[UUID] | None) -> Iterator[list[UUID] | None]:
    """Split ids so that a statement stays small; None, for all rows, is one batch."""
    if ids is None:
        yield None
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
