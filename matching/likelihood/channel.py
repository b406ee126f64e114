"""The channel: how likely a hand that means one number types another.

A number is typed with no slip, one, or two independent ones. A slip is a change into a look-alike,
into a neighbouring key or into anything; a swap of neighbours; a loss; a doubling or another
addition; leading zeros or last characters left off; or letters such as SN typed before it.

Between a stolen number and a purchase lie two records, so slips are more frequent there. The sums
that all this goes into are those of `matching.likelihood.slips`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rates = tuple[float, float, float]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIZE = len(ALPHABET)
DIGITS = 10
# How far the place in what is meant may run ahead of the place in what is typed, or behind it.
REACH = 2
WIDTH = 2 * REACH + 1
_CODE = {ord(character): code for code, character in enumerate(ALPHABET)}


def codes_of(number: str) -> list[int]:
    """Return the place of each character of a canonical number in the alphabet."""
    return [_CODE[ord(character)] for character in number]


@dataclass(frozen=True, slots=True)
class Channel:
    """The rates of a profile, made ready to sum with.

    `rates` are those of none, one and two slips when a number is typed, and `pair_rates` those
    between two records of one number; `change[a, b]` is how likely a slip at a place
    with `a` makes it `b`; `cut[n]` that it cuts off the last n, none for n = 0; the others are by
    their names.
    """

    rates: Rates
    pair_rates: Rates
    change: Floats
    swap: float
    loss: float
    doubling: float
    addition: Floats
    zeros: Floats
    cut: Floats
    prefix: float
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Channel":
        """Return the channel that a profile describes (see `profiles`)."""
        kinds = data["kinds"]
        return cls(
            rates=_rates(data["rates"]),
            # A profile that was kept from before knows of one record only.
            pair_rates=_rates(data.get("pair_rates", data["rates"])),
            change=_changes(data, kinds),
            swap=kinds["swap"],
            loss=kinds["loss"],
            doubling=kinds["doubling"],
            addition=kinds["addition"] * _shares(data["letters_among_added"]),
            zeros=kinds["zeros"] * np.array(data["zeros"]),
            cut=kinds["cut"] * np.array(data["cut"]),
            prefix=kinds["prefix"] / len(data["prefixes"]),
            prefixes=tuple(data["prefixes"]),
        )


def _rates(data: Sequence[float]) -> Rates:
    none, one, two = data
    return none, one, two


def _changes(data: Mapping[str, Any], kinds: Mapping[str, float]) -> Floats:
    """Return how likely a slip at a character makes it another one."""
    change = np.zeros((SIZE, SIZE))
    for kind, groups in (("look_alike", data["look_alikes"]), ("neighbour", data["neighbours"])):
        beside = np.zeros((SIZE, SIZE))
        for group in groups:
            first, *others = codes_of(group)
            beside[first, others] += 1
            if kind == "look_alike":
                beside[others, first] += 1
        total = np.maximum(beside.sum(axis=1, keepdims=True), 1)
        change += kinds[kind] * beside / total
    anything = np.full((SIZE, SIZE), 0.0)
    for code in range(SIZE):
        anything[code] = _shares(0.1 if code < DIGITS else 0.9)
        anything[code, code] = 0
    change += kinds["change"] * anything / anything.sum(axis=1, keepdims=True)
    return change


def _shares(letters: float) -> Floats:
    """Return the chance of each character, if this share of them are letters."""
    share = np.full(SIZE, letters / (SIZE - DIGITS))
    share[:DIGITS] = (1 - letters) / DIGITS
    return share
