"""Profiles: the weights and the frozen statistics that a decision is made with. Data, not code.

A profile that was ever used is kept, so that any old hit can be computed again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from importlib.resources import files
from math import log2
from typing import Any, Literal

from matching.item import Item
from matching.likelihood.channel import Channel
from matching.likelihood.goods import Goods
from matching.likelihood.names_channel import NamesChannel, Rates
from matching.likelihood.statistics import Statistics
from matching.likelihood.world import World

CURRENT = "numbers-1"
# Of fewer goods than this no statistics are made; the kept ones weigh as much as these.
FEWEST_FOR_STATISTICS = 2_000
_FOLDER = files("matching") / "profiles"


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """What the method `likelihood` compares with, made once of a profile."""

    world: World
    names: NamesChannel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """One published set of weights.

    `method` says how they are used: `likelihood` (see `matching.weighing`), or `coarse` as in the
    first profile (see `matching.number_evidence`). `share` is the share of purchases that are a
    listed stolen good and `register_size` how many are listed. `attributes` are bits by
    comparison and outcome, `verdicts` the chances from which a verdict holds.

    Of the method `likelihood`: `channel` has the rates of slips and `names` those of misspelt and
    wrong names, `numbers` weighs what numbers say together and `descriptions` what is told beside
    them; `families` has the weights that are others for some categories (see `of_category`);
    `calibration` corrects both as verdicts have shown (see `matching.fit`); `statistics` are the
    numbers of the register counted and `goods` its descriptions.

    Of the method `coarse`: `information` is the bits of a whole number by kind, at most, and
    `character_bits` those of a character; `slips` are rates per number typed.
    """

    name: str
    method: Literal["likelihood", "coarse"]
    share: float
    register_size: int
    attributes: Mapping[str, Mapping[str, float]]
    verdicts: Mapping[str, float]
    compatible: frozenset[frozenset[str]]
    brand_aliases: Mapping[str, str]
    colours: Mapping[str, str]
    channel: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    descriptions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    families: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    calibration: Mapping[str, Any] = field(default_factory=dict)
    statistics: Statistics | None = field(default=None, repr=False)
    goods: Goods = field(default_factory=Goods, repr=False)
    character_bits: Mapping[str, float] = field(default_factory=dict)
    information: Mapping[str, float] = field(default_factory=dict)
    slips: Mapping[str, float] = field(default_factory=dict)
    slip_kinds: Mapping[str, float] = field(default_factory=dict)
    check_digit: Mapping[str, float] = field(default_factory=dict)
    whole: "Profile | None" = field(default=None, repr=False)

    @property
    def prior_bits(self) -> float:
        """The log-odds, before any evidence, that a purchase is one given stolen good."""
        bits = log2(self.share / (1 - self.share) / self.register_size)
        return round(bits + float(self.calibration.get("intercept_bits", 0.0)), 3)

    @property
    def scales(self) -> Mapping[str, float]:
        """By what the bits of each feature are multiplied, where verdicts have shown it."""
        scales: Mapping[str, float] = self.calibration.get("scales", {})
        return scales

    @property
    def most_with_part(self) -> int:
        """A part of a number that more goods have finds none of them."""
        return int(self.descriptions["parts"]["most_goods"]) if self.descriptions else 0

    @property
    def likelihoods(self) -> Likelihoods:
        """What the method `likelihood` compares with."""
        return _likelihoods(self.whole or self)

    def of_category(self, category: str) -> "Profile":
        """Return the profile with the weights of the family of goods that a category is in.

        A family names its categories, and those of the `attributes` and `descriptions` that weigh
        otherwise in it.
        """
        return _of_categories(self).get(category, self) if self.families else self

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any], statistics: Statistics | None = None) -> "Profile":
        """Make a profile of its JSON form and the statistics that are kept beside it."""
        data = {name: value for name, value in wire.items() if name != "about"}
        pairs, colours = data.pop("compatible"), data.pop("colours")
        goods = Goods.from_wire(data.pop("goods", {}))
        return cls(
            **data,
            statistics=statistics,
            goods=goods,
            compatible=frozenset(frozenset(pair) for pair in pairs),
            colours={word: colour for colour, words in colours.items() for word in words},
        )

    def to_wire(self) -> dict[str, Any]:
        """Return the profile in its JSON form, without its statistics."""
        kept = (f.name for f in fields(self) if f.name not in {"statistics", "whole"})
        data = {name: getattr(self, name) for name in kept}
        colours: dict[str, list[str]] = {}
        for word, colour in self.colours.items():
            colours.setdefault(colour, []).append(word)
        pairs = sorted(sorted(pair) for pair in self.compatible)
        return {**data, "compatible": pairs, "colours": colours, "goods": self.goods.to_wire()}

    def frozen(self, items: Iterable[Item]) -> "Profile":
        """Return this profile with the statistics of these stolen goods.

        Of too few goods none are made, and the profile stays as it is.
        """
        if self.statistics is None:
            return self
        held = list(items)
        if len(held) < FEWEST_FOR_STATISTICS:
            return self
        statistics = Statistics.of(held, self.brand_aliases)
        together = statistics.with_prior(self.statistics, FEWEST_FOR_STATISTICS)
        counted = replace(self, goods=Goods.of(held, self.brand_aliases))
        return counted.with_statistics(together, statistics.items)

    def with_statistics(self, statistics: Statistics, register_size: int) -> "Profile":
        """Return this profile with other statistics, under a name of its own."""
        name = f"{self.name.partition('+')[0]}+{statistics.digest}"
        return replace(self, name=name, statistics=statistics, register_size=register_size)


def brand_aliases(name: str = CURRENT) -> Mapping[str, str]:
    """Return other names of brands as a kept profile has them, also one without statistics yet."""
    aliases: Mapping[str, str] = _kept(name)["brand_aliases"]
    return aliases


def load_profile(name: str = CURRENT) -> Profile:
    """Return a shipped profile by its name. Raises FileNotFoundError for one that never was."""
    return _shipped(name)


@cache
def _shipped(name: str) -> Profile:
    data = _kept(name)
    if data["method"] == "likelihood":
        counted = (_FOLDER / f"{name}.statistics").read_bytes()
        return Profile.from_wire(data, Statistics.from_bytes(counted))
    return Profile.from_wire(data)


def _kept(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=8)
def _likelihoods(profile: Profile) -> Likelihoods:
    if profile.statistics is None:
        raise ValueError(f"the profile {profile.name} has no statistics")
    rates = {name: Rates(**rates) for name, rates in profile.names.items()}
    return Likelihoods(
        World(profile.statistics, Channel.of(profile.channel)),
        NamesChannel(profile.statistics, rates, profile.compatible),
    )


@lru_cache(maxsize=8)
def _of_categories(profile: Profile) -> Mapping[str, Profile]:
    return {
        category: own
        for family in profile.families.values()
        for own in [
            replace(
                profile,
                attributes=_over(profile.attributes, family.get("attributes", {})),
                descriptions=_over(profile.descriptions, family.get("descriptions", {})),
                families={},
                whole=profile,
            )
        ]
        for category in family["categories"]
    }


def _over(
    weights: Mapping[str, Mapping[str, Any]], others: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Mapping[str, Any]]:
    """Return weights with others in the place of those of the same name."""
    return {**weights, **{name: {**weights.get(name, {}), **own} for name, own in others.items()}}
