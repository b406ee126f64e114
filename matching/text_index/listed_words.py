"""Sums over the words that are listed: a number for each row, of which few are touched."""

import numpy as np
import numpy.typing as npt

from matching.text_index.cut import greatest
from matching.text_index.table import Table
from matching.text_index.texts import spread
from matching.text_index.vocabulary import Places

_TAKEN = -1
Sums = npt.NDArray[np.int32]


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

    def take_best(self, most: int, above: int = 0) -> tuple[Places, Sums]:
        """Return about so many rows at most that were not taken yet, and their sums.

        These are above the one that is given, and the greatest of them.
        """
        sums = self._sums[self._rows]
        kept = np.flatnonzero(sums > above)
        rows, sums = self._rows[kept], sums[kept]
        if len(rows) > most:
            kept = greatest(sums, most)
            rows, sums = rows[kept], sums[kept]
        # A row stands here once for each of its words; the last of its places keeps it.
        places = np.arange(len(rows), dtype=np.int32)
        self._sums[rows] = places
        once = self._sums[rows] == places
        self._sums[rows] = _TAKEN
        return rows[once], sums[once]

    def take(self, rows: Places) -> tuple[Places, Sums]:
        """Return those of the rows that were not taken yet, and their sums."""
        sums = self._sums[rows]
        left = sums != _TAKEN
        return rows[left], sums[left]

    def clear(self) -> None:
        """Forget what was asked."""
        self._sums[self._rows] = 0
