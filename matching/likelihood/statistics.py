"""Statistics of a register: the families its numbers form, frozen for a profile.

What is stolen is a sample of what there is, so the numbers of a register tell how honest numbers
are dealt out, and which brands and models they belong to.
"""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np

from matching.check_digits import LUHN_LENGTH, VIN_LENGTH, luhn_hold, vins_hold
from matching.item import Item
from matching.likelihood.channel import SIZE, codes_of
from matching.likelihood.families import Table, families_of
from matching.likelihood.names import Product, product_of

LONGEST = 20
_MOST_PRODUCTS = 40
_OTHER_BRANDS = SIZE - 1
_FORM = 1
# Of a hundred numbers of one length this many are like those of a family, and the others are of
# ranges that are new or too small to be told apart, and are like the whole.
_OF_FAMILIES, _OF_NONE = 99, 1


@dataclass(frozen=True, slots=True)
class FamilyCounts:
    """What was counted of a family.

    `columns` has for each place how often each character was there; `checked` how many numbers
    have a check digit that holds (of an IMEI or a VIN, by length); `products` how often each of
    the register's products was one of them, the most frequent only. `weight` is the part of all
    numbers that it stands for.
    """

    weight: int
    count: int
    columns: tuple[Mapping[int, int], ...]
    checked: int
    products: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """The length of its numbers."""
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of a register, counted: how many items there are, and its families.

    `numbers` is the weight of all families and `lengths` that of all numbers of a length;
    `products` are the kinds, brands and models that families refer to.
    """

    items: int
    numbers: int
    lengths: Mapping[int, int]
    products: tuple[Product, ...]
    families: tuple[FamilyCounts, ...]

    @classmethod
    def of(cls, items: Iterable[Item], aliases: Mapping[str, str]) -> "Statistics":
        """Count a register; `aliases` are other names of brands."""
        count = 0
        products: dict[Product, int] = {}
        by_length: defaultdict[int, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        for item in items:
            count += 1
            product = products.setdefault(product_of(item, aliases), len(products))
            for canonical in dict.fromkeys(number.canonical for number in item.numbers):
                numbers, owners = by_length[len(canonical)]
                numbers.append(canonical)
                owners.append(product)
        return _counted(count, tuple(products), by_length)

    def to_bytes(self) -> bytes:
        """Return the statistics as they are kept; the same ones give the same bytes."""
        families = [
            [
                family.weight,
                family.count,
                [[x for pair in column.items() for x in pair] for column in family.columns],
                family.checked,
                [x for pair in family.products for x in pair],
            ]
            for family in self.families
        ]
        kept = {
            "form": _FORM,
            "items": self.items,
            "numbers": self.numbers,
            "lengths": sorted(self.lengths.items()),
            "products": self.products,
            "families": families,
        }
        return zlib.compress(json.dumps(kept, separators=(",", ":")).encode("utf-8"), 9)

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Statistics":
        """Return the statistics that were kept. Raises ValueError if these bytes are none."""
        try:
            data: dict[str, Any] = json.loads(zlib.decompress(kept))
        except zlib.error as error:
            raise ValueError("these are no statistics") from error
        if data["form"] != _FORM:
            raise ValueError("statistics of another form")
        return cls(
            items=data["items"],
            numbers=data["numbers"],
            lengths=dict(data["lengths"]),
            products=tuple(Product(*product) for product in data["products"]),
            families=tuple(
                FamilyCounts(
                    weight,
                    count,
                    tuple(dict(_pairs(column)) for column in columns),
                    checked,
                    tuple(_pairs(products)),
                )
                for weight, count, columns, checked, products in data["families"]
            ),
        )

    def with_prior(self, other: "Statistics", weight: int) -> "Statistics":
        """Return these statistics with those of another register beside them.

        The other register counts for as many numbers as `weight` says.
        """
        # Counts stay whole: ours are multiplied rather than the other's divided.
        ours = max(1, round(other.numbers / (weight * (_OF_FAMILIES + _OF_NONE))))
        products = {product: at for at, product in enumerate(self.products)}
        theirs = [products.setdefault(product, len(products)) for product in other.products]
        families = [replace(family, weight=family.weight * ours) for family in self.families]
        families += [
            replace(family, products=tuple((theirs[p], n) for p, n in family.products))
            for family in other.families
        ]
        lengths = Counter({length: n * ours for length, n in self.lengths.items()})
        lengths.update(other.lengths)
        return Statistics(
            items=self.items,
            numbers=self.numbers * ours + other.numbers,
            lengths=dict(sorted(lengths.items())),
            products=tuple(products),
            families=tuple(families),
        )

    @property
    def digest(self) -> str:
        """A name that other statistics do not have."""
        return sha256(self.to_bytes()).hexdigest()[:12]


def _counted(
    items: int, products: Sequence[Product], by_length: Mapping[int, tuple[list[str], list[int]]]
) -> Statistics:
    everything = sum(len(numbers) for numbers, _ in by_length.values())
    kinds = _kinds(products, by_length)
    used: dict[int, int] = {}
    families = []
    for length in sorted(by_length):
        if length > LONGEST:
            continue
        numbers, owners = by_length[length]
        for family in _of_one_length(numbers, np.array(owners), kinds, everything):
            own = tuple((used.setdefault(p, len(used)), n) for p, n in family.products)
            families.append(replace(family, products=own))
    return Statistics(
        items=items,
        numbers=everything * (_OF_FAMILIES + _OF_NONE),
        lengths={
            length: len(numbers) * (_OF_FAMILIES + _OF_NONE)
            for length, (numbers, _) in sorted(by_length.items())
        },
        products=tuple(products[p] for p in used),
        families=tuple(families),
    )


def _of_one_length(
    numbers: list[str], owners: Any, kinds: Table, everything: int
) -> Iterator[FamilyCounts]:
    length = len(numbers[0])
    codes = np.array(codes_of("".join(numbers)), np.uint8).reshape(-1, length)
    holds = np.zeros(len(codes), np.bool_)
    if length == LUHN_LENGTH:
        holds = luhn_hold(codes)
    elif length == VIN_LENGTH:
        holds = vins_hold(codes)
    for at, family in enumerate(families_of(codes, kinds[owners], everything)):
        most = Counter(owners[family.rows].tolist()).most_common()
        # Products that are as frequent are taken in their own order.
        most.sort(key=lambda pair: (-pair[1], pair[0]))
        yield FamilyCounts(
            weight=len(family.rows) * (_OF_FAMILIES if at else _OF_NONE),
            count=len(family.rows),
            columns=tuple(
                {int(c): int(column[c]) for c in np.flatnonzero(column)} for column in family.counts
            ),
            checked=int(holds[family.rows].sum()),
            products=tuple(most[:_MOST_PRODUCTS]),
        )


def _kinds(
    products: Sequence[Product], by_length: Mapping[int, tuple[list[str], list[int]]]
) -> Table:
    """Return for each product the number of its category and of its brand; 0 if unknown."""
    often: Counter[str] = Counter()
    for _, owners in by_length.values():
        for product, n in Counter(owners).items():
            often[products[product].brand] += n
    often.pop("", None)
    brands = sorted(often, key=lambda brand: (-often[brand], brand))[: _OTHER_BRANDS - 1]
    brand_number = {"": 0} | {brand: number for number, brand in enumerate(brands, 1)}
    categories = sorted({product.category for product in products} - {""})
    category_number = {"": 0} | {category: n for n, category in enumerate(categories, 1)}
    return np.array(
        [
            [
                category_number[product.category],
                brand_number.get(product.brand, _OTHER_BRANDS),
            ]
            for product in products
        ],
        np.uint8,
    ).reshape(-1, 2)


def _pairs(flat: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(flat[::2], flat[1::2], strict=True))
