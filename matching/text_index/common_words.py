"""Sums over common words: for all rows at once, a bit of each in one word of the machine.

The sum of every row stands upright: the first plane has the lowest bit of all of them, the next
plane the next. To add a common word's weight costs a few passes over N/8 bytes, where its list of
rows would cost an access to memory for each.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.text_index.table import Bits
from matching.text_index.vocabulary import Places

_LEVELS = 7


def best_rows(bits: Sequence[Bits], worth: npt.NDArray[np.int64], most: int) -> Places:
    """Return at most so many rows whose common words are worth most; of equal ones the first.

    `bits` has for each word a bit for each row. Worth is rounded to sevenths of the greatest.
    """
    levels = np.maximum(1, np.rint(_LEVELS * worth / worth.max())).astype(np.int64)
    planes = _sums(bits, levels.tolist())
    found = np.zeros_like(planes[0])
    left = ~found
    for plane in reversed(planes):
        above = left & plane
        count = int(np.bitwise_count(above).sum())
        if count > most:
            left = above
        else:
            found |= above
            most -= count
            left &= ~plane
    rows = _rows_of(found)
    # What is left has one and the same sum; that is nothing for those without any of the words.
    some = planes[0].copy()
    for plane in planes[1:]:
        some |= plane
    return np.concatenate([rows, _rows_of(left & some)[:most]])


def _sums(bits: Sequence[Bits], levels: Sequence[int]) -> list[Bits]:
    """Add up the levels of the words of each row."""
    planes: list[Bits] = [np.zeros_like(bits[0])]
    total = 0
    for some, level in sorted(zip(bits, levels, strict=True), key=lambda pair: pair[1]):
        total += level
        while len(planes) < total.bit_length():
            planes.append(np.zeros_like(bits[0]))
        for at in range(level.bit_length()):
            if level >> at & 1:
                carry = some
                for place in range(at, len(planes)):
                    plane = planes[place]
                    planes[place], carry = plane ^ carry, plane & carry
    return planes


def _rows_of(bits: Bits) -> Places:
    words = np.flatnonzero(bits)
    ones = np.unpackbits(bits[words].view(np.uint8), bitorder="little").reshape(-1, 64)
    which, place = np.nonzero(ones)
    return words[which] * 64 + place
