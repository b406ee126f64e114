"""Names as they are told: how likely a category, brand or model is given, if the goods have these.

What is told is right, misspelt or wrong at the rates of the profile. What is wrong is as frequent
as such goods are in the register. Nothing told is no evidence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from matching.likelihood.channel import Floats
from matching.likelihood.names import Product, mistyped, same_brand, same_model
from matching.likelihood.statistics import Statistics
from matching.likelihood.world import Honest

Fields = ("category", "brand", "model")
# How frequent a name is that nobody registered, nor one like it.
_LEAST = 0.01
Compatible = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Rates:
    """How names are told: `right`, `alike` (as misspelt) or else wrong; `unheard` if never seen."""

    right: float
    alike: float
    unheard: float

    @property
    def wrong(self) -> float:
        """The share of names that are those of other goods."""
        return 1 - self.right - self.alike


class NamesChannel:
    """The names of a register's products, made ready to compare with."""

    def __init__(
        self, statistics: Statistics, rates: Mapping[str, Rates], compatible: Compatible
    ) -> None:
        self._rates = rates
        self._compatible = compatible
        self._products = statistics.products
        families = statistics.families
        shares = [(p, n / family.count) for family in families for p, n in family.products]
        self._named = np.array([p for p, _ in shares], np.intp)
        self._shares = np.array([share for _, share in shares])
        ends = list(accumulate(len(family.products) for family in families))
        self._starts = np.array([0, *ends[:-1]], np.intp)
        self._rest = 1 - np.add.reduceat(self._shares, self._starts) if families else np.zeros(0)
        counts = np.zeros(len(self._products))
        for family in families:
            for product, n in family.products:
                counts[product] += n * family.weight / family.count
        self._frequencies = [_frequencies(self._products, counts, at) for at in range(3)]
        self._of_families = lru_cache(maxsize=4_096)(self._uncached_of_families)
        self._distinct = [sorted({product[at] for product in self._products}) for at in range(3)]
        self._places = [
            np.array([place[product[at]] for product in self._products], np.intp)
            for at, names in enumerate(self._distinct)
            for place in [{name: place for place, name in enumerate(names)}]
        ]
        self._of_each = lru_cache(maxsize=4_096)(self._uncached_of_each)
        self._told = lru_cache(maxsize=65_536)(self._uncached_told)
        self.frequency = lru_cache(maxsize=16_384)(self._frequency)

    def if_meant(self, field: int, told: str, meant: str) -> float:
        """Return how likely this name is told of goods that have that one."""
        return self._told(field, told, meant)

    def if_honest(self, told: Product, honest: Honest) -> tuple[float, float, float]:
        """Return how likely each name is told of honest goods with such a number.

        Each counts what was told before it: the brand what the category says, the model both.
        """
        together = self._of_families(told)
        before, found = honest.likelihood, []
        for field in range(3):
            own = float(honest.of_family @ together[field][honest.which])
            strange = honest.of_none
            for earlier in range(field + 1):
                strange *= self._of_unknown(earlier, told[earlier])
            found.append((own + strange) / before)
            before = own + strange
        return found[0], found[1], found[2]

    def _uncached_of_families(self, told: Product) -> tuple[Floats, Floats, Floats]:
        """Return for each family how likely the category, also the brand, also the model is."""
        likely, unknown = np.ones(len(self._products)), 1.0
        found = []
        for field, name in enumerate(told):
            unknown *= self._of_unknown(field, name)
            if name:
                likely = likely * self._of_each(field, name)[self._places[field]]
            sums = self._shares * likely[self._named]
            by_family = np.add.reduceat(sums, self._starts) if len(sums) else np.zeros(0)
            found.append(by_family + self._rest * unknown)
        return found[0], found[1], found[2]

    def _uncached_of_each(self, field: int, told: str) -> Floats:
        """Return how likely a name is told, for each name that products have."""
        return np.array([self._told(field, told, meant) for meant in self._distinct[field]])

    def _of_unknown(self, field: int, told: str) -> float:
        """Return how likely a name is told of goods of which nothing is known."""
        return self.frequency(field, told) if told else 1.0

    def _uncached_told(self, field: int, told: str, meant: str) -> float:
        if not meant:
            return self.frequency(field, told)
        rates = self._rates[Fields[field]]
        wrong = rates.wrong * self.frequency(field, told)
        if self.same(field, told, meant):
            return rates.right + wrong
        return rates.alike * rates.unheard + wrong if self.alike(field, told, meant) else wrong

    def same(self, field: int, told: str, meant: str) -> bool:
        """Tell whether two names say the same."""
        compare: Callable[[str, str], bool] = (_equal, same_brand, same_model)[field]
        return compare(told, meant)

    def alike(self, field: int, told: str, meant: str) -> bool:
        """Tell whether two names may be one, misspelt or, of categories, beside each other."""
        if field == 0:
            return frozenset((told, meant)) in self._compatible
        return mistyped(told, meant) or (field == 2 and _share_a_word(told, meant))

    def _frequency(self, field: int, told: str) -> float:
        """Return how frequent a name is in the register, under this spelling."""
        rates = self._rates[Fields[field]]
        misspelt = rates.alike * rates.unheard
        found = misspelt * _LEAST
        for name, share in self._frequencies[field].items():
            if self.same(field, told, name):
                found += share
            elif self.alike(field, told, name):
                found += share * misspelt
        return min(found, 1.0)


def _equal(a: str, b: str) -> bool:
    return a == b


def _share_a_word(a: str, b: str) -> bool:
    return not set(a.split()).isdisjoint(b.split())


def _frequencies(products: tuple[Product, ...], counts: Floats, field: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for product, count in zip(products, counts.tolist(), strict=True):
        if product[field]:
            found[product[field]] = found.get(product[field], 0.0) + count
    total = sum(found.values())
    return {name: count / total for name, count in found.items()}
