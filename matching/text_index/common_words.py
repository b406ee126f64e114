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

_LEVELS = 3
_AT_ONCE = 4_096


def best_rows(bits: Sequence[Bits], worth: npt.NDArray[np.int64], most: int) -> Places:
    """Return at most so many rows whose common words are worth most; of equal ones the first.

    `bits` has for each word a bit for each row. Worth is rounded to thirds of the greatest.
    """
    levels = np.rint(_LEVELS * worth / worth.max()).astype(np.int64).tolist()
    telling = [(some, level) for some, level in zip(bits, levels, strict=True) if level]
    planes = _sums([some for some, _ in telling], [level for _, level in telling])
    found = np.zeros_like(planes[0])
    left = ~found
    above = np.empty_like(found)
    some = False
    for plane in reversed(planes):
        np.bitwise_and(left, plane, out=above)
        count = int(np.bitwise_count(above).sum())
        if count > most:
            left, above, some = above, left, True
        elif count:
            found |= above
            left ^= above
            most -= count
    rows = _rows_of(found)
    # Those left have one and the same sum, which may be none.
    return np.concatenate([rows, _rows_of(left, most)]) if some and most else rows


def _sums(bits: Sequence[Bits], levels: Sequence[int]) -> list[Bits]:
    """Add up the levels of the words of each row, for as many rows at once as caches hold."""
    order = sorted(range(len(levels)), key=levels.__getitem__)
    planes = [np.zeros_like(bits[0]) for _ in range(sum(levels).bit_length())]
    spare = np.empty((2, _AT_ONCE), np.uint64)
    for at in range(0, len(bits[0]), _AT_ONCE):
        parts = [plane[at : at + _AT_ONCE] for plane in planes]
        carries = spare[:, : len(parts[0])]
        total = 0
        for word in order:
            total += levels[word]
            some = bits[word][at : at + _AT_ONCE]
            _add(parts[: total.bit_length()], some, levels[word], carries)
    return planes


def _add(planes: Sequence[Bits], bits: Bits, level: int, carries: Bits) -> None:
    """Add a level to the rows whose bits are set."""
    last = len(planes) - 1
    for at in range(level.bit_length()):
        if level >> at & 1:
            adding = bits
            for place in range(at, last):
                carry = carries[place % 2]
                np.bitwise_and(planes[place], adding, out=carry)
                np.bitwise_xor(planes[place], adding, out=planes[place])
                adding = carry
            np.bitwise_xor(planes[last], adding, out=planes[last])


def _rows_of(bits: Bits, most: int | None = None) -> Places:
    """Return the rows whose bits are set, or so many of the first of them."""
    words = np.flatnonzero(bits)[:most]
    ones = np.unpackbits(bits[words].view(np.uint8), bitorder="little")
    places = np.flatnonzero(ones)[:most]
    rows: Places = words[places >> 6] * 64 + (places & 63)
    return rows
