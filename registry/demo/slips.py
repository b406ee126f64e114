"""Slips of the hand and the eye: what becomes of a number when it is copied."""

from collections.abc import Callable
from random import Random
from typing import Literal

from registry.demo.draw import Weighted

SlipKind = Literal[
    "look_alike", "neighbouring_key", "swap", "drop", "doubling", "lost_zero", "prefix"
]

LOOK_ALIKES = {
    "0": "O", "O": "0", "1": "I7", "I": "1", "L": "1", "7": "1", "2": "Z", "Z": "2",
    "5": "S", "S": "5", "6": "G", "G": "6", "8": "B3", "B": "8", "3": "8", "D": "0",
    "U": "V", "V": "U", "M": "N", "N": "M", "4": "9", "9": "4",
}  # fmt: skip
KEYBOARD = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
PREFIXES = ("SN", "NR", "S/N ", "NO")


def slip(value: str, rng: Random, *, prefix: bool = True) -> tuple[str, SlipKind]:
    """Return `value` (capitals and digits) with one slip in it, and which slip that was.

    What comes out always differs from `value`. Without `prefix` nothing is typed before it.
    A value of fewer than two characters is a ValueError.
    """
    if len(value) < 2:
        raise ValueError("too short to slip on")
    while True:
        kind = _KINDS.draw(rng)
        slipped = _SLIPS[kind](value, rng)
        if slipped != value and (prefix or kind != "prefix"):
            return slipped, kind


def two_slips(value: str, rng: Random) -> str:
    """Return `value` with one slip in either half; eight characters or more, else a ValueError.

    The second slip keeps the length and one character between the halves stays, so that the
    second can't undo the first.
    """
    if len(value) < 8:
        raise ValueError("too short for two slips")
    middle = len(value) // 2
    first, _ = slip(value[:middle], rng, prefix=False)
    rest = value[middle + 1 :]
    second = rest
    while second == rest:
        second = _SLIPS[rng.choice(("look_alike", "neighbouring_key", "swap"))](rest, rng)
    return first + value[middle] + second


def neighbour(value: str, rng: Random) -> str:
    """Return an honest number beside `value`: another digit at one of its last four places.

    A value without a digit there is a ValueError.
    """
    places = [at for at in range(max(0, len(value) - 4), len(value)) if value[at].isdecimal()]
    if not places:
        raise ValueError("no digit to change")
    at = rng.choice(places)
    return _put(value, at, rng.choice([digit for digit in "0123456789" if digit != value[at]]))


def _look_alike(value: str, rng: Random) -> str:
    at = rng.randrange(len(value))
    return _put(value, at, rng.choice(LOOK_ALIKES.get(value[at], value[at])))


def _neighbouring_key(value: str, rng: Random) -> str:
    at = rng.randrange(len(value))
    row = next((row for row in KEYBOARD if value[at] in row), value[at])
    key = row.index(value[at])
    return _put(value, at, rng.choice(row[max(0, key - 1) : key + 2]))


def _swap(value: str, rng: Random) -> str:
    at = rng.randrange(len(value) - 1)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _drop(value: str, rng: Random) -> str:
    at = rng.randrange(len(value))
    return value[:at] + value[at + 1 :]


def _doubling(value: str, rng: Random) -> str:
    at = rng.randrange(len(value))
    return value[:at] + value[at] + value[at:]


def _lost_zero(value: str, _rng: Random) -> str:
    return value.removeprefix("0")


def _prefix(value: str, rng: Random) -> str:
    return rng.choice(PREFIXES) + value


def _put(value: str, at: int, character: str) -> str:
    return value[:at] + character + value[at + 1 :]


_SLIPS: dict[SlipKind, Callable[[str, Random], str]] = {
    "look_alike": _look_alike,
    "neighbouring_key": _neighbouring_key,
    "swap": _swap,
    "drop": _drop,
    "doubling": _doubling,
    "lost_zero": _lost_zero,
    "prefix": _prefix,
}
_KINDS: Weighted[SlipKind] = Weighted.of(
    (
        ("look_alike", 30.0),
        ("neighbouring_key", 20.0),
        ("swap", 18.0),
        ("drop", 14.0),
        ("doubling", 8.0),
        ("lost_zero", 20.0),
        ("prefix", 6.0),
    )
)
