"""Sums over common words: for all rows at once, a bit of each in one word of the machine.

The sum of every row stands upright: the first plane has the lowest bit of all of them, the next
plane the next. To add a common word's weight costs a few passes over N/8 bytes, where its list of
rows would cost an access to memory for each.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matching.text_index.bits import Bits, places_of, rows_of
from matching.text_index.table import Table
from matching.text_index.vocabulary import Places

Sums = npt.NDArray[np.int32]
_MOST_WORDS = 6
_LEVELS = 2
_AT_ONCE = 8_192


class CommonWords(NamedTuple):
    """The common words that are asked for, from the one worth most on, with the rows of each."""

    sets: Sequence[Bits]
    worth: npt.NDArray[np.int64]

    @classmethod
    def among(cls, table: Table, words: Places, worth: npt.NDArray[np.int64]) -> Self:
        """Return those of the words that are common."""
        places = np.searchsorted(table.common, words)
        common = np.flatnonzero(np.append(table.common, -1)[places] == words)
        common = common[np.argsort(-worth[common], kind="stable")]
        return cls([table.bits_of(place) for place in places[common].tolist()], worth[common])

    @property
    def total(self) -> int:
        """What all of them are worth together."""
        return int(self.worth.sum())

    def added(self, rows: Places, sums: Sums, least: int) -> tuple[Places, Sums]:
        """Add what the words are worth to the sums of rows, and return these.

        Rows whose sums will be below `least` may be left.
        """
        rest = self.total
        octets, bits = places_of(rows)
        for some, worth in zip(self.sets, self.worth.tolist(), strict=True):
            kept = sums >= least - rest
            if 2 * np.count_nonzero(kept) < len(rows):
                rows, sums = rows[kept], sums[kept]
                octets, bits = places_of(rows)
            has = some.view(np.uint8)[octets] & bits != 0
            sums = sums + np.multiply(has, worth, dtype=np.int32)
            rest -= worth
        return rows, sums

    def best_rows(self, most: int) -> Places:
        """Return at most so many rows whose words are worth most; of equal ones the first.

        The first words count, and what they are worth is rounded to halves of the greatest.
        """
        worth = self.worth[:_MOST_WORDS]
        levels = np.rint(_LEVELS * worth / worth.max()).astype(np.int64).tolist()
        planes = _sums(self.sets[:_MOST_WORDS], levels)
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
        rows = rows_of(found)
        # Those left have one and the same sum, which may be none.
        return np.concatenate([rows, rows_of(left, most)]) if some and most else rows


def _sums(bits: Sequence[Bits], levels: Sequence[int]) -> list[Bits]:
    """Add up the levels of the words of each row, for as many rows at once as caches hold."""
    planes = [np.zeros_like(bits[0]) for _ in range(sum(levels).bit_length())]
    for at in range(0, len(bits[0]), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        carries: list[Bits] = []
        for place, plane in enumerate(planes):
            those = [some for some, level in zip(bits, levels, strict=True) if level >> place & 1]
            plane[part], carries = _added([*carries, *(some[part] for some in those)])
    return planes


def _added(bits: list[Bits]) -> tuple[Bits | int, list[Bits]]:
    """Return the lowest bit of the sum of some bits in each place, and what is carried."""
    carries = []
    while len(bits) > 2:
        *bits, one, other, third = bits
        odd = one ^ other
        carries.append(one & other | odd & third)
        bits.append(odd ^ third)
    if len(bits) == 2:
        carries.append(bits[0] & bits[1])
        return bits[0] ^ bits[1], carries
    return bits[0] if bits else 0, carries
