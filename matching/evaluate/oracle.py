"""The oracle: the matcher's sums, done by somebody who knows the generator of the workload.

It is told what the register only lets one guess: how the numbers of each family are dealt out,
which brands and models they belong to, by which slips they are mistyped, and how often those of
thefts are. What it does not reach on the same purchases, no better model of these reaches.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from random import Random

import numpy as np

from matching.evaluate.shapes import Places, blocks_of
from matching.evaluate.slips import CHANGES, CUTS, KINDS, LOST_ZEROS, PREFIXES
from matching.evaluate.workload import SHARES, THEFTS, TYPED, World
from matching.item import Item
from matching.likelihood.channel import ALPHABET, DIGITS, REACH, SIZE, Channel, Floats, codes_of
from matching.likelihood.names import Product, product_of
from matching.likelihood.names_channel import NamesChannel, Rates
from matching.likelihood.statistics import FamilyCounts, Statistics
from matching.likelihood.world import World as Numbers
from matching.profile import Likelihoods, Profile

# Counts are whole numbers, so chances are counted in parts of these.
_COUNT, _WEIGHT = 10**6, 10**12
_BY_CHANCE = 10
_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Knowing(Profile):
    """A profile that knows what its likelihoods are, and need not count a register."""

    known: Likelihoods

    @property
    def likelihoods(self) -> Likelihoods:
        return self.known


def knowing(profile: Profile, world: World) -> Profile:
    """Return this profile with what deals the numbers out, in the place of what was counted."""
    statistics = statistics_of(world, profile)
    rates = {name: Rates(**rates) for name, rates in profile.names.items()}
    known = Likelihoods(
        Numbers(statistics, channel()), NamesChannel(statistics, rates, profile.compatible)
    )
    return _Knowing(**{f.name: getattr(profile, f.name) for f in fields(profile)}, known=known)


def statistics_of(world: World, profile: Profile) -> Statistics:
    """Return the statistics of a register that has counted all the goods there are."""
    products: dict[Product, int] = {}
    shapes: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for source, share in world.sources:
        goods = Item(source.category, source.brand, source.model)
        product = product_of(goods, profile.brand_aliases)
        at = products.setdefault(product, len(products))
        shapes[source.shape][at] += round(_WEIGHT * share)
    families = [family for shape, owners in shapes.items() for family in _families(shape, owners)]
    lengths: Counter[int] = Counter()
    for family in families:
        lengths[family.length] += family.weight
    return Statistics(
        items=profile.register_size,
        numbers=lengths.total(),
        lengths=dict(lengths),
        products=tuple(products),
        families=tuple(families),
    )


def channel() -> Channel:
    """Return the channel that the slips of the workload are."""
    # Few numbers have leading noughts, so that for nearly all another slip is drawn instead.
    often = {kind: share / (1 - KINDS["lost_zeros"]) for kind, share in KINDS.items()}
    added = np.zeros(SIZE)
    added[:DIGITS] = often["addition"] / DIGITS
    thefts = sum(SHARES[kind] for kind in THEFTS)
    exact, one, two = (SHARES[kind] / thefts for kind in THEFTS)
    letters = tuple(prefix for prefix in PREFIXES if prefix.isalpha() and len(prefix) <= REACH)
    return Channel(
        rates=TYPED,
        pair_rates=(exact, one, two),
        change=_changes(often),
        swap=often["swap"],
        loss=often["drop"],
        doubling=often["doubling"],
        addition=added,
        zeros=often["lost_zeros"] * np.array(LOST_ZEROS),
        cut=often["cut"] * np.array([CUTS.count(n) / len(CUTS) for n in range(max(CUTS) + 1)]),
        prefix=often["prefix"] / len(PREFIXES),
        prefixes=letters,
    )


def _families(shape: str, owners: Counter[int]) -> Iterator[FamilyCounts]:
    checked = _COUNT if "^" in shape or shape.endswith("~") else _COUNT // _BY_CHANCE
    total = owners.total()
    named = tuple((product, round(_COUNT * n / total)) for product, n in owners.most_common())
    for share, places in blocks_of(shape):
        columns = tuple(_column(place) for place in places)
        yield FamilyCounts(round(total * share), _COUNT, columns, checked, named)


def _column(place: Places) -> Mapping[int, int]:
    return {codes_of(c)[0]: round(_COUNT * chance) for c, chance in place.items()}


def _changes(often: Mapping[str, float]) -> Floats:
    """Return how likely a slip at a character makes it another one, counted in many slips."""
    change, rng = np.zeros((SIZE, SIZE)), Random(1)  # noqa: S311 - nothing is secret
    for code, character in enumerate(ALPHABET):
        for kind, slip in CHANGES.items():
            for _ in range(_DRAWS):
                became = slip(character, rng)
                if len(became) == 1 and became != character:
                    change[code, codes_of(became)[0]] += often[kind] / _DRAWS
    return change
