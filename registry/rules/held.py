"""The rows of both registers as the matching sees them: an id, a version, an item."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, false, select, true
from sqlalchemy.orm import Session

from matching import Item
from registry.law.municipalities import municipality_in
from registry.rules.newest import NEWEST_GOOD, NEWEST_PURCHASE
from registry.tables import Purchase, PurchaseVersion, StolenGood, StolenGoodVersion

RegisterSide = Literal["good", "purchase"]
GOOD: RegisterSide = "good"
PURCHASE: RegisterSide = "purchase"
SIDES = (GOOD, PURCHASE)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One version of a row; one that is not listed (a good withdrawn) is not to be matched.

    A good that was `merged` into another report of the same theft is not listed either.
    """

    id: UUID
    version: int
    item: Item
    listed: bool = True
    merged: bool = False


def held_rows(
    session: Session, side: RegisterSide, ids: Collection[UUID] | None = None
) -> Iterator[Held]:
    """Yield the present version of these rows of one register, or of all."""
    statement, key = _SELECTS[side]
    for batch in _batches(ids):
        chosen = statement if batch is None else statement.where(key.in_(batch))
        yield from map(_held, session.execute(chosen).yield_per(BATCH))


def held_after(session: Session, side: RegisterSide, after: UUID | None, limit: int) -> list[Held]:
    """Return the next rows of one register in the order of their ids."""
    statement, key = _SELECTS[side]
    if after is not None:
        statement = statement.where(key > after)
    return [_held(row) for row in session.execute(statement.order_by(key).limit(limit))]


def good_item(good: Mapping[str, Any]) -> Item:
    """Return a stolen good as it is matched, given the fields of its report, perhaps not all."""
    known = good.get("stolen_at") or good.get("stolen_between")
    period = stolen_period(good) if known else None
    return Item.from_wire(good["item"], period, municipality_in(good.get("place")))


def purchase_item(entry: Mapping[str, Any]) -> Item:
    """Return a purchase as it is matched, given the fields of its entry, perhaps not all."""
    at = entry.get("acquired_at")
    period = (at, at) if at else None
    return Item.from_wire(entry["item"], period, entry.get("municipality_code"))


def item_of_good(version: StolenGoodVersion) -> Item:
    """Return what one version of a stolen good says, as it is matched."""
    period = version.stolen_from, version.stolen_to
    return Item.from_wire(version.item, period, municipality_in(version.place))


def item_of_purchase(version: PurchaseVersion) -> Item:
    """Return what one version of an entry says, as it is matched."""
    period = version.acquired_at, version.acquired_at
    return Item.from_wire(version.item, period, version.municipality_code)


def stolen_period(good: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return when a good was stolen, at the earliest and the latest."""
    if good.get("stolen_at"):
        return good["stolen_at"], good["stolen_at"]
    start, end = good["stolen_between"]
    return start, end


def _held(
    row: Row[*tuple[UUID, int, dict[str, Any], datetime, datetime, str | None, bool, bool]],
) -> Held:
    id_, version, wire, start, end, place, listed, merged = row
    item = Item.from_wire(wire, (start, end), municipality_in(place))
    return Held(id_, version, item, bool(listed), bool(merged))


def _goods() -> Select[UUID, int, dict[str, Any], datetime, datetime, str | None, bool, bool]:
    return select(
        StolenGood.id,
        StolenGood.version,
        StolenGoodVersion.item,
        StolenGoodVersion.stolen_from,
        StolenGoodVersion.stolen_to,
        StolenGoodVersion.place,
        StolenGoodVersion.status == "listed",
        StolenGoodVersion.status == "merged",
    ).join(StolenGoodVersion, NEWEST_GOOD)


def _purchases() -> Select[UUID, int, dict[str, Any], datetime, datetime, str | None, bool, bool]:
    return select(
        Purchase.id,
        Purchase.version,
        PurchaseVersion.item,
        PurchaseVersion.acquired_at,
        PurchaseVersion.acquired_at.label("until"),
        PurchaseVersion.municipality_code,
        true(),
        false(),
    ).join(PurchaseVersion, NEWEST_PURCHASE)


_SELECTS = {GOOD: (_goods(), StolenGood.id), PURCHASE: (_purchases(), Purchase.id)}


def _batches(ids: Collection[UUID] | None) -> Iterator[list[UUID] | None]:
    """Split ids so that a statement stays small; None, for all rows, is one batch."""
    if ids is None:
        yield None
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
