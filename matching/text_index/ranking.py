"""The ranking: which rows of a table are most like what is asked."""

from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.text_index.common_words import best_rows
from matching.text_index.question import Question
from matching.text_index.table import Table, spread
from matching.text_index.vocabulary import FINENESS, Places

# So many rows are compared by all their words: those with the best sums over words that are not
# common (so many places in lists are added up, so many rows looked at), and those with the best
# sums over the common words worth most.
MOST_CANDIDATES = 700
MOST_BY_COMMON = 1_000
MOST_LISTED = 40_000
MOST_LOOKED_AT = 6_000
MOST_COMMON = 6
# What is held says more than what is asked, or less: its length counts for this share only.
LENGTH_COUNTS = 0.3
# A word is at least so many times as frequent as a slip of it.
_TIMES_AS_FREQUENT = 8
_APART = log(_TIMES_AS_FREQUENT) * FINENESS**2


class Weighed(NamedTuple):
    """What is asked, with the weights of its own words in the statistics, and which these know."""

    question: Question
    weights: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]

    @property
    def size(self) -> int:
        """The square of the length of its vector."""
        return int((self.weights**2).sum())


class Ranking:
    """Ranks the rows of one table. May be asked by several threads at once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # Rows of zeros to add up in, one for each thread that is at it.
        self._zeros: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]] = []

    def best(
        self, asked: Weighed, alive: npt.NDArray[np.bool_], limit: int
    ) -> tuple[Places, npt.NDArray[np.float64]]:
        """Return the living rows that are most like what is asked, best first, and how like."""
        words, worth = self._worth(asked)
        if not len(words):
            return np.zeros(0, np.intp), np.zeros(0)
        scores, worth_of = self._take_zeros()
        rows = self._candidates(words, worth, scores)
        worth_of[words] = worth
        having, starts = self.table.words_in(rows)
        dots = np.add.reduceat(worth_of[having], starts)
        worth_of[words] = 0
        self._zeros.append((scores, worth_of))
        size = asked.size
        drawn = (1 - LENGTH_COUNTS) * size + LENGTH_COUNTS * self.table.sizes[rows]
        like = np.minimum(1.0, dots / np.sqrt(size * drawn))
        living = alive[rows]
        rows, like = rows[living], like[living]
        # Rows are in order, so that of equal ones the first has the smallest id.
        order = np.argsort(-like, kind="stable")[:limit]
        return rows[order], like[order]

    def _take_zeros(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        try:
            return self._zeros.pop()
        except IndexError:
            table = self.table
            return np.zeros(len(table), np.int32), np.zeros(len(table.vocabulary), np.int64)

    def _worth(self, asked: Weighed) -> tuple[Places, npt.NDArray[np.int64]]:
        """Return the words that are asked for, in order, and what each is worth."""
        question, vocabulary = asked.question, self.table.vocabulary
        places, words = vocabulary.find(question.keys)
        origins = question.origins[places]
        own, weights = asked.weights[origins], vocabulary.weights[words].astype(np.int64)
        likely = np.abs(weights**2 - own**2) >= _APART
        likely |= (places < question.before_slips) | ~asked.known[origins]
        worth = np.minimum(own, weights) * weights
        worth[places >= question.own] //= 2
        words, worth = words[likely], worth[likely]
        order = np.lexsort((worth, words))
        last = order[_last_of_each(words[order])]
        return words[last], worth[last]

    def _candidates(
        self, words: Places, worth: npt.NDArray[np.int64], scores: npt.NDArray[np.int32]
    ) -> Places:
        """Return the rows that may be most like: by all words, and by the common ones alone."""
        table = self.table
        at = np.searchsorted(table.common, words)
        common = np.append(table.common, -1)[at] == words
        order = np.flatnonzero(common)
        order = order[np.argsort(-worth[order], kind="stable")][:MOST_COMMON]
        width = -(-len(table) // 64)
        bits = [table.bits[n * width : (n + 1) * width] for n in at[order].tolist()]
        rows, sums = self._by_rare_words(words[~common], worth[~common], scores)
        if not bits:
            return _best(rows, sums, MOST_CANDIDATES)[0]
        if len(rows) > MOST_CANDIDATES:
            for some, more in zip(bits, worth[order].tolist(), strict=True):
                having = some[rows >> 6] >> (rows & 63).astype(np.uint64) & np.uint64(1)
                sums += having.astype(np.int64) * more
            rows, _ = _best(rows, sums, MOST_CANDIDATES)
        rows = np.sort(np.concatenate([rows, best_rows(bits, worth[order], MOST_BY_COMMON)]))
        return rows[_last_of_each(rows)]

    def _by_rare_words(
        self, words: Places, worth: npt.NDArray[np.int64], scores: npt.NDArray[np.int32]
    ) -> tuple[Places, npt.NDArray[np.int64]]:
        """Return the rows whose rare words are worth most, from the rarest on, and how much."""
        table = self.table
        lists = table.lists[words].astype(np.intp)
        lengths = table.lists[words + 1].astype(np.intp) - lists
        order = np.argsort(lengths, kind="stable")
        order = order[np.cumsum(lengths[order]) <= MOST_LISTED]
        rows = table.rows[spread(lists[order], lengths[order])].astype(np.intp)
        np.add.at(scores, rows, np.repeat(worth[order].astype(np.int32), lengths[order]))
        sums = scores[rows]
        scores[rows] = 0
        return _best(rows, sums.astype(np.int64), MOST_LOOKED_AT)


def _best(
    rows: Places, sums: npt.NDArray[np.int64], most: int
) -> tuple[Places, npt.NDArray[np.int64]]:
    """Return at most so many rows with the greatest sums, each once; of equal ones the first."""
    if len(rows) > most:
        cut = np.partition(sums, len(rows) - most)[len(rows) - most]
        level = np.flatnonzero(sums == cut)
        above = np.flatnonzero(sums > cut)
        level = level[np.argsort(rows[level], kind="stable")][: most - len(above)]
        kept = np.concatenate([above, level])
        rows, sums = rows[kept], sums[kept]
    order = np.argsort(rows)
    order = order[_last_of_each(rows[order])]
    return rows[order], sums[order]


def _last_of_each(ordered: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Tell which of the numbers in order are the last of equal ones."""
    last = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=last[:-1])
    return last
