"""Grams: where each run of six characters stands in the numbers of a table, for partial numbers.

All numbers that contain one of six characters or more stand at each of its own grams, so they are
looked for at the one that is rarest.
"""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching.serials.keys import Characters, Keys, Places
from matching.serials.table import Rows, Table

GRAM = 6
_Number = TypeVar("_Number", np.intp, np.uint32)
_FEW = 100
_CHARACTERS_AT_ONCE = 4_000_000
_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE_OF: Keys = np.zeros(256, np.uint64)
_CODE_OF[list(_ALPHABET)] = np.arange(len(_ALPHABET))
_GRAM_AT = np.uint64(32)


def grams_of(number: bytes) -> set[bytes]:
    """Return all runs of six characters in a number."""
    return {number[at : at + GRAM] for at in range(len(number) - GRAM + 1)}


def with_grams(table: Table) -> Table:
    """Return the table with its grams, so that there can be looked for parts of numbers."""
    return replace(table, grams=_sorted_grams(table.text, table.starts))


def rows_containing(table: Table, grams: Rows, number: bytes) -> Places:
    """Return the rows whose numbers contain this one of `GRAM` characters or more, in order."""
    some, offset = _rarest(table, grams, number)
    ordered = np.sort(some)
    # As what they are, or all that is searched would be made another type first.
    rows = np.searchsorted(table.starts, ordered, "right") - 1
    begin, end = table.places(rows)
    places = ordered.astype(np.intp) - offset
    # What begins before its number or ends behind it stands in two of them.
    whole = (begin <= places) & (places + len(number) <= end)
    rows, places = rows[whole], places[whole]
    others = [*range(offset), *range(offset + GRAM, len(number))]
    expected = np.frombuffer(number, np.uint8)[others]
    rows = rows[(table.text[places[:, None] + np.array(others, np.intp)] == expected).all(axis=1)]
    return distinct(rows)


def distinct(ordered: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return each of these numbers once, that are in order."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _sorted_grams(text: Characters, starts: Rows) -> Rows:
    """Return where in the text grams of single numbers begin, in the order of the grams."""
    packed = [np.zeros(0, np.uint64)]
    for begin in range(0, len(text) - GRAM + 1, _CHARACTERS_AT_ONCE):
        some = text[begin : begin + _CHARACTERS_AT_ONCE + GRAM - 1]
        first, last = np.searchsorted(starts, (begin, begin + len(some))).tolist()
        packed.append(_packed_grams(some, starts[first:last] - np.uint32(begin)) + np.uint64(begin))
    grams = np.concatenate(packed)
    grams.sort()
    return grams.astype(np.uint32)


def _packed_grams(text: Characters, starts: Rows) -> Keys:
    """Return the grams of a part of the text as numbers, each with its place in the lower half."""
    count = len(text) - GRAM + 1
    codes, grams = _CODE_OF[text], np.zeros(count, np.uint64)
    for at in range(GRAM):
        grams *= np.uint64(len(_ALPHABET))
        grams += codes[at : at + count]
    begins = np.zeros(len(text), np.uint32)
    begins[starts] = 1
    numbers = np.cumsum(begins, dtype=np.uint32)
    places = np.flatnonzero(numbers[:count] == numbers[GRAM - 1 :])
    return grams[places] << _GRAM_AT | places.astype(np.uint64)


def _rarest(table: Table, grams: Rows, number: bytes) -> tuple[Rows, int]:
    """Return the places of a gram of the number that stands in few, and where it has it.

    The last grams are tried first, since beginnings are what numbers have in common.
    """
    rarest, offset = grams, 0
    for at in range(len(number) - GRAM, -1, -1):
        places = _places(table, grams, number[at : at + GRAM])
        if len(places) <= len(rarest):
            rarest, offset = places, at
        if len(rarest) <= _FEW:
            break
    return rarest, offset


def _places(table: Table, grams: Rows, gram: bytes) -> Rows:
    def gram_at(place: int) -> bytes:
        return table.raw[table.at + place : table.at + place + GRAM]

    # A view gives plain integers, which are what cutting wants.
    view = grams.data
    begin = bisect_left(view, gram, key=gram_at)
    return grams[begin : bisect_right(view, gram, begin, key=gram_at)]
