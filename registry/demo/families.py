"""Families of numbers: what is sold under one brand, and what its numbers look like.

The tables are data: `families.csv`, and `type_codes.csv` for phones, where each type code (the
first eight digits of an IMEI) is a family of its own. The type codes, ranges and prices are
chosen to be believable and name no real device.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from types import MappingProxyType

from registry.demo.draw import Weighted, rows


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of identifier and the pattern its value follows (see numbers.fill)."""

    type: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Family:
    """Goods of one brand whose numbers follow the same shapes.

    `since` is the first year of sale; `low` and `high` bound what a dealer pays, in euros;
    `dense` means that neighbouring numbers are in circulation; `numbers` are alternatives for
    the main number (empty: goods without one), `also` for a second one; `wording` is the entry
    of the wording table that describes them.
    """

    category: str
    brand: str | None
    models: tuple[str, ...]
    since: int
    low: int
    high: int
    dense: bool
    numbers: tuple[Shape, ...]
    also: tuple[Shape, ...]
    wording: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category's share of the goods, and which part of those bears no number."""

    name: str
    share: float
    numberless: float


@cache
def categories() -> Mapping[str, Category]:
    """Return the categories by name, in the order of the contract."""
    listed = (
        Category(row["category"], float(row["share"]), float(row["numberless"]))
        for row in rows("categories")
    )
    return MappingProxyType({category.name: category for category in listed})


@cache
def families() -> tuple[tuple[Family, float], ...]:
    """Return every family with its weight among those of its category.

    Phones are weighted by rank: the n-th type code is sold 1/n as often as the first (Zipf).
    """
    listed = [(_family(row), float(row["weight"])) for row in rows("families")]
    phones = [(_phone(row), 1 / rank) for rank, row in enumerate(rows("type_codes"), start=1)]
    return (*listed, *phones)


def draw_category(rng: Random) -> Category:
    """Draw a category in proportion to its share."""
    return _shares().draw(rng)


def draw_family(rng: Random, category: str, year: int) -> Family:
    """Draw a family of this category that was on sale in `year`."""
    return _on_sale(category, year).draw(rng)


@cache
def kin(category: str, brand: str | None, model: str | None) -> tuple[Family, ...]:
    """Return the families of this category and brand; if some sell `model`, only those."""
    makers = [f for f, _ in families() if (f.category, f.brand) == (category, brand)]
    return tuple(f for f in makers if model in f.models) or tuple(makers)


@cache
def _shares() -> Weighted[Category]:
    return Weighted.of((category, category.share) for category in categories().values())


@cache
def _on_sale(category: str, year: int) -> Weighted[Family]:
    return Weighted.of(
        (family, weight)
        for family, weight in families()
        if family.category == category and family.since <= year
    )


def _family(row: Mapping[str, str]) -> Family:
    return Family(
        category=row["category"],
        brand=row["brand"] or None,
        models=tuple(filter(None, row["models"].split("|"))),
        since=int(row["since"]),
        low=int(row["low"]),
        high=int(row["high"]),
        dense=row["dense"] == "y",
        numbers=_shapes(row["numbers"]),
        also=_shapes(row["also"]),
        wording=row["wording"] or row["category"],
    )


def _phone(row: Mapping[str, str]) -> Family:
    imei = Shape("imei", f"{row['code']}######~")
    serials = {"Apple": _APPLE, "Samsung": (Shape("serial", "R5{2-9}@!!!!!!!"),)}
    since = int(row["since"])
    return Family(
        category="phone",
        brand=row["brand"],
        models=(row["model"],),
        since=since,
        low=int(row["low"]),
        high=int(row["high"]),
        dense=False,
        numbers=(imei,),
        also=(imei, *serials.get(row["brand"], ())),
        wording="phone" if since >= 2016 else "phone.early",
    )


_APPLE = (Shape("serial", "F17!!!!!!!!!"), Shape("serial", "!!!!!!!!!!"))


def _shapes(text: str) -> tuple[Shape, ...]:
    pairs = (shape.split(":", 1) for shape in text.split("|") if shape)
    return tuple(Shape(kind, pattern) for kind, pattern in pairs)
