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

A key is a polynomial over 2^64: the sum of a value for each character times a power for its
place. So all that is asked of numbers of one length are the same sums over their values. Only
the upper bits of a key depend on all of the number, the lower ones are not to be used.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Characters = npt.NDArray[np.uint8]
Lacking = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]

LONGEST = 255
GROUPS = ("0OQDH", "1ILM", "2ZPX", "3EJ", "4AK", "5SR", "6GT", "7FY", "8BNC", "9UVW")
_NOTHING = 15
_OTHERS = len(GROUPS) - 1
_PLANS_KEPT_TO = 40
_BASE = 0x9E3779B97F4A7C15
# Any ten numbers without a pattern do; powers of an odd number by chance have none.
_VALUES: Keys = np.array([pow(0xBF58476D1CE4E5B9, n, 2**64) for n in range(1, 11)], np.uint64)
# Keys that were stored mean nothing under other groups or values.
SCHEME = f"{_BASE:x} {_VALUES[0]:x} {' '.join(GROUPS)}"
_POWERS: Keys = np.array([pow(_BASE, n, 2**64) for n in range(LONGEST + 4)], np.uint64)
_BACK = np.uint64(pow(_BASE, -1, 2**64))
_ON = np.uint64(_BASE)

VALUE_OF: Keys = np.zeros(256, np.uint64)
# What there is to add to the value of a character for that of each of the nine other classes.
OTHERS_OF: Keys = np.zeros((_OTHERS, 256), np.uint64)
for _number, _group in enumerate(GROUPS):
    for _character in _group.encode():
        VALUE_OF[_character] = _VALUES[_number]
        OTHERS_OF[:, _character] = np.delete(_VALUES, _number) - _VALUES[_number]


class Plan(NamedTuple):
    """All that is asked of numbers of one length.

    There are parts, and each key is the sum of two of them and of what is `added`. Some parts are
    sums of the values of all characters, with the factors in a row of `sums`. The others are
    changes of a single character to each other class, with the factors in `changes`.
    The bits of `allowed` say what a number near a key may lack: bit n stands for n as in
    `stored_keys`.
    """

    sums: Keys
    changes: Keys
    first: Places
    second: Places
    added: Keys
    allowed: npt.NDArray[np.uint16]


def own_keys(characters: Characters) -> Keys:
    """Return the key of each number itself; it is a row of ASCII, all of one length."""
    return VALUE_OF[characters] @ _POWERS[: characters.shape[1]]


def stored_keys(characters: Characters) -> tuple[Keys, Lacking]:
    """Return for each row its own key and those with a character less; and for each which.

    That is the place of the character, counted from 0 again after 14, or 15 if none is lacking.
    """
    length = characters.shape[1]
    terms = VALUE_OF[characters] * _POWERS[:length]
    before = np.zeros((len(terms), length + 1), np.uint64)
    np.cumsum(terms, axis=1, out=before[:, 1:])
    whole = before[:, -1:]
    with_one_less = before[:, :-1] + (whole - before[:, 1:]) * _BACK
    lacking = np.append([_NOTHING], np.arange(length) % _NOTHING).astype(np.uint8)
    return np.concatenate([whole, with_one_less], axis=1), lacking


def asked_keys(characters: Characters, plan: Plan) -> Keys:
    """Return the keys of all that may be two slips away, few of them twice.

    There is a column for each of the numbers, which are the rows of `characters`.
    """
    by_place = characters.T
    sums = plan.sums @ VALUE_OF.take(by_place)
    changes = OTHERS_OF.take(by_place, 1) * plan.changes[:, None, :, None]
    parts = np.concatenate([sums, changes.reshape(-1, len(characters))])
    keys = parts.take(plan.first, 0)
    keys += parts.take(plan.second, 0)
    keys += plan.added[:, None]
    return keys


def plan_of(length: int) -> Plan:
    """Return what is asked of numbers of this length, which is 1 or more."""
    return _kept_plan(length) if length <= _PLANS_KEPT_TO else _plan(length)


def _plan(length: int) -> Plan:
    powers, sums = _POWERS[:length], _sums(length)
    changes = np.stack([powers, powers * _BACK])
    sizes = {name: len(rows) for name, rows in sums.items()} | {"change": length * _OTHERS}
    at = dict(zip([*sizes, "change behind"], np.cumsum([0, *sizes.values()]), strict=True))
    keys = [np.broadcast_arrays(*kind) for kind in _kinds(length, at)]
    first, second, added, allowed = (
        np.concatenate([column.reshape(-1) for column in columns])
        for columns in zip(*keys, strict=True)
    )
    return Plan(
        np.concatenate(list(sums.values())),
        changes,
        first,
        second,
        added,
        allowed.astype(np.uint16),
    )


_kept_plan = cache(_plan)


def _kinds(length: int, at: dict[str, np.intp]) -> Iterator[tuple[Any, ...]]:
    """Yield for each kind of key its two parts, what is added, and what may be lacking."""
    place, gap = np.arange(length), np.arange(length + 1)
    first, second = np.triu_indices(length, 1)
    swap_first, swap_second = np.triu_indices(length - 1, 1)
    nothing, none, other = at["nothing"], np.uint64(0), np.arange(_OTHERS)
    anything, any_one, too_many = 2**16 - 1, 2**_NOTHING - 1, 1 << _NOTHING
    # Two less: one was too many, and the other was changed or swapped with the one beside it.
    around = _bits(first - 1, first, first + 1, second - 2, second - 1, second) | too_many
    yield at["whole"], nothing, none, anything
    yield at["less"] + place, nothing, none, anything
    yield at["first less"] + first, at["second less"] + second, none, around
    yield at["room"] + gap[:, None], nothing, _POWERS[gap][:, None] * _VALUES, any_one
    yield at["whole"], at["change"] + np.arange(length * _OTHERS), none, any_one
    yield at["swapped"] + place[:-1], nothing, none, any_one
    # The first slip was a change there, or a swap with the next one.
    there = _bits(place, place + 1)
    changed = at["change behind"] + second[:, None] + length * other
    yield at["less"] + first[:, None], changed, none, there[first][:, None]
    swapped = at["swap behind"] + swap_second
    yield at["less"] + swap_first, swapped, none, there[swap_first]


def _sums(length: int) -> dict[str, Keys]:
    """Return the parts that depend on all characters: rows of factors, one for each place."""
    place, gap = np.arange(length), np.arange(length + 1)[:, None]
    here = _POWERS[:length]
    back = here * _BACK
    before = place < gap
    swapped = np.where(place == gap[:-2], here * _ON, np.where(place == gap[1:-1], back, here))
    return {
        "nothing": np.zeros((1, length), np.uint64),
        "whole": here[None, :],
        "less": before[:-1] * here + ~before[1:] * back,
        "first less": before[:-1] * here - before[1:] * back,
        "second less": before[:-1] * back + ~before[1:] * back * _BACK,
        "room": before * here + ~before * here * _ON,
        "swapped": swapped,
        # Behind a character that went, all stand one place further to the front.
        "swap behind": (swapped - here) * _BACK,
    }


def _bits(*places: Places) -> Places:
    bits = np.zeros(len(places[0]), np.intp)
    for place in places:
        bits |= np.left_shift(1, place % _NOTHING)
    return bits
