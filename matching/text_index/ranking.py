"""The ranking: which rows of a table are most like what is asked."""

from math import log, sqrt
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matching.text_index.common_words import CommonWords, Sums
from matching.text_index.listed_words import ListedWords
from matching.text_index.question import Question
from matching.text_index.table import Table
from matching.text_index.vocabulary import FINENESS, Places

# So many rows are compared by all words: first some with the best sums over the listed words, then
# of those that may be as like as these the best again, by listed words and by common ones.
MOST_FIRST = 1_500
MOST_BY_LISTED = 10_000
MOST_BY_COMMON = 3_000
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


class Found(NamedTuple):
    """Rows, and how like what is asked each is."""

    rows: Places
    likeness: npt.NDArray[np.float64]

    def and_(self, other: Self) -> "Found":
        """Return both."""
        return Found(*(np.concatenate(both) for both in zip(self, other, strict=True)))

    def first(self, limit: int) -> "Found":
        """Return those that are most like, best first; of equal ones the first."""
        rows, likeness = self
        if len(rows) > limit:
            near = np.flatnonzero(likeness >= np.partition(likeness, -limit)[-limit])
            rows, likeness = rows[near], likeness[near]
        order = np.lexsort((rows, -likeness))[:limit]
        return Found(rows[order], likeness[order])


class Ranking:
    """Ranks the rows of one table. May be asked by several threads at once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        # What to add up in, one for each thread that is at it.
        self._spare: list[ListedWords] = []

    def best(self, asked: Weighed, alive: npt.NDArray[np.bool_], limit: int) -> Found:
        """Return the living rows that are most like what is asked, best first."""
        words, worth = self._worth(asked)
        common = CommonWords.among(self.table, words, worth)
        listed = self._take_spare()
        listed.ask(words, worth)

        def compared(rows: Places, sums: Sums, least: int) -> Found:
            rows, sums = common.added(rows, sums, least)
            living = alive[rows]
            rows, sums = rows[living], sums[living]
            return Found(rows, _likeness(asked.size, self.table.sizes[rows], sums))

        found = compared(*listed.take_best(MOST_FIRST), 0).first(limit)
        least = _least_product(asked.size, found, limit)
        more = compared(*listed.take_best(MOST_BY_LISTED, least - common.total), least)
        found = found.and_(more).first(limit)
        least = _least_product(asked.size, found, limit)
        if 0 < common.total >= least:
            more = compared(*listed.take(common.best_rows(MOST_BY_COMMON)), least)
            found = found.and_(more).first(limit)
        listed.clear()
        self._spare.append(listed)
        return found

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
        words, worth = words[order], worth[order]
        last = np.append(words[1:] != words[:-1], np.ones(len(words[:1]), np.bool_))
        return words[last], worth[last]

    def _take_spare(self) -> ListedWords:
        try:
            return self._spare.pop()
        except IndexError:
            return ListedWords(self.table)


def _likeness(
    asked: int, held: npt.NDArray[Any] | int, both: npt.NDArray[Any] | int
) -> npt.NDArray[np.float64]:
    """Return the cosine, nearly, of vectors of these squared lengths and this product."""
    length = np.sqrt(asked * ((1 - LENGTH_COUNTS) * asked + LENGTH_COUNTS * held))
    return np.minimum(1.0, both / length)


def _least_product(asked: int, found: Found, limit: int) -> int:
    """Return what the words of a row are worth at least if it is among the best with those found.

    They are worth no more than the square of its length, so `_likeness` with these equal is
    solved for them.
    """
    if len(found.rows) < limit:
        return 0
    square = float(found.likeness.min(initial=1.0)) ** 2
    part = LENGTH_COUNTS * square
    return int(asked * (part + sqrt(part**2 + 4 * (1 - LENGTH_COUNTS) * square)) / 2)
