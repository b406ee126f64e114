"""The table: many numbers that don't change any more, by their keys, in a few flat arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.serials.filter import Words, empty_filter, put
from matching.serials.keys import Keys, classes_of, stored_keys

Rows = npt.NDArray[np.uint32]

_KEYS_IN_A_BUCKET = 8
_CELLS_AT_ONCE = 4_000_000
_MOST_BUCKET_BITS = 24
_BUCKET_AT, _ROW_AT = np.uint64(40), np.uint64(8)
_MARK_AT = np.uint64(18)
_KEY_BITS, _LACKING_BITS = np.uint8(0xF0), np.uint8(0x0F)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_FIRST, _SECOND = np.uint64(32), np.uint64(29)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in the order of their ids, and their keys in buckets.

    `characters[starts[r]:starts[r + 1]]`, counted from `characters_at`, is the number of row r in
    ASCII and `ids[r]` its id. Bucket b holds `rows[buckets[b]:buckets[b + 1]]`, each with a mark:
    four bits of its key and the four of what it lacks.
    """

    ids: Rows
    starts: Rows
    characters: bytes | mmap
    characters_at: int
    buckets: Rows
    rows: Rows
    marks: npt.NDArray[np.uint8]
    words: Words

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def text(self) -> memoryview:
        """All numbers, one behind the other."""
        return memoryview(self.characters)[self.characters_at :][: int(self.starts[-1])]

    def numbers(self, rows: npt.NDArray[Any]) -> list[bytes]:
        """Return the numbers of some rows."""
        begin = self.starts[rows].astype(np.intp) + self.characters_at
        end = self.starts[rows + 1].astype(np.intp) + self.characters_at
        return [self.characters[b:e] for b, e in zip(begin.tolist(), end.tolist(), strict=True)]

    def rows_of(self, id_: int) -> range:
        """Return the rows of an id."""
        return range(
            int(np.searchsorted(self.ids, id_, "left")),
            int(np.searchsorted(self.ids, id_, "right")),
        )

    def look_up(
        self, mixed: Keys, allowed: npt.NDArray[np.uint16]
    ) -> tuple[npt.NDArray[np.intp], Rows]:
        """Return the rows that have these keys and lack what is allowed, with the keys' places.

        One in 16 of the other rows in the same bucket may be among them.
        """
        at = mixed >> _bucket_shift(len(self.buckets) - 1)
        begin = self.buckets[at].astype(np.intp)
        count = self.buckets[at + np.uint64(1)] - begin
        which = np.repeat(np.arange(len(mixed)), count)
        places = np.arange(len(which)) + np.repeat(begin - np.cumsum(count) + count, count)
        marks = self.marks[places]
        near = (marks & _KEY_BITS) == _marks(mixed)[which]
        near &= (allowed[which] >> (marks & _LACKING_BITS)) & 1 == 1
        return which[near], self.rows[places[near]]


def build_table(numbers: Sequence[tuple[int, str]]) -> Table:
    """Return a table of these ids and numbers, which are in the order of ids and ASCII."""
    n = len(numbers)
    ids = np.fromiter((id_ for id_, _ in numbers), np.uint32, n)
    lengths = np.fromiter((len(text) for _, text in numbers), np.intp, n)
    starts = np.zeros(n + 1, np.uint32)
    np.cumsum(lengths, out=starts[1:])
    characters = "".join(text for _, text in numbers).encode("ascii")
    parts = list(_keys_by_length(np.frombuffer(characters, np.uint8), starts, lengths))
    mixed = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.uint64)])
    words = empty_filter(len(mixed))
    put(words, mixed)
    bits = min(_MOST_BUCKET_BITS, max(1, (len(mixed) // _KEYS_IN_A_BUCKET).bit_length()))
    # One sort of whole words: which bucket, which row and its mark.
    packed = (mixed >> _bucket_shift(1 << bits)) << _BUCKET_AT
    packed |= _marks(mixed)
    del mixed
    packed |= np.concatenate([part[1] for part in parts] or [np.zeros(0, np.uint64)])
    del parts
    packed.sort()
    edges = np.arange(1 << bits, dtype=np.uint64) << _BUCKET_AT
    buckets = np.append(np.searchsorted(packed, edges), len(packed)).astype(np.uint32)
    rows = (packed >> _ROW_AT).astype(np.uint32)
    return Table(ids, starts, characters, 0, buckets, rows, packed.astype(np.uint8), words)


def mix(keys: Keys) -> Keys:
    """Return the keys with every bit depending on all bits; different keys stay different."""
    mixed = (keys ^ (keys >> _FIRST)) * _MIX
    return mixed ^ (mixed >> _SECOND)


def _keys_by_length(
    characters: npt.NDArray[np.uint8], starts: Rows, lengths: npt.NDArray[np.intp]
) -> Iterator[tuple[Keys, Keys]]:
    """Yield the mixed keys, and for each its row and what it lacks, packed as in the sort."""
    for length in np.unique(lengths).tolist():
        of_length = np.flatnonzero(lengths == length)
        step = max(1, _CELLS_AT_ONCE // (length + 1))
        for start in range(0, len(of_length), step):
            some = of_length[start : start + step]
            places = starts[some].astype(np.intp)[:, None] + np.arange(length)
            keys, lacking = stored_keys(classes_of(characters[places]))
            packed = (some.astype(np.uint64) << _ROW_AT)[:, None] | lacking
            yield mix(keys.reshape(-1)), packed.reshape(-1)


def _bucket_shift(buckets: int) -> np.uint64:
    return np.uint64(64 - (buckets.bit_length() - 1))


def _marks(mixed: Keys) -> npt.NDArray[np.uint8]:
    return (mixed >> _MARK_AT).astype(np.uint8) & _KEY_BITS
