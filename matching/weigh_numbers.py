"""What numbers are worth: the stolen number mistyped, against some honest number that looks so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import log2
from typing import NamedTuple

import numpy as np

from matching.evidence import Evidence
from matching.identifiers import Number
from matching.item import Item
from matching.likelihood.typed import likelihoods
from matching.pair_rule import in_range
from matching.profile import Profile
from matching.sentences import number_text, other_number_text

_LEAST = 1e-300
# The last digits of an IMEI and of a VIN, which run on within a model (3GPP TS 23.003, ISO 3779).
_RUNNING = {"imei": 7, "vin": 6}
_IN_SERIES = 1e-6
_IMEISV, _BEFORE_CHECK = 16, 14
# So many times less likely is a text with a check digit that fails, as that of a number beside it.
_MISTYPED = 0.002


class Piece(NamedTuple):
    """A piece of evidence, of which the sentence is made only when it is asked for."""

    feature: str
    bits: float
    text: Callable[[], Mapping[str, str]]

    @classmethod
    def saying(cls, feature: str, bits: float, text: Mapping[str, str]) -> "Piece":
        """Return a piece whose sentence is there already."""
        return cls(feature, bits, lambda: text)

    @property
    def evidence(self) -> Evidence:
        """The piece with its sentence."""
        return Evidence(self.feature, self.bits, self.text())


class NumberBits(NamedTuple):
    """Two numbers in range, the nearest readings of both, and what they are worth.

    `honest` is how likely the text is as the number of honest goods, `series` as that of honest
    goods of the same run as the stolen item, and `copied` as one that does not belong to them.
    """

    bits: float
    stolen: str
    typed: str
    honest: float
    series: float
    copied: float

    def is_apart_from(self, other: "NumberBits") -> bool:
        """Tell whether this says something that the other pair did not say."""
        return not (
            in_range(self.typed, other.typed)
            or in_range(self.stolen, other.stolen)
            or self.typed in other.typed
            or other.typed in self.typed
        )

    def piece(self, profile: Profile) -> Piece:
        """Return the evidence that this is."""
        return Piece("number", self.bits, partial(number_text, self.stolen, self.typed, profile))


class _Reading(NamedTuple):
    """One way to read a number of one of the stolen items."""

    item: int
    number: Number
    text: str

    @property
    def lacks_zeros(self) -> bool:
        """Whether this is the number without its leading noughts."""
        canonical = self.number.canonical
        return self.text != canonical and self.text == canonical.lstrip("0")


def compare(stolen: Sequence[Item], purchase: Item, profile: Profile) -> list[list[NumberBits]]:
    """Weigh for each stolen item every pair of numbers in range, and return the best first.

    The chance that a hand which means the stolen number types this is held against the chance
    that honest goods give it, by the same kinds of slips, which one record has and not two. The
    rates and kinds of slips are set by hand; how honest numbers are dealt out is counted in the
    register, or in the shipped grammar.

    Of each number only its best reading is taken on the stolen side. A text that was typed is
    as likely as all its readings together, under both hypotheses.
    """
    found: list[list[NumberBits]] = [[] for _ in stolen]
    readings = [
        _Reading(at, number, text)
        for at, item in enumerate(stolen)
        for number in item.numbers
        for text in number.readings
    ]
    for typed in purchase.numbers:
        near = [r for r in readings if any(in_range(r.text, text) for text in typed.readings)]
        for reading, bits in _compared(near, typed, profile) if near else ():
            found[reading.item].append(bits)
    for pairs in found:
        # Ties are broken by the readings: the order in which numbers were given is nothing.
        pairs.sort(key=lambda pair: (-pair.bits, pair.stolen, pair.typed))
    return found


def others(first: NumberBits, pairs: Sequence[NumberBits], profile: Profile) -> Iterator[Piece]:
    """Weigh what the other pairs of numbers add to the first.

    Numbers of one item are dealt together, so an honest item whose one number is near that of
    the stolen item may well have the other near too; that bounds what the other one adds. How
    often they are dealt together is set by hand.
    """
    together, counted = profile.numbers["dealt_together"], [first]
    for pair in pairs:
        if not all(pair.is_apart_from(other) for other in counted):
            continue
        counted.append(pair)
        ratio = 2.0**pair.bits
        bits = round(max(log2(ratio / (1 - together + together * ratio)), 0.0), 3)
        yield Piece("other_number", bits, partial(other_number_text, pair.stolen, pair.typed))


def _compared(
    near: Sequence[_Reading], typed: Number, profile: Profile
) -> Iterator[tuple[_Reading, NumberBits]]:
    """Yield what a typed number is worth beside each stolen reading in range of it."""
    world = profile.likelihoods.world
    meant = [reading.text for reading in near]
    likely, honest = np.zeros(len(near)), 0.0
    for place, text in enumerate(typed.readings):
        share = _share_of(text, typed, profile) if place else 1.0
        likely += share * likelihoods(world.channel, text, meant)
        honest += share * world.honest(text).likelihood
    # Now and then honest goods bear a listed number, copied by their maker or by mistake.
    share_copied = profile.numbers["copied"]
    lost_zeros = world.channel.pair_rates[1] * float(world.channel.zeros.sum())
    for reading, of_stolen in zip(near, likely.tolist(), strict=True):
        # Noughts get lost by a slip, as they do from honest numbers, however many they are.
        likelihood = max(of_stolen * (lost_zeros if reading.lacks_zeros else 1.0), _LEAST)
        series = _in_series(reading, typed) / profile.register_size
        copied = share_copied * likelihood / profile.register_size
        bits = round(log2(likelihood / (honest + series + copied)), 3)
        text = _nearest(reading, typed)
        yield reading, NumberBits(bits, reading.text, text, honest, series, copied)


def _share_of(text: str, typed: Number, profile: Profile) -> float:
    """Return how likely a number is written in such a way that another reading of it is right."""
    share, size = profile.numbers["other_reading"], len(typed.canonical)
    if typed.kind != "imei" or text[:_BEFORE_CHECK] != typed.canonical[:_BEFORE_CHECK]:
        return share
    if size == _IMEISV:
        # Of the version of the software nothing is known, so that any two digits are as likely.
        return share * profile.numbers.get("software_version", 1.0)
    # A digit is lost by a slip more often than the check digit is left out.
    return share * profile.numbers.get("check_left_out", 1.0) if size == _BEFORE_CHECK else share


def _in_series(reading: _Reading, typed: Number) -> float:
    """Return how likely the typed number is as one of the same run as the stolen one.

    Where a register knows little of a model, one stolen item of it says that there are others.
    """
    running = _RUNNING.get(reading.number.kind)
    if running is None or typed.kind != reading.number.kind:
        return 0.0
    same_model = typed.canonical[:-running] == reading.text[:-running]
    if not same_model or not typed.canonical[-running:].isdigit():
        return 0.0
    failed = typed.kind == "imei" and typed.check == "failed"
    return _IN_SERIES * _MISTYPED if failed else _IN_SERIES


def _nearest(reading: _Reading, typed: Number) -> str:
    """Return the reading of what was typed that is equal to the stolen one, or in range."""
    if reading.text in typed.readings:
        return reading.text
    return next(text for text in typed.readings if in_range(reading.text, text))
