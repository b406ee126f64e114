"""Weighing: the evidence of likelihoods, for one purchase against stolen goods.

For each thing that is known, the chance that it is told so if the purchase is the stolen item is
held against the chance if it is honest goods. The logarithm in base 2 of the one over the other
are its bits. The honest number and the stolen one are mistyped alike, so a dense range of numbers
tells little and a sparse one much; the names tell what the number does not tell yet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import log2
from typing import NamedTuple

import numpy as np

from matching.attribute_evidence import colour_evidence
from matching.evidence import Evidence
from matching.identifiers import Number
from matching.item import Item
from matching.likelihood.names import Product, product_of
from matching.likelihood.names_channel import Fields
from matching.likelihood.typed import likelihoods
from matching.number_evidence import contradicting_numbers
from matching.sentences import name_text, number_text, other_number_text
from matching.pair_rule import in_range
from matching.profile import Profile

_LEAST = 1e-300
Piece = tuple[float, Callable[[], Evidence]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stolen item against a purchase: the readings that speak most, and the evidence.

    `evidence` makes the pieces with their sentences; their bits add up to `bits`.
    """

    equal: bool
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, equal: bool, evidence: Sequence[Evidence]) -> "Weighed":  # noqa: FBT001 - a field
        """Return what was weighed, with its sentences made already."""
        return cls(equal, tuple((piece.bits, partial(_itself, piece)) for piece in evidence))

    @property
    def bits(self) -> float:
        """The bits of all evidence."""
        return sum(bits for bits, _ in self.pieces)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The pieces of evidence with their sentences."""
        return tuple(make() for _, make in self.pieces)


def _itself(piece: Evidence) -> Evidence:
    return piece


class _NumberBits(NamedTuple):
    """Two numbers in range, the nearest readings of both, and what they are worth."""

    bits: float
    stolen: str
    typed: str
    of_stolen: Number
    of_purchase: Number

    def is_apart_from(self, other: "_NumberBits") -> bool:
        """Tell whether this says something that the other pair did not say."""
        return not (
            in_range(self.typed, other.typed)
            or in_range(self.stolen, other.stolen)
            or self.typed in other.typed
            or other.typed in self.typed
        )


def weigh(stolen: Sequence[Item], purchase: Item, profile: Profile) -> list[Weighed | None]:
    """Return for each stolen item its evidence; None if no number of it is in range."""
    compared = _compare_numbers(stolen, purchase, profile)
    if not any(compared):
        return [None for _ in stolen]
    told = product_of(purchase, profile.brand_aliases)
    return [
        None if not pairs else _weighed(item, purchase, told, pairs, profile)
        for item, pairs in zip(stolen, compared, strict=True)
    ]


def _compare_numbers(
    stolen: Sequence[Item], purchase: Item, profile: Profile
) -> list[list[_NumberBits]]:
    """Return for each stolen item every pair of numbers in range, the best first."""
    ours = profile.likelihoods
    found: list[list[_NumberBits]] = [[] for _ in stolen]
    readings = [(at, n, r) for at, item in enumerate(stolen) for n in item.numbers for r in n.readings]
    if not readings:
        return found
    meant = [reading for _, _, reading in readings]
    other = profile.numbers["other_reading"]
    # Now and then honest goods bear a listed number, copied by their maker or by mistake.
    copied = profile.numbers["copied"] / profile.register_size
    for number in purchase.numbers:
        near = [[in_range(m, typed) for typed in number.readings] for m in meant]
        which = [at for at, ranges in enumerate(near) if any(ranges)]
        if not which:
            continue
        likely, honest = np.zeros(len(which)), 0.0
        for place, typed in enumerate(number.readings):
            share = other if place else 1.0
            likely += share * likelihoods(ours.world.channel, typed, [meant[at] for at in which])
            honest += share * ours.world.honest(typed).likelihood
        for at, likelihood in zip(which, likely.tolist(), strict=True):
            item, own, reading = readings[at]
            typed = next(t for t, yes in zip(number.readings, near[at], strict=True) if yes)
            if reading in number.readings:
                typed = reading
            likelihood = max(likelihood, _LEAST)
            bits = round(log2(likelihood / (honest + copied * likelihood)), 3)
            found[item].append(_NumberBits(bits, reading, typed, own, number))
    for pairs in found:
        # Ties are broken by the readings: the order in which numbers were given is nothing.
        pairs.sort(key=lambda pair: (-pair.bits, pair.stolen, pair.typed))
    return found


def _weighed(
    stolen: Item, purchase: Item, told: Product, pairs: list[_NumberBits], profile: Profile
) -> Weighed:
    best = pairs[0]
    pieces = [(best.bits, _number(best, profile)), *_other_numbers(pairs, profile)]
    contradicting = contradicting_numbers(stolen, purchase, (best.stolen, best.typed), profile)
    colour = colour_evidence(stolen, purchase, profile)
    pieces += _names(stolen, purchase, told, best.typed, profile)
    others = [piece for piece in (contradicting, colour) if piece is not None]
    pieces += Weighed.of(equal=False, evidence=others).pieces
    return Weighed(best.stolen == best.typed, tuple(pieces))


def _number(pair: _NumberBits, profile: Profile) -> Callable[[], Evidence]:
    return lambda: Evidence("number", pair.bits, number_text(pair.stolen, pair.typed, profile))


def _other_numbers(pairs: list[_NumberBits], profile: Profile) -> Iterator[Piece]:
    """Yield what the other numbers add to the best.

    Numbers of one item are dealt together, so an honest item whose one number is near that of
    the stolen item may well have the other near too; that bounds what the other one adds.
    """
    together, counted = profile.numbers["dealt_together"], pairs[:1]
    for pair in pairs[1:]:
        if not all(pair.is_apart_from(other) for other in counted):
            continue
        counted.append(pair)
        ratio = 2.0**pair.bits
        bits = round(max(log2(ratio / (1 - together + together * ratio)), 0.0), 3)
        yield bits, partial(_other_number, bits, pair)


def _other_number(bits: float, pair: _NumberBits) -> Evidence:
    return Evidence("other_number", bits, other_number_text(pair.stolen, pair.typed))


def _names(
    stolen: Item, purchase: Item, told: Product, typed: str, profile: Profile
) -> Iterator[Piece]:
    """Yield what category, brand and model add to the number, each to those before it."""
    meant = product_of(stolen, profile.brand_aliases)
    if not any(told):
        return
    ours = profile.likelihoods
    honest = ours.names.if_honest(told, ours.world.honest(typed))
    written = (purchase.category, purchase.brand, purchase.model)
    registered = (stolen.category, stolen.brand, stolen.model)
    for field, feature in enumerate(Fields):
        if not told[field] or not meant[field]:
            continue
        likelihood = ours.names.if_meant(field, told[field], meant[field])
        bits = round(log2(likelihood / honest[field]), 3)
        same = ours.names.same(field, told[field], meant[field])
        alike = not same and ours.names.alike(field, told[field], meant[field])
        outcome = "same" if same else "alike" if alike else "differs"
        names = f"{registered[field]} / {written[field]}"
        yield bits, partial(_name, feature, bits, outcome, names, honest[field])


def _name(feature: str, bits: float, outcome: str, names: str, honest: float) -> Evidence:
    return Evidence(feature, bits, name_text(feature, outcome, names, honest))
