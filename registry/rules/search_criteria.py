"""What officers search for: criteria, as conditions of a statement and as a test of one item."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_

from matching import SHORTEST_PART, Identifier, Item, nearest_numbers, recognise
from registry.errors import Invalid
from registry.law.places import place_names
from registry.tables import Dealer, PurchaseVersion, StolenGoodVersion
from schemas.form_fields import first_moment

Criteria = Mapping[str, Any]
Closeness = Literal["equal", "one_slip", "looks_alike", "part"]
TEXTS = ("brand", "model", "colour", "description", "marks")
CLOSENESS: tuple[Closeness, ...] = ("equal", "looks_alike", "one_slip", "part")


def check(criteria: Criteria) -> None:
    """Refuse a search for nothing, or by what is no number. Raises Invalid."""
    if not any(criteria.values()):
        raise Invalid.field("/number", "nothing_to_search_by")
    number = criteria.get("number")
    if number and not recognise(number).usable:
        raise Invalid.field("/number", "not_a_number_to_search_by")
    first, last = criteria.get("first"), criteria.get("last")
    if first and last and first > last:
        raise Invalid.field("/last", "ends_before_it_begins")


def asked_item(criteria: Criteria) -> Item | None:
    """Return goods with the number that is asked for, if one is."""
    number = criteria.get("number")
    return Item("other", identifiers=(Identifier(None, number),)) if number else None


def closeness(asked: Item, item: Item) -> Closeness | None:
    """Return how near a number of some goods is to the one asked for; None if it is not.

    Two slips away lies half of all numbers, so that is not called near.
    """
    near = nearest_numbers(item, asked)
    if near is not None and near.slips == 0:
        return "equal"
    if near is not None and near.looks_alike:
        return "looks_alike"
    if near is not None and near.slips == 1:
        return "one_slip"
    parts = [n.canonical for n in asked.numbers if len(n.canonical) >= SHORTEST_PART]
    if any(part in number.canonical for part in parts for number in item.numbers):
        return "part"
    return None


def good_conditions(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Return the conditions on the version of a stolen good, all but that of the number."""
    wanted = _item_conditions(StolenGoodVersion.item, criteria)
    if place := criteria.get("place"):
        wanted.append(StolenGoodVersion.place.icontains(place, autoescape=True))
    start, end = _period(criteria)
    if start:
        wanted.append(StolenGoodVersion.stolen_to >= start)
    if end:
        wanted.append(StolenGoodVersion.stolen_from < end)
    return wanted


def purchase_conditions(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Return the conditions on the version of a purchase and its dealer, but for the number."""
    wanted = _item_conditions(PurchaseVersion.item, criteria)
    if place := criteria.get("place"):
        wanted.append(Dealer.municipality_code.in_(_places(place)))
    start, end = _period(criteria)
    if start:
        wanted.append(PurchaseVersion.acquired_at >= start)
    if end:
        wanted.append(PurchaseVersion.acquired_at < end)
    return wanted


def fits(
    criteria: Criteria,
    item: Mapping[str, Any],
    period: tuple[datetime, datetime],
    place: str | None,
) -> bool:
    """Tell whether one good fits, as a statement with these conditions would find it.

    `place` is the place of a theft, or the code of the municipality of a dealer.
    """
    asked = asked_item(criteria)
    if asked is not None and closeness(asked, Item.from_wire(item)) is None:
        return False
    if criteria.get("category") and item["category"] != criteria["category"]:
        return False
    if criteria.get("brand") and criteria["brand"].lower() not in (item.get("brand") or "").lower():
        return False
    text = " ".join(item.get(name) or "" for name in TEXTS).lower()
    if any(word.lower() not in text for word in (criteria.get("words") or "").split()):
        return False
    if wanted := criteria.get("place"):
        told = place or ""
        if wanted.lower() not in told.lower() and told not in _places(wanted):
            return False
    start, end = _period(criteria)
    return not ((start and period[1] < start) or (end and period[0] >= end))


def to_kept(criteria: Criteria) -> dict[str, Any]:
    """Return criteria as plain JSON."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in criteria.items()
        if value
    }


def from_kept(kept: Criteria) -> dict[str, Any]:
    """Return criteria as they were before they were kept."""
    days = {name: date.fromisoformat(kept[name]) for name in ("first", "last") if name in kept}
    return {**kept, **days}


def _item_conditions(item: Any, criteria: Criteria) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if category := criteria.get("category"):
        wanted.append(item["category"].as_string() == category)
    if brand := criteria.get("brand"):
        wanted.append(item["brand"].as_string().icontains(brand, autoescape=True))
    for word in (criteria.get("words") or "").split():
        texts = (func.coalesce(item[name].as_string(), "") for name in TEXTS)
        wanted.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return wanted


def _period(criteria: Criteria) -> tuple[datetime | None, datetime | None]:
    """Return the moments that the days asked for begin and end (exclusive), by the Dutch clock."""
    first, last = criteria.get("first"), criteria.get("last")
    return (
        first_moment(first) if first else None,
        first_moment(last + timedelta(days=1)) if last else None,
    )


def _places(text: str) -> list[str]:
    wanted = text.casefold()
    return [code for code, name in place_names().items() if wanted in name.casefold()]
