"""Shapes of numbers: a small language for how a maker deals them out.

`#` is a digit, `@` a letter, `!` a digit or a consonant (as makers use to avoid words), `&` a
letter of a Dutch plate, `{0120-0480}` a number of that range as wide as its lower end, `{A|B|C}`
one of these, the first ones more often, `^` the check digit of a VIN, and `~` the Luhn digit of
what is before it; else a character is itself.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from random import Random
from string import ascii_uppercase, digits

from matching.check_digits import luhn_digit, vin_digit

_ALPHABETS = {
    "#": digits,
    "@": ascii_uppercase,
    "!": digits + "BCDFGHJKLMNPQRSTVWXYZ",
    "&": "BDFGHJKLNPRSTVXZ",
}
_PART = re.compile(r"\{(?P<range>\d+-\d+)\}|\{(?P<choice>[^}]+)\}|(?P<one>.)")
Draw = Callable[[Random], str]
# How likely each character is at a place.
Places = Mapping[str, float]


def numbers_of(shape: str) -> Draw:
    """Return what draws a number of this shape."""
    parts = [_part(match) for match in _PART.finditer(shape)]
    vin, luhn = "^" in shape, shape.endswith("~")

    def draw(rng: Random) -> str:
        number = "".join(part(rng) for part in parts)
        if vin:
            return number.replace("^", vin_digit(number.replace("^", "0")))
        return number[:-1] + luhn_digit(number[:-1]) if luhn else number

    return draw


def chance_of(number: str, shape: str) -> float:
    """Return how likely `numbers_of` draws this number; a check digit is taken to be right."""
    reached = {0: 1.0}
    for match in _PART.finditer(shape):
        further: defaultdict[int, float] = defaultdict(float)
        for start, chance in reached.items():
            for text, share in _texts(match, number[start:]):
                further[start + len(text)] += chance * share
        reached = further
    return reached.get(len(number), 0.0)


def blocks_of(shape: str) -> list[tuple[float, list[Places]]]:
    """Return the blocks a shape consists of, each with its share of the numbers.

    Within a block every place has a distribution of characters of its own, independent of the
    others. A check digit is taken to be any.
    """
    parts = [list(_blocks(match)) for match in _PART.finditer(shape)]
    return [
        (prod(share for share, _ in way), [place for _, places in way for place in places])
        for way in product(*parts)
    ]


def _blocks(match: re.Match[str]) -> Iterator[tuple[float, list[Places]]]:
    if match["range"]:
        low, high = match["range"].split("-")
        count = int(high) - int(low) + 1
        for first, last in _decades(int(low), int(high)):
            texts = str(first).zfill(len(low)), str(last).zfill(len(low))
            places = [_evenly(digits[int(a) : int(b) + 1]) for a, b in zip(*texts, strict=True)]
            yield (last - first + 1) / count, places
    elif match["choice"]:
        options = match["choice"].split("|")
        weights = _falling(options)
        shares = [weight / sum(weights) for weight in weights]
        if all(len(option) == 1 for option in options):
            yield 1.0, [dict(zip(options, shares, strict=True))]
        else:
            for option, share in zip(options, shares, strict=True):
                yield share, [{character: 1.0} for character in option]
    else:
        checks = {"^": digits + "X", "~": digits}
        one = match["one"]
        yield 1.0, [_evenly(checks.get(one) or _ALPHABETS.get(one, one))]


def _decades(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a range in which every digit is independent of the others."""
    while low <= high:
        step = 1
        while low % (step * 10) == 0 and low + step * 10 - 1 <= high:
            step *= 10
        # As many of these as there are before the next larger step, or the end.
        until = min(low // (step * 10) * step * 10 + step * 10, (high + 1) // step * step)
        yield low, until - 1
        low = until


def _evenly(characters: str) -> Places:
    return dict.fromkeys(characters, 1 / len(characters))


def _texts(match: re.Match[str], rest: str) -> Iterator[tuple[str, float]]:
    """Yield how a part of a shape may have been drawn, if this follows, and how likely that is."""
    if match["range"]:
        low, high = match["range"].split("-")
        for width in {len(low), len(high)}:
            text = rest[:width]
            within = text.isdigit() and int(low) <= int(text) <= int(high)
            if within and text == str(int(text)).zfill(len(low)):
                yield text, 1 / (int(high) - int(low) + 1)
    elif match["choice"]:
        options = match["choice"].split("|")
        weights = _falling(options)
        for option, weight in zip(options, weights, strict=True):
            if rest.startswith(option):
                yield option, weight / sum(weights)
    elif match["one"] in "^~":
        yield rest[:1], 1.0
    else:
        alphabet = _ALPHABETS.get(match["one"], match["one"])
        if rest[:1] and rest[0] in alphabet:
            yield rest[0], 1 / len(alphabet)


def _falling(options: Sequence[str]) -> list[float]:
    return [1 / (2 + rank) for rank in range(len(options))]


def _part(match: re.Match[str]) -> Draw:
    if match["range"]:
        low, high = match["range"].split("-")
        return lambda rng: str(rng.randint(int(low), int(high))).zfill(len(low))
    if match["choice"]:
        options = match["choice"].split("|")
        weights = _falling(options)
        return lambda rng: rng.choices(options, weights)[0]
    alphabet = _ALPHABETS.get(match["one"], match["one"])
    return lambda rng: alphabet[int(rng.random() * len(alphabet))]
