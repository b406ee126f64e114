"""Slips of the hand for the workload, drawn by a table of their own.

The matcher's table is another one, so that the figures do not come from knowing this one.
"""

from collections.abc import Callable
from random import Random

_LOOK_ALIKES = {
    "0": "OOQD8", "O": "00QD", "1": "II7L", "I": "1L", "L": "1I", "7": "1T", "2": "ZZ7", "Z": "22",
    "5": "SS6", "S": "55", "6": "GG8", "G": "66C", "8": "BB3", "B": "88", "3": "8E", "D": "0O",
    "U": "V", "V": "UY", "M": "N", "N": "MH", "4": "9A", "9": "4G", "Q": "O0", "C": "G", "E": "F",
    "F": "E", "K": "X", "X": "K", "P": "R", "R": "P", "T": "7", "W": "VV", "Y": "V", "H": "N",
    "A": "4", "J": "I",
}  # fmt: skip
_KEYBOARD = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_KEYPAD = ("789", "456", "123")
PREFIXES = ("SN", "NR", "NO", "S/N ", "#")
# How often one leading nought is lost, and two; how many last characters are cut off.
LOST_ZEROS, CUTS = (0.7, 0.3), (1, 1, 2)


def slip(number: str, rng: Random) -> str:
    """Return a number with one slip in it, which always makes it another one."""
    while True:
        slipped = rng.choices(_DRAWN, _WEIGHTS)[0](number, rng)
        if slipped != number:
            return slipped


def _put(number: str, at: int, character: str) -> str:
    return number[:at] + character + number[at + 1 :]


def _look_alike(number: str, rng: Random) -> str:
    at = rng.randrange(len(number))
    return _put(number, at, rng.choice(_LOOK_ALIKES.get(number[at], number[at])))


def _neighbour(number: str, rng: Random) -> str:
    at = rng.randrange(len(number))
    here = number[at]
    row = next((row for row in _KEYBOARD if here in row), here)
    key = row.index(here)
    beside = row[max(0, key - 1) : key + 2]
    if here.isdigit() and here != "0" and rng.random() < 0.4:
        y = next(y for y, keys in enumerate(_KEYPAD) if here in keys)
        x = _KEYPAD[y].index(here)
        beside = "".join(_KEYPAD[v][x] for v in (y - 1, y + 1) if 0 <= v <= 2)
    return _put(number, at, rng.choice(beside.replace(here, "") or here))


def _other(number: str, rng: Random) -> str:
    at = rng.randrange(len(number))
    alphabet = "0123456789" if number[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return _put(number, at, rng.choice(alphabet))


def _swap(number: str, rng: Random) -> str:
    at = rng.randrange(len(number) - 1)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _drop(number: str, rng: Random) -> str:
    at = rng.randrange(len(number))
    return number[:at] + number[at + 1 :]


def _doubling(number: str, rng: Random) -> str:
    at = rng.randrange(len(number))
    return number[:at] + number[at] + number[at:]


def _addition(number: str, rng: Random) -> str:
    at = rng.randrange(len(number) + 1)
    return number[:at] + rng.choice("0123456789") + number[at:]


def _lost_zeros(number: str, rng: Random) -> str:
    number = number.removeprefix("0")
    return number.removeprefix("0") if rng.random() < LOST_ZEROS[1] else number


def _cut(number: str, rng: Random) -> str:
    return number[: -rng.choice(CUTS)]


def _prefix(number: str, rng: Random) -> str:
    return rng.choice(PREFIXES) + number


Slip = Callable[[str, Random], str]
_SLIPS: tuple[tuple[float, Slip], ...] = (
    (28, _look_alike),
    (20, _neighbour),
    (6, _other),
    (16, _swap),
    (12, _drop),
    (7, _doubling),
    (3, _addition),
    (8, _lost_zeros),
    (4, _cut),
    (4, _prefix),
)
_DRAWN = [kind for _, kind in _SLIPS]
_WEIGHTS = [weight for weight, _ in _SLIPS]
# How often each kind is drawn; one that leaves a number as it is is drawn again.
KINDS: dict[str, float] = {
    kind.__name__.removeprefix("_"): weight / sum(_WEIGHTS) for weight, kind in _SLIPS
}
CHANGES: dict[str, Slip] = {"look_alike": _look_alike, "neighbour": _neighbour, "other": _other}
