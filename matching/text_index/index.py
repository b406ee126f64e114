"""The index of descriptions: a great table, and smaller ones of what was added since."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matching.text_index.file import open_table, save_table
from matching.text_index.question import question
from matching.text_index.ranking import Ranking, Weighed
from matching.text_index.table import Table, table_of
from matching.text_index.texts import Texts, read, together
from matching.text_index.vocabulary import Vocabulary

# What was added lies in tables of at most so many, each taken into the next one when it is full.
_NEWEST_AT_MOST = 256
_ADDED_AT_MOST = (8_192, inf)


class Candidate(NamedTuple):
    """An id whose description is like the one asked, and how like: 1 if it has all its words."""

    id: int
    similarity: float


@dataclass(slots=True)
class _Part:
    """A table with its ranking, and which rows were not taken out."""

    table: Table
    ranking: Ranking
    alive: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, table: Table) -> Self:
        return cls(table, Ranking(table), np.ones(len(table), np.bool_))

    def row_of(self, id_: int) -> int | None:
        row = int(np.searchsorted(self.table.ids, np.uint32(id_)))
        return row if row < len(self.alive) and self.table.ids[row] == id_ else None

    def living(self) -> Texts:
        return self.table.texts(self.alive)


class TextIndex:
    """Descriptions by id, of which those most like one are found, however each was written.

    How much a word tells follows from the descriptions that the index was first built of, and
    stays so; a word that none of them has tells as much as one that a single one has. An id is a
    number below 2^32 and has one description. Several threads may ask at once, but not while one
    changes it.
    """

    def __init__(self, table: Table) -> None:
        self._lock = Lock()
        self._newest: _Part | None = None
        self._use(table)

    @classmethod
    def build(
        cls, items: Iterable[tuple[int, str]], *, statistics: Vocabulary | None = None
    ) -> Self:
        """Return an index of these ids and descriptions; of those with one id the last counts.

        With the `statistics` of another index, words tell as much as they do there.
        """
        return cls(table_of(read(items), statistics, whole=True))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the index in a file; processes that open it share one copy in memory.

        Raises BadIndexFile if the file is damaged or of another version.
        """
        return cls(open_table(path))

    def save(self, path: Path) -> None:
        """Write the index to a file, in which at any moment a whole index stands."""
        if self._new or self._added or not self._great.alive.all():
            texts = [*(part.living() for part in self._parts()), *self._new.values()]
            self._use(table_of(together(texts), self.statistics, whole=True))
        save_table(self._great.table, path)

    def __len__(self) -> int:
        return sum(int(part.alive.sum()) for part in self._parts()) + len(self._new)

    def add(self, id_: int, text: str) -> None:
        """Put a description in, in the place of the one with this id if there is one."""
        self.remove(id_)
        self._new[id_] = read([(id_, text)])

    def remove(self, id_: int) -> None:
        """Take the description of an id out; there need not be one."""
        self._newest = None
        self._new.pop(id_, None)
        for part in self._parts():
            row = part.row_of(id_)
            if row is not None:
                part.alive[row] = False

    def find(self, text: str, limit: int = 50) -> list[Candidate]:
        """Return the ids whose descriptions are most like this one, best first, then by id."""
        asked = question(text)
        if not asked.own:
            return []
        weighed = Weighed(asked, *self.statistics.weigh(asked.keys[: asked.own]))
        ids, likeness = [], []
        for part in self._settled():
            rows, like = part.ranking.best(weighed, part.alive, limit)
            ids.append(part.table.ids[rows])
            likeness.append(like)
        found, similarity = np.concatenate(ids), np.concatenate(likeness)
        best = np.lexsort((found, -similarity))[:limit]
        return list(map(Candidate, found[best].tolist(), similarity[best].tolist()))

    def find_many(self, texts: Sequence[str], limit: int = 50) -> list[list[Candidate]]:
        """Return what `find` does for each of many descriptions."""
        return [self.find(text, limit) for text in texts]

    @property
    def statistics(self) -> Vocabulary:
        """How much each word tells."""
        return self._great.table.vocabulary

    def _use(self, table: Table) -> None:
        self._great = _Part.of(table)
        self._added: dict[int, _Part] = {}
        self._new: dict[int, Texts] = {}
        self._newest = None

    def _parts(self) -> Iterator[_Part]:
        yield self._great
        yield from self._added.values()

    def _settled(self) -> list[_Part]:
        """Return all parts, after what is new has become one as well."""
        with self._lock:
            if len(self._new) > _NEWEST_AT_MOST:
                self._take_in()
            if not self._new:
                return list(self._parts())
            newest = self._newest
            if newest is None:
                newest = _Part.of(table_of(together(list(self._new.values())), self.statistics))
                self._newest = newest
            return [*self._parts(), newest]

    def _take_in(self) -> None:
        """Make of what is new a table beside the great one, with those that are smaller."""
        texts = list(self._new.values())
        self._new.clear()
        self._newest = None
        for level, most in enumerate(_ADDED_AT_MOST):
            if level in self._added:
                texts.append(self._added.pop(level).living())
            if sum(len(part.ids) for part in texts) <= most:
                self._added[level] = _Part.of(table_of(together(texts), self.statistics))
                return
