"""Stolen goods that were never stolen: entries for the list of stolen goods (Stop Heling)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from registry.demo.draw import Weighted, chance, stream
from registry.demo.families import draw_category, draw_family
from registry.demo.items import new_item
from registry.demo.moments import between, utc, wire
from registry.demo.places import draw_place

FIRST = datetime(2010, 1, 1, tzinfo=UTC)
RECENT = timedelta(days=3 * 365)
RECENT_SHARE = 0.82
LONGEST_DELAY = timedelta(days=60)

# How long after the theft it is reported, in hours: at least and at most.
_DELAYS = Weighted.of((((0.3, 24.0), 50.0), ((24.0, 168.0), 33.0), ((168.0, 960.0), 17.0)))


def stolen_goods(seed: int, now: datetime, count: int = 40_000) -> Iterator[dict[str, Any]]:
    """Return `count` bodies in the "Stolen good in" form, in order of `reported_at`.

    Stolen and reported between 2010 and `now`, four in five in the last three years; never in
    the future. Report numbers are unique, and so are numbers on goods. A naive `now`, or one
    before 2011, is a ValueError.
    """
    now = utc(now)
    if now < FIRST + timedelta(days=365):
        raise ValueError("the register starts in 2010; take a later time")
    return _stolen_goods(stream(seed, "stolen goods"), now, count)


def _stolen_goods(rng: Random, now: datetime, count: int) -> Iterator[dict[str, Any]]:
    taken: set[str] = set()
    filed: Counter[tuple[str, int]] = Counter()
    stride = max(1, min(60, 4_000_000 // max(count, 1)))
    for reported in sorted(_reported(rng, now) for _ in range(count)):
        place = draw_place(rng)
        family = draw_family(rng, draw_category(rng).name, reported.year)
        # A unit files other reports as well, so that the numbers have gaps.
        filed[place.unit, reported.year] += rng.randint(1, stride)
        number = 100_000 + filed[place.unit, reported.year]
        yield {
            "item": new_item(rng, family, taken),
            **_theft(rng, reported),
            "reported_at": wire(reported),
            "report_number": f"PL{place.unit}-{reported.year}{number:06}",
            **({"place": place.city} if chance(rng, 0.9) else {}),
            **_reference(rng, reported.year),
        }


def _reported(rng: Random, now: datetime) -> datetime:
    start = FIRST + LONGEST_DELAY
    recent = max(start, now - RECENT)
    low, high = (recent, now) if chance(rng, RECENT_SHARE) else (start, recent)
    moment = between(rng, low, high)
    # Few people report anything at night.
    later = moment + timedelta(hours=9)
    return later if moment.hour < 6 and later <= now and chance(rng, 0.8) else moment


def _theft(rng: Random, reported: datetime) -> dict[str, Any]:
    low, high = _DELAYS.draw(rng)
    latest = (reported - timedelta(hours=rng.uniform(low, high))).replace(second=0, microsecond=0)
    if chance(rng, 0.6):
        return {"stolen_at": wire(latest)}
    # Somebody missed it in the morning, or after a holiday.
    hours = rng.uniform(2, 14) if chance(rng, 0.8) else rng.uniform(14, 240)
    earliest = (latest - timedelta(hours=hours)).replace(second=0, microsecond=0)
    return {"stolen_between": [wire(earliest), wire(latest)]}


def _reference(rng: Random, year: int) -> dict[str, str]:
    """Return a reference of an insurer or of the owner's file; it names nobody."""
    kind = rng.choice(("", "", "VERZ", "DOSSIER"))
    return {"owner_reference": f"{kind}-{year}-{rng.randrange(10**6):06}"} if kind else {}
