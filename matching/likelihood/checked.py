"""Checked: what a check digit tells about the slips that may have led to a text.

Nearly all IMEIs and many VINs have a check digit that holds. So a text in which it fails comes
from one of the few numbers around it in which it holds, and how likely the slips from just those
are is another matter than how likely a slip is on average.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.check_digits import LUHN_LENGTH, VIN_LENGTH, luhn_hold, vins_hold
from matching.likelihood.channel import DIGITS, REACH, SIZE, Channel, Floats, codes_of
from matching.likelihood.slips import Slips
from matching.likelihood.typed import slips_to

Codes = npt.NDArray[np.uint8]


class Check(NamedTuple):
    """A check digit: in which numbers it is, and in which share of any it holds by chance."""

    length: int
    characters: int
    by_chance: float
    hold: Callable[[Codes], npt.NDArray[np.bool_]]


CHECKS = (
    Check(LUHN_LENGTH, DIGITS, 1 / 10, luhn_hold),
    Check(VIN_LENGTH, SIZE, 1 / 11, vins_hold),
)
# Below so many times what chance gives, a family has no check digit.
_HAS_CHECK = 2.0


def chance_of_check(length: int) -> float:
    """Return in which share of numbers of a length a check digit holds by chance; 0 for none."""
    return next((check.by_chance for check in CHECKS if check.length == length), 0.0)


class Checked(NamedTuple):
    """Some families: which they are, their lengths, and in which shares the check digit holds."""

    which: npt.NDArray[np.intp]
    lengths: Floats
    shares: Floats


def with_checks(
    channel: Channel, typed: str, slips: Slips, families: Checked, same: Floats
) -> Slips:
    """Take into account which numbers of each family have a check digit that holds.

    `same[i, c, f]` is how likely place i - REACH of any family f has the character c. After two
    slips a text may come from so many numbers that those in which the check digit holds are as
    many as chance gives.
    """
    for check in CHECKS:
        own = families.lengths == check.length
        own &= families.shares > _HAS_CHECK * check.by_chance
        if own.any() and abs(len(typed) - check.length) <= 1:
            slips = _with_check(check, channel, typed, slips, own, families, same)
    return slips


def _with_check(
    check: Check,
    channel: Channel,
    typed: str,
    slips: Slips,
    own: npt.NDArray[np.bool_],
    families: Checked,
    same: Floats,
) -> Slips:
    codes = np.array(codes_of(typed), np.uint8)
    holds = len(codes) == check.length and bool(check.hold(codes[None])[0])
    share, which = families.shares[own], families.which[own]
    valid, invalid = share / check.by_chance, (1 - share) / (1 - check.by_chance)
    none, one = slips.none.copy(), slips.one.copy()
    none[own] *= valid if holds else invalid
    if holds:
        # A change or a swap that leads to a number in which it holds began where it did not.
        one[own] *= invalid
        return Slips(none, one, slips.two)
    rows = _one_slip_before(codes, check)
    of_family = np.ones((len(rows), len(which)))
    for place in range(check.length):
        of_family *= same[REACH + place, rows[:, place, None], which]
    lengths = np.full(len(rows), float(check.length))
    from_valid = slips_to(channel, typed, rows.astype(np.intp), lengths).one @ of_family
    one[own] = from_valid * valid + np.maximum(one[own] - from_valid, 0.0) * invalid
    return Slips(none, one, slips.two)


def _one_slip_before(codes: Codes, check: Check) -> Codes:
    """Return the numbers of which one slip may make this and in which the check digit holds."""
    n, characters = len(codes), np.arange(check.characters, dtype=np.uint8)
    if n > check.length:
        rows = np.array([np.delete(codes, at) for at in range(n)])
    elif n < check.length:
        rows = np.concatenate(
            [_set(np.insert(codes, at, 0), at, characters) for at in range(n + 1)]
        )
    else:
        changed = [_set(codes, at, characters) for at in range(n)]
        rows = np.concatenate([*changed, [_swapped(codes, at) for at in range(n - 1)]])
    return np.unique(rows[check.hold(rows)], axis=0)


def _swapped(codes: Codes, at: int) -> Codes:
    """Return a row in which that place and the next have changed places."""
    row = codes.copy()
    row[[at, at + 1]] = row[[at + 1, at]]
    return row


def _set(codes: Codes, at: int, characters: Codes) -> Codes:
    """Return a row for each of the characters, with it in that place."""
    rows = np.repeat(codes[None], len(characters), axis=0)
    rows[:, at] = characters
    return rows
