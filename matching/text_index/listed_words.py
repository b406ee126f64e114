"""Sums over the words that are listed: a number for each row, of which few are touched."""

import numpy as np
import numpy.typing as npt

from matching.text_index.table import Table
from matching.text_index.texts import spread
from matching.text_index.vocabulary import Places

# Sums are sorted roughly, by what is left of them without so many bits.
_OF_A_LEVEL = 12
_TAKEN = -1
Sums = npt.NDArray[np.int32]


class ListedWords:
    """What the listed words that are asked for are worth together in each row of a table.

    It costs as many numbers as there are rows, so it is cleared and used again.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._sums = np.zeros(len(table), np.int32)

    def ask(self, words: Places, worth: npt.NDArray[np.int64]) -> None:
        """Add up what these words are worth; those that are common have no list."""
        starts = self._table.lists[words].astype(np.intp)
        lengths = self._table.lists[words + 1].astype(np.intp) - starts
        self._rows = self._table.rows[spread(starts, lengths)].astype(np.intp)
        np.add.at(self._sums, self._rows, np.repeat(worth.astype(np.int32), lengths))
        # Many sums are equal, at which counting them is several times faster than a partition.
        self._levels = self._sums[self._rows] >> _OF_A_LEVEL
        self._above = len(self._rows) - np.cumsum(np.bincount(self._levels, minlength=1))

    def take_best(self, most: int, least: int = 0) -> tuple[Places, Sums]:
        """Return the rows with the greatest sums that were not taken yet, and their sums.

        Of all with sums no less than `least` it goes through so many at most, about; a row counts
        once for each of its words.
        """
        last, lowest = int(np.argmax(self._above <= most)), max(0, least) >> _OF_A_LEVEL
        places = np.flatnonzero(self._levels >= max(last + 1, lowest))
        if last >= lowest:
            level = np.flatnonzero(self._levels == last)
            places = np.concatenate([places, level[: most - self._above[last]]])
        rows, sums = self.take(self._rows[places])
        # The last of the places of a row keeps it.
        order = np.arange(len(rows), dtype=np.int32)
        self._sums[rows] = order
        once = self._sums[rows] == order
        self._sums[rows] = _TAKEN
        return rows[once], sums[once]

    def take(self, rows: Places) -> tuple[Places, Sums]:
        """Return those of the rows that `take_best` did not take, and their sums."""
        sums = self._sums[rows]
        left = sums != _TAKEN
        return rows[left], sums[left]

    def clear(self) -> None:
        """Forget what was asked."""
        self._sums[self._rows] = 0
