"""A seeded workload: a register of stolen goods, and purchases of which most are honest.

Numbers come from `families.csv`: what makers deal out, dense and sparse, with and without check
digits, and two makers with the same numbers. Type codes of IMEIs follow Zipf's law. Honest goods
are of the same families as stolen ones and are mistyped at the same rate. The weights are our
guess at second-hand trade, the shapes are those of the makers as far as they are known.
"""

import csv
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Literal, NamedTuple

from matching.check_digits import luhn_digit
from matching.evaluate.presentation import junk, misspelt, presented
from matching.evaluate.shapes import Draw, numbers_of
from matching.evaluate.slips import slip
from matching.item import CATEGORIES, Identifier, Item

Kind = Literal["clean", "exact", "one slip", "two slips", "junk"]
# The share of purchases of each kind, and how honest numbers are typed: none, one or two slips.
SHARES: dict[Kind, float] = {
    "clean": 0.7,
    "exact": 0.1,
    "one slip": 0.14,
    "two slips": 0.06,
    "junk": 0.02,
}
THEFTS: tuple[Kind, ...] = ("exact", "one slip", "two slips")
TYPED = (0.92, 0.056, 0.024)
GIVEN, MISSPELT, WRONG = 0.8, 0.05, 0.03
REGISTERED = 0.95
_IMEI_STARTS = ("35", "35", "35", "86", "01", "99")


class Goods(NamedTuple):
    """Goods as they are: what nobody mistyped yet."""

    number: str
    category: str
    brand: str
    model: str
    group: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as it was typed, what it is, and the stolen good it was, if it was one."""

    kind: Kind
    item: Item
    stolen: int | None
    group: str


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a family: goods of one brand and model, or of one type code."""

    shape: str
    draw: Draw
    category: str
    brand: str
    model: str
    group: str


class World:
    """The goods there are, of which some are stolen; the same for each seed."""

    def __init__(self, seed: int, families: str = "families") -> None:
        weighted = [pair for row in _rows(families) for pair in _sources(row, seed)]
        self._sources = [source for source, _ in weighted]
        self._cumulative = list(accumulate(weight for _, weight in weighted))
        self.sources = [(source, weight / self._cumulative[-1]) for source, weight in weighted]
        self._seed = seed

    def goods(self, rng: Random) -> Goods:
        """Draw one of the goods there are."""
        point = rng.random() * self._cumulative[-1]
        source = self._sources[bisect(self._cumulative, point, 0, len(self._sources) - 1)]
        number = source.draw(rng)
        return Goods(number, source.category, source.brand, source.model, source.group)

    def stolen(self, count: int) -> list[Goods]:
        """Return the goods that are listed; the id of each is its place."""
        rng = stream(self._seed, "stolen")
        return [self.goods(rng) for _ in range(count)]

    def purchases(self, stolen: list[Goods], count: int) -> Iterator[Purchase]:
        """Yield what is bought."""
        rng = stream(self._seed, "purchases")
        kinds, shares = list(SHARES), list(SHARES.values())
        for _ in range(count):
            kind = rng.choices(kinds, shares)[0]
            if kind in {"clean", "junk"}:
                goods, id_ = self.goods(rng), None
            else:
                id_ = rng.randrange(len(stolen))
                goods = stolen[id_]
            slips = {"exact": 0, "one slip": 1, "two slips": 2}.get(kind)
            if slips is None:
                slips = rng.choices((0, 1, 2), TYPED)[0]
            typed = goods.number
            for _ in range(slips):
                typed = slip(typed, rng)
            written = junk(rng) if kind == "junk" else presented(typed, goods.group, rng)
            yield Purchase(kind, self._described(goods, written, rng), id_, goods.group)

    def _described(self, goods: Goods, written: str, rng: Random) -> Item:
        """Return goods as a dealer describes them: not all, not always right."""
        other = self.goods(rng)
        category = rng.choice(CATEGORIES) if rng.random() < WRONG else goods.category
        return Item(
            category=category if rng.random() < GIVEN else "other",
            brand=_told(goods.brand, other.brand, rng),
            model=_told(goods.model, other.model, rng),
            identifiers=(Identifier(None, written),),
        )


def registered(goods: Goods, rng: Random) -> Item:
    """Return goods as they are registered, by somebody who had the papers."""
    return Item(
        category=goods.category,
        brand=goods.brand if rng.random() < REGISTERED else None,
        model=goods.model if rng.random() < REGISTERED else None,
        identifiers=(Identifier(None, goods.number),),
    )


def _told(name: str, other: str, rng: Random) -> str | None:
    if rng.random() >= GIVEN:
        return None
    how = rng.random()
    if how < WRONG:
        return other
    return misspelt(name, rng) if how < WRONG + MISSPELT else name


def _sources(row: dict[str, str], seed: int) -> Iterator[tuple[Source, float]]:
    """Yield what a family consists of, with the weight of each part."""
    weight, brands, models = float(row["weight"]), row["brand"].split("|"), row["models"].split("|")
    common = row["category"], row["group"]
    if row["shape"].startswith("imei:"):
        rng = stream(seed, row["name"])
        codes = int(row["shape"].removeprefix("imei:"))
        total = sum(1 / rank for rank in range(1, codes + 1))
        for rank in range(1, codes + 1):
            at = rng.randrange(max(len(brands), len(models)))
            brand, model = brands[at % len(brands)], models[at % len(models)]
            code = f"{rng.choice(_IMEI_STARTS)}{rng.randrange(10**6):06}"
            source = Source(f"{code}######~", _imei(code), common[0], brand, model, common[1])
            yield source, weight / rank / total
        return
    draw = numbers_of(row["shape"])
    pairs = [(b, m) for b in brands for m in models]
    if len(brands) > 1 and len(models) >= len(brands):
        pairs = [(brands[at % len(brands)], model) for at, model in enumerate(models)]
    total = sum(1 / rank for rank in range(1, len(pairs) + 1))
    for rank, (brand, model) in enumerate(pairs, 1):
        source = Source(row["shape"], draw, common[0], brand, model, common[1])
        yield source, weight / rank / total


def _imei(code: str) -> Draw:
    def draw(rng: Random) -> str:
        digits = f"{code}{rng.randrange(10**6):06}"
        return digits + luhn_digit(digits)

    return draw


def stream(seed: int, name: str) -> Random:
    """Return the random numbers `name` of a seed, which are independent of those of other names."""
    return Random(f"{seed}/{name}")  # noqa: S311 - repeatable on purpose; nothing is secret


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (files("matching.evaluate") / f"{name}.csv").open(encoding="utf-8") as table:
        return tuple(csv.DictReader(table))
