"""Numbers by their shape: serial numbers, IMEIs, vehicle identification numbers, plates.

A shape is a small pattern. `#` is a digit, `@` a letter, `!` a digit or consonant (as makers use
to avoid words), `?` a character of a VIN (no I, O, Q; ISO 3779), `&` a letter of a Dutch plate,
`{0120-0480}` a number of that range padded to the width of its lower end, `~` the Luhn digit of
the digits before it, `^` the check digit of a VIN; anything else stands for itself.
"""

import re
from collections.abc import Callable
from functools import cache
from random import Random
from string import ascii_uppercase, digits

CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
VIN_ALPHABET = digits + "ABCDEFGHJKLMNPRSTUVWXYZ"
ALPHABETS = {
    "#": digits,
    "@": ascii_uppercase,
    "!": digits + CONSONANTS,
    "?": VIN_ALPHABET,
    "&": "BDFGHJKLNPRSTVXZ",
}
VIN_VALUES = dict(zip(digits, range(10), strict=True)) | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)

_TOKEN = re.compile(r"\{(\d+)-(\d+)\}|([#@!?&])|([^{}])")


def fill(shape: str, rng: Random) -> str:
    """Return a number of this shape; the check digits in it are right."""
    number = "".join(part(rng) for part in _parts(shape))
    if number.endswith("~"):
        number = number[:-1] + luhn_digit(number[:-1])
    if "^" in number:
        number = number.replace("^", vin_check_digit(number.replace("^", "0")))
    return number


def luhn_digit(payload: str) -> str:
    """Return the digit that completes `payload` (decimal digits) under Luhn, ISO/IEC 7812-1."""
    doubled = (int(digit) * 2 for digit in payload[::-2])
    total = sum(number - 9 if number > 9 else number for number in doubled)
    return str(-(total + sum(map(int, payload[-2::-2]))) % 10)


def vin_check_digit(vin: str) -> str:
    """Return what belongs at position 9 of a VIN of 17 characters (49 CFR 565.15)."""
    values = (VIN_VALUES[character] for character in vin)
    remainder = sum(v * w for v, w in zip(values, VIN_WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


@cache
def _parts(shape: str) -> tuple[Callable[[Random], str], ...]:
    return tuple(_part(*token.groups()) for token in _TOKEN.finditer(shape))


def _part(
    low: str | None, high: str | None, token: str | None, literal: str | None
) -> Callable[[Random], str]:
    if low is not None and high is not None:
        first, last, width = int(low), int(high), len(low)
        return lambda rng: str(rng.randint(first, last)).zfill(width)
    if token is not None:
        alphabet = ALPHABETS[token]
        return lambda rng: rng.choice(alphabet)
    return lambda _rng: literal or ""
