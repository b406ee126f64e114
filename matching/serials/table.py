"""The table: many numbers that don't change any more, by their keys, in a few flat arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap

import numpy as np
import numpy.typing as npt

from matching.serials.filter import Words, empty_filter, put, upper
from matching.serials.keys import Characters, Keys, Places, stored_keys

Rows = npt.NDArray[np.uint32]

_KEYS_IN_A_BUCKET = 8
_CELLS_AT_ONCE = 4_000_000
_MOST_BUCKET_BITS = 24
_BUCKET_AT, _ROW_AT = np.uint64(40), np.uint64(8)
MARK_AT = np.uint64(32)
KEY_BITS = np.uint8(0xF0)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in the order of their ids, and their keys in buckets.

    `text[starts[r]:starts[r + 1]]` is the number of row r in ASCII and `ids[r]` its id; `raw` has
    the same from place `at` on, since Python cuts pieces from that faster. Bucket b holds
    `rows[buckets[b]:buckets[b + 1]]`, each with a mark: four bits of its key and the four of what
    it lacks. `words` are the filter of the keys. `grams` are for partial numbers.
    """

    ids: Rows
    starts: Rows
    text: Characters
    raw: bytes | mmap
    at: int
    buckets: Rows
    rows: Rows
    marks: npt.NDArray[np.uint8]
    words: Words
    grams: Rows | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, rows: Places) -> tuple[Places, Places]:
        """Return where the numbers of some rows begin and end."""
        return self.starts.take(rows).astype(np.intp), self.starts.take(rows + 1).astype(np.intp)

    def numbers(self, rows: Places) -> list[bytes]:
        """Return the numbers of some rows."""
        begin, end = self.places(rows)
        places = zip((begin + self.at).tolist(), (end + self.at).tolist(), strict=True)
        return [self.raw[b:e] for b, e in places]

    def rows_of(self, id_: int) -> range:
        """Return the rows of an id."""
        if not 0 <= id_ < 2**32:
            return range(0)
        # As what the ids are, or all of them would be made what it is.
        searched = np.uint32(id_)
        begin, end = (np.searchsorted(self.ids, searched, side) for side in ("left", "right"))
        return range(int(begin), int(end))

    def look_up(self, keys: Keys, allowed: npt.NDArray[np.uint16]) -> tuple[Places, Rows]:
        """Return the rows that have these keys and lack what is allowed, with the keys' places.

        One in 16 of the other rows in the same bucket may be among them.
        """
        at = upper(keys, len(self.buckets) - 1)
        begin = self.buckets.take(at).astype(np.intp)
        count = self.buckets.take(at + 1) - begin
        which = np.arange(len(keys)).repeat(count)
        # The places in a bucket follow each other.
        begin -= count.cumsum() - count
        places = begin.take(which) + np.arange(len(which))
        # Where the bits of the key are the same, what is lacking is left; there is no bit 16.
        lacking = self.marks.take(places) ^ _marks(keys).take(which)
        near = ((allowed.take(which) >> lacking) & 1).nonzero()[0]
        return which.take(near), self.rows.take(places.take(near))


def build_table(numbers: Sequence[tuple[int, bytes]]) -> Table:
    """Return a table of these ids and numbers, which are in the order of ids and ASCII."""
    n = len(numbers)
    ids = np.fromiter((id_ for id_, _ in numbers), np.uint32, n)
    lengths = np.fromiter((len(text) for _, text in numbers), np.intp, n)
    starts = np.zeros(n + 1, np.uint32)
    np.cumsum(lengths, out=starts[1:])
    raw = b"".join([text for _, text in numbers])
    text = np.frombuffer(raw, np.uint8)
    parts = list(_keys_by_length(text, starts, lengths))
    nothing = np.zeros(0, np.uint64)
    keys = np.concatenate([nothing, *(part[0] for part in parts)])
    packed = np.concatenate([nothing, *(part[1] for part in parts)])
    del parts
    words = empty_filter(len(keys))
    put(words, keys)
    bits = min(_MOST_BUCKET_BITS, max(1, (len(keys) // _KEYS_IN_A_BUCKET).bit_length()))
    # One sort of whole words: which bucket, which row and its mark.
    packed |= upper(keys, 1 << bits).view(np.uint64) << _BUCKET_AT
    packed |= _marks(keys)
    del keys
    packed.sort()
    edges = np.arange(1 << bits, dtype=np.uint64) << _BUCKET_AT
    buckets = np.append(np.searchsorted(packed, edges), len(packed)).astype(np.uint32)
    rows = (packed >> _ROW_AT).astype(np.uint32)
    return Table(ids, starts, text, raw, 0, buckets, rows, packed.astype(np.uint8), words)


def _keys_by_length(
    characters: Characters, starts: Rows, lengths: Places
) -> Iterator[tuple[Keys, Keys]]:
    """Yield keys, and for each its row and what it lacks, packed as in the sort."""
    for length in np.unique(lengths).tolist():
        of_length = np.flatnonzero(lengths == length)
        step = max(1, _CELLS_AT_ONCE // (length + 1))
        for start in range(0, len(of_length), step):
            some = of_length[start : start + step]
            places = starts[some].astype(np.intp)[:, None] + np.arange(length)
            keys, lacking = stored_keys(characters[places])
            packed = (some.astype(np.uint64) << _ROW_AT)[:, None] | lacking
            yield keys.reshape(-1), packed.reshape(-1)


def _marks(keys: Keys) -> npt.NDArray[np.uint8]:
    return (keys >> MARK_AT).astype(np.uint8) & KEY_BITS
