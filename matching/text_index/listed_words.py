"""Sums over the words that are listed: a number for each row, of which few are touched."""

import numpy as np
import numpy.typing as npt

from matching.text_index.table import Table
from matching.text_index.texts import spread
from matching.text_index.vocabulary import Places

# Sums are told apart by what is left of them after so many bits.
_FINE_ENOUGH = 12
_TAKEN = -1


class ListedWords:
    """What the listed words that are asked for are worth together in each row of a table.

    It costs as many numbers as there are rows, so it is cleared and used again.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._sums = np.zeros(len(table), np.int32)
        self._rows: Places = np.zeros(0, np.intp)

    def ask(self, words: Places, worth: npt.NDArray[np.int64]) -> None:
        """Add up what these words are worth."""
        starts = self._table.lists[words].astype(np.intp)
        lengths = self._table.lists[words + 1].astype(np.intp) - starts
        self._rows = self._table.rows[spread(starts, lengths)].astype(np.intp)
        np.add.at(self._sums, self._rows, np.repeat(worth.astype(np.int32), lengths))

    def take_best(self, most: int) -> tuple[Places, npt.NDArray[np.int32]]:
        """Return about so many rows at most with the greatest sums, and these."""
        rows, sums = self._rows, self._sums[self._rows]
        if len(rows) > most:
            levels = sums >> _FINE_ENOUGH
            above = len(rows) - np.cumsum(np.bincount(levels))
            last = int(np.argmax(above <= most))
            level = np.flatnonzero(levels == last)[: most - above[last]]
            kept = np.concatenate([np.flatnonzero(levels > last), level])
            rows, sums = rows[kept], sums[kept]
        # A row stands here once for each of its words; the last of its places keeps it.
        places = np.arange(len(rows), dtype=np.int32)
        self._sums[rows] = places
        once = self._sums[rows] == places
        self._sums[rows] = _TAKEN
        return rows[once], sums[once]

    def take(self, rows: Places) -> tuple[Places, npt.NDArray[np.int32]]:
        """Return those of the rows that were not taken yet, and their sums."""
        sums = self._sums[rows]
        left = sums != _TAKEN
        return rows[left], sums[left]

    def clear(self) -> None:
        """Forget what was asked."""
        self._sums[self._rows] = 0
