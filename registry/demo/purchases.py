"""Purchases that never took place: entries for the purchase register of dealers (DOR).

Most are clean; a few are stolen goods, with the number as it stands on the list, mistyped, or
with nothing but a mark to tell them by; and some honest ones lie beside a stolen number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from registry.demo.dealers import dealers
from registry.demo.deals import deal
from registry.demo.draw import Weighted, chance, stream
from registry.demo.families import Family, categories, draw_category, draw_family
from registry.demo.handwriting import bare, plain
from registry.demo.items import new_item
from registry.demo.moments import open_hours, utc, wire
from registry.demo.pairs import PLAN, Kind, turns
from registry.demo.people import seller
from registry.demo.places import draw_place, places

WINDOW = timedelta(weeks=5)
LOCAL_SELLERS = 0.8


@dataclass(frozen=True, slots=True)
class DemoPurchase:
    """A purchase and what is true of it.

    `dealer` and `stolen` are indexes; `registered_at` is aware, in UTC; `body` is in the
    "Purchase in" form. `stolen` is the good that this is (exact, slip, two_slips, and no_number
    where a mark tells it), or the one it lies beside (near_miss), else None.
    """

    dealer: int
    registered_at: datetime
    body: dict[str, Any]
    kind: Kind
    stolen: int | None


def purchases(
    seed: int,
    now: datetime,
    stolen: Sequence[Mapping[str, Any]],
    dealer_count: int = 60,
    count: int = 3_000,
) -> list[DemoPurchase]:
    """Return `count` purchases of the five weeks before `now`, in order of `registered_at`.

    `stolen` is what goods.stolen_goods gave for the same time; `dealer_count` what
    dealers.dealers is called with. Registered while shops are open, at most a quarter of an
    hour after the goods were acquired. Of the kinds other than clean there are as many as
    pairs.PLAN says, fewer if there are less than 300 purchases or too few stolen goods; a
    number of a clean purchase is never a stolen one. A naive `now`, or less than one dealer,
    is a ValueError.
    """
    if dealer_count < 1:
        raise ValueError("purchases need a dealer")
    now = utc(now)
    rng = stream(seed, "purchases")
    counter = _Counter(rng, seed, dealer_count)
    taken = _numbers(stolen)
    start = now - WINDOW
    plan: dict[Kind, int] = {kind: min(n, n * count // 300) for kind, n in PLAN.items()}
    entries = [
        counter.entry(turn.at, turn.item, turn.family, turn.kind, turn.stolen)
        for turn in turns(rng, stolen, taken, start=start, now=now, plan=plan)
    ]
    while len(entries) < count:
        # Five weeks always hold open hours, so that this ends.
        at = open_hours(rng, start, now)
        if at is not None:
            family = draw_family(rng, draw_category(rng).name, now.year)
            item = new_item(rng, family, taken)
            kind: Kind = "clean" if "identifiers" in item else "no_number"
            entries.append(counter.entry(at, item, family, kind, None))
    return sorted(entries, key=lambda entry: entry.registered_at)


class _Counter:
    """The counter at which goods come in: the dealers, and who stands before them."""

    def __init__(self, rng: Random, seed: int, dealer_count: int) -> None:
        shops = dealers(seed, dealer_count)
        by_code = {place.code: place for place in places()}
        busy = [min(8.0, rng.paretovariate(1.2)) for _ in shops]
        self._rng = rng
        self._places = [by_code[shop["municipality_code"]] for shop in shops]
        self._buyers = {
            category: Weighted.of(
                (index, busy[index])
                for index, shop in enumerate(shops)
                if category in shop["goods"]
            )
            for category in categories()
        }

    def entry(
        self, at: datetime, item: dict[str, Any], family: Family, kind: Kind, stolen: int | None
    ) -> DemoPurchase:
        """Return the purchase of this item by a dealer in such goods."""
        rng = self._rng
        dealer = self._buyers[item["category"]].draw(rng)
        home = self._places[dealer] if chance(rng, LOCAL_SELLERS) else draw_place(rng)
        body = {
            "acquired_at": wire(at - timedelta(seconds=rng.randint(120, 900))),
            "item": item,
            **deal(rng, family),
            "seller": seller(rng, home),
        }
        return DemoPurchase(dealer, at, body, kind, stolen)


def _numbers(stolen: Sequence[Mapping[str, Any]]) -> set[str]:
    values = [n["value"] for good in stolen for n in good["item"].get("identifiers", ())]
    return {plain(value) for value in values} | {bare(value) for value in values}
