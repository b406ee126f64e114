"""The index: a table, what changed since it was built, and what is in range of a number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Self

import numpy as np

from matching.pair_rule import SHORTEST_FOR_LOOKALIKES, SLIPS
from matching.serials.compare import Candidate
from matching.serials.delta import Delta
from matching.serials.file import open_table, save_table
from matching.serials.grams import GRAM, distinct, rows_containing, with_grams
from matching.serials.keys import LONGEST
from matching.serials.search import Alive, search
from matching.serials.table import Table, build_table
from matching.written import compact

_FEWEST_CHANGES = 1_000
_CHANGES_OF_TABLE = 0.1
_KEYS_AT_ONCE = 200_000


class Containing(NamedTuple):
    """How many ids have a number that contains what was asked, and the lowest of these ids."""

    total: int
    ids: list[int]


class SerialIndex:
    """Numbers by id, of which all that are in range of one (the pair rule) are found.

    A number is compared in upper case and without what is no letter A-Z and no digit. An id is
    a number below 2^32 and may have several numbers.
    """

    def __init__(self, table: Table, *, kernel: bool = True) -> None:
        """Use a table. Without `kernel` nothing compiled is used, even where numba is installed."""
        self._kernel = _kernel() if kernel else None
        self._use(table)

    @classmethod
    def build(
        cls, items: Iterable[tuple[int, str]], *, partial: bool = False, kernel: bool = True
    ) -> Self:
        """Return an index of these ids and numbers. Raises ValueError if one is too long.

        With `partial` there can be asked for parts of numbers, see `containing`. It costs four
        bytes for each character but the last five of a number, and time to build.
        """
        table = build_table(sorted(_storable(id_, text) for id_, text in items))
        return cls(with_grams(table) if partial else table, kernel=kernel)

    @classmethod
    def open(cls, path: Path, *, kernel: bool = True) -> Self:
        """Return the index in a file; processes that open it share one copy in memory.

        Raises BadIndexFile if the file is damaged or of another version.
        """
        return cls(open_table(path), kernel=kernel)

    def save(self, path: Path) -> None:
        """Write the index to a file, in which at any moment a whole index stands."""
        if self._changes:
            self._build_anew()
        save_table(self._table, path)

    def __len__(self) -> int:
        return int(self._alive.sum()) + len(self._delta)

    def add(self, id_: int, text: str) -> None:
        """Put a number in, from now on found. Raises ValueError if it or the id is too long."""
        self._delta.add(*_storable(id_, text))
        self._changes += 1

    def remove(self, id_: int) -> None:
        """Take all numbers of an id out; there need not be one."""
        self._delta.remove(id_)
        rows = self._table.rows_of(id_)
        self._changes += int(self._alive[rows.start : rows.stop].sum())
        self._alive[rows.start : rows.stop] = False

    def find(self, text: str) -> list[Candidate]:
        """Return each id with a number in range of this one, the nearest first."""
        self._settle()
        number = _plain(text)
        return self._near([number])[0] if _comparable(number) else []

    def find_many(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """Return what `find` does for each of many numbers, in less time."""
        self._settle()
        candidates: list[list[Candidate]] = [[] for _ in texts]
        for places, numbers in _by_length([_plain(text) for text in texts]):
            for place, near in zip(places, self._near(numbers), strict=True):
                candidates[place] = near
        return candidates

    def containing(self, text: str, limit: int) -> Containing:
        """Return how many ids have a number that contains this one, and the first of them.

        Raises ValueError if it has fewer than six characters, and RuntimeError if the index was
        not built for it.
        """
        number = _plain(text)
        if len(number) < GRAM:
            raise ValueError(f"a part of a number has {GRAM} characters or more")
        self._settle()
        if self._table.grams is None:
            raise RuntimeError("the index was built without partial=True")
        rows = rows_containing(self._table, self._table.grams, number)
        ids = distinct(self._table.ids[rows[self._alive[rows]]])
        if more := self._delta.containing(number):
            ids = np.union1d(ids, np.array([*more], np.uint32))
        return Containing(len(ids), ids[: max(0, limit)].tolist())

    def _near(self, numbers: Sequence[bytes]) -> list[list[Candidate]]:
        """Return what is in range of each of some numbers of one length."""
        text = np.frombuffer(b"".join(numbers), np.uint8)
        characters = text.reshape(len(numbers), -1)
        parts = (self._table, self._words, self._delta.own_words, self._alive, characters)
        if self._kernel is None or characters.shape[1] > self._kernel.LONGEST_ASKED:
            found = search(*parts)
        else:
            found = self._kernel.search(*parts)
        if self._delta:
            self._delta.search(characters, found)
        return found.candidates

    def _settle(self) -> None:
        """Take in what was added, or build the table anew once too much lies beside it."""
        if self._changes > self._most_changes():
            self._build_anew()
        self._delta.settle()

    def _most_changes(self) -> int:
        return max(_FEWEST_CHANGES, int(_CHANGES_OF_TABLE * len(self._table)))

    def _build_anew(self) -> None:
        rows = np.flatnonzero(self._alive)
        kept = zip(
            self._table.ids[rows].tolist(),
            self._table.numbers(rows),
            strict=True,
        )
        table = build_table(sorted([*kept, *self._delta]))
        self._use(table if self._table.grams is None else with_grams(table))

    def _use(self, table: Table) -> None:
        self._table = table
        self._alive: Alive = np.ones(len(table), np.bool_)
        # What is added beside the table has its bits here too, in memory of our own.
        self._words = table.words
        self._delta = Delta(self._words, self._most_changes(), partial=table.grams is not None)
        self._changes = 0


@cache
def _kernel() -> ModuleType | None:
    """Return the compiled search, if numba is there and goes with this numpy.

    It is run once, so that who asks first does not wait for the compiler.
    """
    try:
        kernel = import_module("matching.serials.kernel")
    except ImportError:
        return None
    table, nobody = build_table([]), np.zeros(0, np.bool_)
    asked = np.frombuffer(b"AAAAAA", np.uint8).reshape(1, -1)
    kernel.search(table, table.words, np.zeros(0, np.uint64), nobody, asked)
    return kernel


def _by_length(asked: Sequence[bytes]) -> Iterator[tuple[list[int], list[bytes]]]:
    """Yield places of numbers of one length and these numbers, as many as stay near at hand."""
    places_of = defaultdict(list)
    for place, number in enumerate(asked):
        if _comparable(number):
            places_of[len(number)].append(place)
    for length, places in places_of.items():
        step = max(1, _KEYS_AT_ONCE // (8 * length * length))
        for start in range(0, len(places), step):
            some = places[start : start + step]
            yield some, [asked[place] for place in some]


def _comparable(number: bytes) -> bool:
    """Tell whether there can be anything in range of a number."""
    return SHORTEST_FOR_LOOKALIKES <= len(number) <= LONGEST + SLIPS


def _plain(text: str) -> bytes:
    text = text.upper()
    plain = text if text.isascii() and text.isalnum() else compact(text)
    return plain.encode("ascii")


def _storable(id_: int, text: str) -> tuple[int, bytes]:
    number = _plain(text)
    if len(number) > LONGEST:
        raise ValueError(f"a number has {LONGEST} characters at most")
    if not 0 <= id_ < 2**32:
        raise ValueError(f"{id_} is no id below 2^32")
    return id_, number
