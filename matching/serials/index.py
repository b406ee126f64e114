"""The index: a table, what changed since it was built, and the comparing of what is found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_LOOKALIKES, SHORTEST_FOR_SLIPS, SLIPS
from matching.serials.file import open_table, save_table
from matching.serials.filter import may_hold, put
from matching.serials.keys import (
    LONGEST,
    Classes,
    Keys,
    allowed,
    asked_keys,
    classes_of,
    own_keys,
    stored_keys,
)
from matching.serials.table import Table, build_table, mix
from matching.written import compact

_FEWEST_CHANGES = 1_000
_CHANGES_OF_TABLE = 0.1
_KEYS_AT_ONCE = 250_000
_PAIR_BITS = 33
_ROW_MASK = 2**_PAIR_BITS - 1
_FOLD = bytes(ord(fold(chr(code))) for code in range(128)) + bytes(range(128, 256))


class Candidate(NamedTuple):
    """An id with a number in range, and the slips (optimal string alignment) between the two."""

    id: int
    distance: int


class _Found(NamedTuple):
    """Numbers that may be in range: by whom asked, the id and the number held for each.

    `whole` are the places of those that may be equal but for look-alikes.
    """

    queries: list[int]
    ids: list[int]
    held: list[bytes]
    whole: list[int]


class SerialIndex:
    """Numbers by id, of which all that are in range of one (the pair rule) are found.

    A number is compared in upper case and without what is no letter A-Z and no digit. An id is
    a number below 2^32 and may have several numbers.
    """

    def __init__(self, table: Table) -> None:
        self._use(table)

    @classmethod
    def build(cls, items: Iterable[tuple[int, str]]) -> Self:
        """Return an index of these ids and numbers. Raises ValueError if one is too long."""
        return cls(build_table(sorted((id_, _storable(text)) for id_, text in items)))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the index in a file; processes that open it share one copy in memory.

        Raises BadIndexFile if the file is damaged or of another version.
        """
        return cls(open_table(path))

    def save(self, path: Path) -> None:
        """Write the index to a file, in which at any moment a whole index stands."""
        if self._changes:
            self._build_anew()
        save_table(self._table, path)

    def __len__(self) -> int:
        return int(self._alive.sum()) + len(self._new)

    def add(self, id_: int, text: str) -> None:
        """Put a number in, from now on found. Raises ValueError if it is too long."""
        row = next(self._next_row)
        self._new[row] = (id_, _storable(text))
        self._new_of_id[id_].append(row)
        self._without_keys.append(row)
        self._changes += 1

    def remove(self, id_: int) -> None:
        """Take all numbers of an id out; there need not be one."""
        for row in self._new_of_id.pop(id_, ()):
            del self._new[row]
        rows = self._table.rows_of(id_)
        self._changes += int(self._alive[rows.start : rows.stop].sum())
        self._alive[rows.start : rows.stop] = False

    def find(self, text: str) -> list[Candidate]:
        """Return each id with a number in range of this one, the nearest first."""
        return self.find_many([text])[0]

    def find_many(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """Return what `find` does for each of many numbers, in less time."""
        self._settle()
        asked = [_plain(text).encode("ascii") for text in texts]
        best: list[dict[int, int]] = [{} for _ in asked]
        for places, classes in _by_length(asked):
            found = self._sharing_a_key(classes)
            numbers = [asked[places[query]] for query in found.queries]
            for at, distance in _in_range(numbers, found):
                near, id_ = best[places[found.queries[at]]], found.ids[at]
                near[id_] = min(distance, near.get(id_, distance))
        return [
            sorted((Candidate(*pair) for pair in near.items()), key=lambda c: (c.distance, c.id))
            for near in best
        ]

    def _sharing_a_key(self, classes: Classes) -> _Found:
        """Return the numbers that may have a key in common with one of those asked."""
        length = classes.shape[1]
        own = length < SHORTEST_FOR_SLIPS
        mixed = mix(own_keys(classes)[:, None] if own else asked_keys(classes))
        width = mixed.shape[1]
        places = np.flatnonzero(may_hold(self._words, mixed.reshape(-1)))
        keys, (asked, kinds) = mixed.reshape(-1)[places], np.divmod(places, width)
        which, rows = self._table.look_up(keys, allowed(length)[kinds])
        # One number in one row: what to compare, and in its last bit what it was found by.
        pairs = (asked[which] << _PAIR_BITS) | (rows.astype(np.intp) << 1)
        pairs = np.sort(pairs | (kinds[which] != 0))
        new = np.ones(len(pairs), np.bool_)
        np.not_equal(pairs[1:] >> 1, pairs[:-1] >> 1, out=new[1:])
        pairs = pairs[new]
        held = (pairs & _ROW_MASK) >> 1
        pairs, held = pairs[self._alive[held]], held[self._alive[held]]
        found = _Found(
            (pairs >> _PAIR_BITS).tolist(),
            self._table.ids[held].tolist(),
            self._table.numbers(held),
            np.flatnonzero(pairs & 1 == 0).tolist(),
        )
        if self._new:
            self._add_new(found, zip(keys.tolist(), asked.tolist(), strict=True))
        return found

    def _add_new(self, found: _Found, asked: Iterable[tuple[int, int]]) -> None:
        """Add what is not in the table yet."""
        sharing = ((query, row) for key, query in asked for row in self._new_by_key.get(key, ()))
        for query, row in dict.fromkeys(sharing):
            if row not in self._new:
                continue
            id_, number = self._new[row]
            found.whole.append(len(found.queries))
            found.queries.append(query)
            found.ids.append(id_)
            found.held.append(number.encode("ascii"))

    def _settle(self) -> None:
        """Take in what was added, or build the table anew once too much lies beside it."""
        if self._changes > max(_FEWEST_CHANGES, _CHANGES_OF_TABLE * len(self._table)):
            self._build_anew()
        for row in self._without_keys:
            if row in self._new:
                mixed = _stored(self._new[row][1])
                put(self._words, mixed)
                for key in mixed.tolist():
                    self._new_by_key[key].append(row)
        self._without_keys.clear()

    def _build_anew(self) -> None:
        rows = np.flatnonzero(self._alive)
        held = [str(number, "ascii") for number in self._table.numbers(rows)]
        kept = zip(self._table.ids[rows].tolist(), held, strict=True)
        self._use(build_table(sorted([*kept, *self._new.values()])))

    def _use(self, table: Table) -> None:
        self._table = table
        self._alive: npt.NDArray[np.bool_] = np.ones(len(table), np.bool_)
        # What is added beside the table has its bits here too, in memory of our own.
        self._words = table.words
        self._new: dict[int, tuple[int, str]] = {}
        self._new_by_key: defaultdict[int, list[int]] = defaultdict(list)
        self._new_of_id: defaultdict[int, list[int]] = defaultdict(list)
        self._without_keys: list[int] = []
        self._next_row = count(len(table))
        self._changes = 0


def _by_length(asked: Sequence[bytes]) -> Iterator[tuple[list[int], Classes]]:
    """Yield the places of some numbers of one length, with their classes, while memory lasts."""
    places_of = defaultdict(list)
    for place, number in enumerate(asked):
        if SHORTEST_FOR_LOOKALIKES <= len(number) <= LONGEST + SLIPS:
            places_of[len(number)].append(place)
    for length, places in places_of.items():
        step = max(1, _KEYS_AT_ONCE // (8 * length * length))
        for start in range(0, len(places), step):
            some = places[start : start + step]
            text = b"".join([asked[place] for place in some])
            yield some, classes_of(np.frombuffer(text, np.uint8).reshape(-1, length))


def _in_range(numbers: Sequence[bytes], found: _Found) -> Iterator[tuple[int, int]]:
    """Yield the places of what is in range, with the slips between; look-alikes perhaps twice."""
    slips = cpdist(numbers, found.held, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.uint8)
    for at in np.flatnonzero(slips <= SLIPS).tolist():
        if len(found.held[at]) >= SHORTEST_FOR_SLIPS <= len(numbers[at]):
            yield at, int(slips[at])
    for at in found.whole:
        if _folded(numbers[at]) == _folded(found.held[at]):
            yield at, OSA.distance(numbers[at], found.held[at])


def _folded(number: bytes) -> bytes:
    return number.translate(_FOLD)


def _plain(text: str) -> str:
    text = text.upper()
    return text if text.isascii() and text.isalnum() else compact(text)


def _storable(text: str) -> str:
    number = _plain(text)
    if len(number) > LONGEST:
        raise ValueError(f"a number has {LONGEST} characters at most")
    return number


def _stored(number: str) -> Keys:
    classes = classes_of(np.frombuffer(number.encode("ascii"), np.uint8)[None, :])
    keys, _ = stored_keys(classes)
    return np.unique(mix(keys.reshape(-1)))
