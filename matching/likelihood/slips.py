"""Slips: the ways in which at most two of them lead from a number to what is typed.

What is meant may be one number or a family of them, for which each place has a distribution. Both
go through the same sums, so that the stolen and the honest number are mistyped alike. The second
slip may meet what the first one left, as where a swapped character is then changed. Left out is
what the pair rule hardly lets through: something lost or put between two that are swapped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.likelihood.channel import REACH, WIDTH, Channel, Floats, Rates, codes_of

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Slips:
    """How likely the typed text is if there is no slip, one, or two in one order."""

    none: Floats
    one: Floats
    two: Floats

    def at(self, rates: Rates) -> Floats:
        """Return how likely the typed text is, for each that may be meant, at rates of slips."""
        none, one, two = rates
        # Two slips happen in either order, and the sums have them in one.
        return none * self.none + one * self.one + 2 * two * self.two


class Start(NamedTuple):
    """So much was typed before the number, by so many slips, of which `likely` is the chance.

    The second of two hit the prefix, which has `prefix` characters, and not the number.
    """

    typed: int
    slips: int
    likely: float
    prefix: int

    def chance(self, lengths: Floats) -> Floats | float:
        """Return how likely this is before numbers of these lengths."""
        return self.likely if self.slips == 1 else self.likely / (lengths + self.prefix)


def places(typed: Sequence[int]) -> tuple[Codes, Codes]:
    """Return which place and character to look up: for each place typed, and each offset.

    Places are counted from REACH on, so that none is below 0.
    """
    at = np.arange(len(typed))[:, None] + np.arange(WIDTH)[None, :]
    return at, np.broadcast_to(np.asarray(typed, np.intp)[:, None], at.shape)


def slips_of(
    channel: Channel, typed: str, same: Floats, changed: Floats, zero: Floats, lengths: Floats
) -> Slips:
    """Sum over all ways in which at most two slips lead to the typed text.

    `same[j, o, f]` is how likely place j + o - REACH of f has the character typed at j, and
    `changed[j, o, f]` that it has one which a slip there makes that; `zero[i, f]` is how likely
    place i is a nought, for the first two; `lengths[f]` is the length of what is meant.
    """
    codes, n = codes_of(typed), len(typed)
    per_place = 1.0 / lengths
    change, loss = changed * per_place, channel.loss * per_place
    swap = _swaps(channel, codes, same) / np.maximum(lengths - 1, 1)
    add = _additions(channel, codes, lengths)
    overlapping = _overlapping(channel, codes, same, change, lengths)
    # What came so far, with no slip, with one and with two, by offset.
    sums = np.zeros((3, WIDTH, len(lengths)))
    sums[0, REACH] = 1
    sums[1, REACH + 1] = channel.zeros[0] * zero[0]
    sums[1, REACH + 2] = channel.zeros[1] * zero[0] * zero[1]
    before_swap = np.zeros_like(sums[:2])
    starts = starts_of(channel, typed)
    for j in range(n):
        for start in starts:
            if start.typed == j:
                sums[start.slips, REACH - j] += start.chance(lengths)
        _lose(sums, loss)
        new = sums * same[j]
        new[1:] += sums[:2] * change[j]
        new[1:, :-1] += sums[:2, 1:] * add[j]
        new[1:] += before_swap
        new[2, REACH - 1 : REACH + 1] += overlapping[j]
        before_swap = sums[:2] * swap[j]
        sums = new
    _lose(sums, loss)
    return _ended(channel, sums, (lengths - n).astype(np.intp))


def _lose(sums: Floats, loss: Floats) -> None:
    """Let one or two characters of what is meant be lost here."""
    sums[2, REACH + 2] += sums[0, REACH] * loss * loss
    sums[1:, 1:] += sums[:2, :-1] * loss


def _additions(channel: Channel, codes: Sequence[int], lengths: Floats) -> Floats:
    """Return how likely each character typed was added, for each that may be meant."""
    characters = np.asarray(codes)
    add: Floats = channel.addition[characters][:, None] / (lengths + 1)
    add[1:] += channel.doubling * (characters[1:] == characters[:-1])[:, None] / lengths
    return add


def _ended(channel: Channel, sums: Floats, left: Codes) -> Slips:
    """Return the sums at the end of what was typed; `left` is how much longer what is meant is."""
    width, which = len(channel.cut), np.arange(len(left))
    at = left + REACH
    ended = sums[:, np.clip(at, 0, WIDTH - 1), which] * ((at >= 0) & (at < WIDTH))
    lost = at - np.arange(WIDTH)[:, None]
    cut = channel.cut[np.clip(lost, 0, width - 1)] * (lost < width)
    ended[1:] += (sums[:2] * cut).sum(1)
    return Slips(ended[0], ended[1], ended[2])


def _swaps(channel: Channel, codes: Sequence[int], same: Floats) -> Floats:
    """Return how likely the characters typed at each place and the next are those, swapped."""
    swap = np.zeros_like(same)
    if len(codes) > 1:
        differ = np.asarray(codes[1:]) != np.asarray(codes[:-1])
        swap[:-1, 1:-1] = same[1:, :-2] * same[:-1, 2:] * differ[:, None, None] * channel.swap
    return swap


def _overlapping(
    channel: Channel, codes: Sequence[int], same: Floats, change: Floats, lengths: Floats
) -> Floats:
    """Return how likely two slips at the same characters end at each place typed.

    Nothing else slipped before. They end with one more typed than meant, or with as many: swapped
    and then doubled; swapped and changed, in either order; swapped twice, which turns three.
    """
    ended = np.zeros((len(codes), 2, len(lengths)))
    before = np.cumprod(same[:, REACH], axis=0)
    before = np.concatenate([np.ones_like(before[:1]), before[:-1]])
    one_back, two_back = same[:, REACH - 1], same[:, REACH - 2]
    one_ahead, two_ahead = same[:, REACH + 1], same[:, REACH + 2]
    swap = channel.swap / np.maximum(lengths - 1, 1)
    changed = one_ahead[:-1] * change[1:, REACH - 1] + change[:-1, REACH + 1] * one_back[1:]
    ended[1:, 1] += before[:-1] * changed * swap
    if len(codes) > 2:
        turned = one_ahead[:-2] * one_ahead[1:-1] * two_back[2:]
        turned += two_ahead[:-2] * one_back[1:-1] * one_back[2:]
        # These two come in one order only.
        ended[2:, 1] += before[:-2] * turned * swap**2 / 2
        equal = np.equal(codes[1:-1], codes[:-2])[:, None]
        doubled = one_ahead[:-2] * two_back[2:] * equal
        ended[2:, 0] += before[:-2] * doubled * swap * channel.doubling / lengths / 2
    return ended


def starts_of(channel: Channel, typed: str) -> list[Start]:
    """Return the ways in which what is typed may begin before the number does.

    That is with a prefix, or with one in which a character was then changed or lost, or which was
    swapped.
    """
    starts = []
    for prefix in channel.prefixes:
        begun, size = typed[: len(prefix)], len(prefix)
        if begun == prefix:
            starts.append(Start(size, 1, channel.prefix, size))
            continue
        # The prefix comes first, where two slips in one order are reckoned to come in either.
        second = channel.prefix / 2
        wrong = [at for at in range(len(begun)) if begun[at] != prefix[at]]
        if len(wrong) == 1:
            (meant,), (became,) = codes_of(prefix[wrong[0]]), codes_of(begun[wrong[0]])
            starts.append(Start(size, 2, second * float(channel.change[meant, became]), size))
        elif begun == prefix[::-1]:
            starts.append(Start(size, 2, second * channel.swap, size))
        if begun[:-1] in prefix:
            starts.append(Start(size - 1, 2, second * channel.loss, size))
    return [start for start in starts if start.typed <= REACH]
