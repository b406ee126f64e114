"""Sets of rows of a table as bits: that of row r is bit r % 64 of the machine's word r // 64."""

from typing import Any

import numpy as np
import numpy.typing as npt

from matching.text_index.vocabulary import Places

Bits = npt.NDArray[np.uint64]


def rows_of(bits: Bits, most: int | None = None) -> Places:
    """Return the rows whose bits are set, or so many of the first of them."""
    # What is no truth value is looked through several times slower.
    words = np.flatnonzero(bits != 0)[:most]
    ones = np.unpackbits(bits[words].view(np.uint8), bitorder="little").view(np.bool_)
    places = np.flatnonzero(ones)[:most]
    rows: Places = words[places >> 6] * 64 + (places & 63)
    return rows


def places_of(rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    """Return for each row the byte of a set in which its bit lies, and this bit."""
    return rows >> 3, np.left_shift(1, rows & 7).astype(np.uint8)


def bits_of(rows: npt.NDArray[np.uint32], sets: Places, count: int, width: int) -> Bits:
    """Return `count` sets, one behind the other, in `width` words of the machine each.

    The nth of these rows is in the nth of `sets`.
    """
    octets = np.zeros(count * width * 8, np.uint8)
    places, ones = places_of(rows)
    np.bitwise_or.at(octets, sets * (width * 8) + places, ones)
    return octets.view(np.uint64)
