"""The world: how likely somebody types this, if the goods are any honest ones.

The honest number is of one of the families in the statistics, or of none of them, and goes through
the same channel as the stolen one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matching.likelihood.channel import DIGITS, REACH, SIZE, Channel, Floats, codes_of
from matching.likelihood.checked import Checked, chance_of_check, with_checks
from matching.likelihood.reach import CUT, Masks, reachable
from matching.likelihood.slips import Start, places, slips_of, starts_of
from matching.likelihood.statistics import LONGEST, FamilyCounts, Statistics

Which = npt.NDArray[np.intp]

# What a place is thought to have seen before anything was counted, in characters.
_SEEN = 1.0
_POSSIBLE = 0.002
# So many families are summed over sooner than they are sorted out.
_FEW = 16
# A number of no known family: how often, and of which characters and lengths.
_STRANGE, _MIXED_DIGITS = 0.005, 0.7
_USUAL_LENGTHS = range(4, 18)


@dataclass(frozen=True, slots=True)
class Honest:
    """How likely a text is as an honest number: in all, by family, and of no family."""

    likelihood: float
    which: Which
    of_family: Floats
    of_none: float


class World:
    """Statistics made ready to sum with, under one channel."""

    def __init__(self, statistics: Statistics, channel: Channel) -> None:
        self.channel = channel
        self.statistics = statistics
        families = statistics.families
        self.numbers = max(statistics.numbers, 1)
        self._lengths = np.array([family.length for family in families], np.float64)
        self._weights = np.array([family.weight for family in families]) / self.numbers
        self._weights *= 1 - _STRANGE
        same = np.zeros((LONGEST + 3 * REACH + 1, SIZE, len(families)))
        for at, family in enumerate(families):
            same[REACH : REACH + family.length, :, at] = _shares_of(family)
        self._same = same
        self._changed = np.einsum("iaf,ab->ibf", same, channel.change)
        self._possible = _possible(same)
        self._checks = _checks(families)
        self._length_share = {
            length: (
                statistics.lengths.get(length, 0) / self.numbers
                + (length in _USUAL_LENGTHS) / len(_USUAL_LENGTHS)
            )
            / 2
            + 1e-4
            for length in range(1, 41)
        }
        self.honest = lru_cache(maxsize=16_384)(self._honest)

    def _honest(self, typed: str) -> Honest:
        """Return how likely an honest number is typed as this."""
        codes = codes_of(typed)
        which = self._within_reach(codes, starts_of(self.channel, typed))
        strange = self._as_none(codes)
        if not len(which):
            return Honest(strange, which, np.zeros(0), strange)
        at, character = places(codes)
        same = self._same[at[..., None], character[..., None], which]
        changed = self._changed[at[..., None], character[..., None], which]
        lengths = self._lengths[which]
        zero = self._same[REACH : REACH + 2, 0][:, which]
        slips = slips_of(self.channel, typed, same, changed, zero, lengths)
        checked = with_checks(
            self.channel, typed, slips, Checked(which, lengths, self._checks[which]), self._same
        )
        of_family = self._weights[which] * checked.at(self.channel.rates)
        return Honest(float(of_family.sum()) + strange, which, of_family, strange)

    def holding(self, part: str) -> float:
        """Return how likely a part of an honest number, from wherever in it, is this one."""
        codes, size = codes_of(part), len(part)
        found = np.zeros(len(self._lengths))
        for start in range(LONGEST - size + 1):
            inside = np.ones(len(self._lengths))
            for at, code in enumerate(codes, start + REACH):
                inside *= self._same[at, code]
            found += inside * (self._lengths >= start + size)
        places_for_it = np.maximum(self._lengths - size + 1, 1)
        return float((self._weights * found / places_for_it).sum()) + self._as_none(codes)

    def _within_reach(self, codes: list[int], starts: list[Start]) -> Which:
        """Return the families from which at most two slips may lead to this."""
        n = len(codes)
        if n > LONGEST + REACH:
            return np.zeros(0, np.intp)
        fits = np.zeros(len(self._lengths), np.uint32)
        for at, code in enumerate(codes):
            window = ((1 << (2 * REACH + 1)) - 1) << at >> REACH
            fits |= self._possible[code] & np.uint32(window)
        left = self._lengths - n
        misses = self._lengths - np.bitwise_count(fits)
        near = (misses <= 2 + np.maximum(left, 0)) & (left >= -REACH) & (left <= CUT)
        which = np.flatnonzero(near)
        if len(which) <= _FEW:
            return which
        possible = self._possible[:, which]
        return which[reachable(codes, possible, self._lengths[which], starts)]

    def _as_none(self, codes: list[int]) -> float:
        """Return how likely a number of no known family is typed as this."""
        digits = sum(code < DIGITS for code in codes)
        letters = len(codes) - digits
        mixed = (_MIXED_DIGITS / DIGITS) ** digits
        mixed *= ((1 - _MIXED_DIGITS) / (SIZE - DIGITS)) ** letters
        plain = 0.0 if letters else (1 / DIGITS) ** digits
        return _STRANGE * self._length_share.get(len(codes), 1e-6) * (mixed + plain) / 2


def _shares_of(family: FamilyCounts) -> Floats:
    """Return how likely each character is at each place of a family."""
    shares = np.zeros((family.length, SIZE))
    for place, column in enumerate(family.columns):
        total = sum(column.values())
        for code, count in column.items():
            shares[place, code] = count
        digits = (shares[place, :DIGITS].sum() + 0.5) / (total + 1)
        shares[place, :DIGITS] += _SEEN * digits / DIGITS
        shares[place, DIGITS:] += _SEEN * (1 - digits) / (SIZE - DIGITS)
        shares[place] /= total + _SEEN
    return shares


def _possible(same: Floats) -> Masks:
    """Return for each character and family a bit for each place where it may stand."""
    inside = same[REACH : REACH + LONGEST] >= _POSSIBLE
    bits = np.uint32(1) << np.arange(LONGEST, dtype=np.uint32)
    masks: Masks = (inside * bits[:, None, None]).sum(0).astype(np.uint32)
    return masks


def _checks(families: tuple[FamilyCounts, ...]) -> Floats:
    """Return for each family the share of its numbers in which a check digit holds."""
    return np.array(
        [
            (family.checked + chance_of_check(family.length)) / (family.count + 1)
            for family in families
        ]
    )
