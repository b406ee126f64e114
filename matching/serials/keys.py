"""Keys: what is stored of a number and what is asked of it meet wherever the pair rule holds.

Asymmetric deletion. Of each stored number the number itself and all that lack one character are
kept as keys. Of two slips between it and another number, one is undone by such a deletion on
both sides; the other is tried out on the number that is asked for. So what is asked is: the
number; with one or two characters less; with one more, one changed or two swapped; and with one
less and behind it one changed or two swapped.

Keys are made of ten classes of characters instead of 36 characters, which leaves far fewer
changes to try. Look-alikes are in one class, so that numbers which differ in them only have a
key in common, however many they are. What else this brings in is sorted out by comparing.

With each stored key goes which character it lacks. A number that was asked with one character
less and another slip behind it is near only those which lack theirs in the same place; all else
with that key, which in a dense range of numbers is a lot, is further away.

A key is a polynomial over 2^64, in which each of these edits is a few sums.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Classes = npt.NDArray[np.uint8]
Lacking = npt.NDArray[np.uint8]

LONGEST = 255
_NOTHING = 15
_GROUPS = ("0OQDH", "1ILM", "2ZPX", "3EJ", "4AK", "5SR", "6GT", "7FY", "8BNC", "9UVW")
_BASE = 0x9E3779B97F4A7C15
# Any ten numbers without a pattern do; powers of an odd number by chance have none.
_VALUES: Keys = np.array([pow(0xBF58476D1CE4E5B9, n, 2**64) for n in range(1, 11)], np.uint64)
# Keys that were stored mean nothing under other groups or values.
SCHEME = f"{_BASE:x} {_VALUES[0]:x} {' '.join(_GROUPS)}"
_POWERS: Keys = np.array([pow(_BASE, n, 2**64) for n in range(LONGEST + 3)], np.uint64)
_UNSHIFT = np.uint64(pow(_BASE, -1, 2**64))
_UNSHIFT_TWO = np.uint64(pow(_BASE, -2, 2**64))
_SHIFT = np.uint64(_BASE)

CLASS_OF: Classes = np.zeros(256, np.uint8)
for _number, _group in enumerate(_GROUPS):
    for _character in _group:
        CLASS_OF[ord(_character)] = _number


def classes_of(characters: Classes) -> Classes:
    """Return the class of each character, given as ASCII."""
    return CLASS_OF[characters]


def own_keys(classes: Classes) -> Keys:
    """Return the key of each number itself; `classes` has a row for each, all of one length."""
    return _Rows(classes).whole


def stored_keys(classes: Classes) -> tuple[Keys, Lacking]:
    """Return for each row its own key and those with a character less; and for each which.

    That is the place of the character, counted from 0 again after 14, or 15 if none is lacking.
    """
    rows, length = _Rows(classes), classes.shape[1]
    lacking = np.append([_NOTHING], np.arange(length) % _NOTHING).astype(np.uint8)
    return np.concatenate([rows.whole[:, None], rows.with_one_less()], axis=1), lacking


def allowed(length: int) -> npt.NDArray[np.uint16]:
    """Return for each of the `asked_keys` of this length what a number near it may lack.

    Bit n stands for n as in `stored_keys`. What is within one slip is found by more than one of
    the keys, of which one is enough.
    """
    return _plan(length).allowed


def asked_keys(classes: Classes) -> Keys:
    """Return for each row the keys of all that may be two slips away, with repetitions."""
    rows, n = _Rows(classes), len(classes)
    plan = _plan(classes.shape[1])
    shorter, swaps = rows.with_one_less(), rows.steps * plan.swap
    # Each edit of two places is a sum of what each place brings by itself.
    without_first = rows.before[:, :-1] - rows.before[:, 1:] * _UNSHIFT
    without_second = rows.before[:, :-1] * _UNSHIFT + rows.behind[:, 1:] * _UNSHIFT_TWO
    two_less = without_first.take(plan.first, 1) + without_second.take(plan.second, 1)
    one_more = (rows.before + rows.behind * _SHIFT)[:, :, None] + plan.values_at
    changed = (rows.whole[:, None] - rows.terms)[:, :, None] + plan.values_at[:-1]
    less = shorter.take(plan.first, 1) - (rows.terms * _UNSHIFT).take(plan.second, 1)
    less_and_changed = less[:, :, None] + plan.values_before_second
    moved = (swaps * _UNSHIFT).take(plan.swap_second, 1)
    less_and_swapped = shorter.take(plan.swap_first, 1) + moved
    return np.concatenate(
        [
            rows.whole[:, None],
            shorter,
            two_less,
            one_more.reshape(n, -1),
            changed.reshape(n, -1),
            rows.whole[:, None] + swaps,
            less_and_changed.reshape(n, -1),
            less_and_swapped,
        ],
        axis=1,
    )


class _Rows:
    """Numbers of one length as sums: a term for each place, and sums up to and from each."""

    def __init__(self, classes: Classes) -> None:
        n, length = classes.shape
        values = _VALUES[classes]
        self.terms = values * _POWERS[:length]
        self.before = np.zeros((n, length + 1), np.uint64)
        np.cumsum(self.terms, axis=1, out=self.before[:, 1:])
        self.whole = self.before[:, -1]
        self.behind = self.whole[:, None] - self.before
        self.steps = values[:, 1:] - values[:, :-1]

    def with_one_less(self) -> Keys:
        return self.before[:, :-1] + self.behind[:, 1:] * _UNSHIFT


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for all numbers of one length: the places of edits and their powers."""

    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    values_at: Keys
    values_before_second: Keys
    swap: Keys
    swap_first: npt.NDArray[np.intp]
    swap_second: npt.NDArray[np.intp]
    allowed: npt.NDArray[np.uint16]


@cache
def _plan(length: int) -> _Plan:
    first, second = np.triu_indices(length, 1)
    values_at = _POWERS[: length + 1, None] * _VALUES[None, :]
    swap = _POWERS[: max(0, length - 1)] - _POWERS[1:length]
    # Behind a character that went, two that are swapped stand one place further to the front.
    behind = second < length - 1
    swap_first, swap_second = first[behind], second[behind]
    return _Plan(
        first=first,
        second=second,
        values_at=values_at,
        values_before_second=values_at[second - 1],
        swap=swap,
        swap_first=swap_first,
        swap_second=swap_second,
        allowed=_allowed(length, first, second, swap_first),
    )


def _allowed(
    length: int,
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
    swap_first: npt.NDArray[np.intp],
) -> npt.NDArray[np.uint16]:
    """Return the bits of `allowed`, in the order of the keys."""
    anything, any_one = 2**16 - 1, 2**_NOTHING - 1
    # Two less: one was too many, and the other was changed or swapped with the one beside it.
    too_many = 1 << _NOTHING
    around = _bits(first - 1, first, first + 1, second - 2, second - 1, second) | too_many
    groups = [
        np.full(1 + length, anything),
        around,
        np.full((length + 1) * len(_GROUPS) + length * len(_GROUPS) + length - 1, any_one),
        # The first slip was a change there, or a swap with the next one.
        np.repeat(_bits(first, first + 1), len(_GROUPS)),
        _bits(swap_first, swap_first + 1),
    ]
    return np.concatenate(groups).astype(np.uint16)


def _bits(*places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    bits = np.zeros(len(places[0]), np.intp)
    for place in places:
        bits |= np.left_shift(1, place % _NOTHING)
    return bits
