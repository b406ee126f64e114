"""The table: many descriptions that don't change any more, by their words, in a few flat arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.text_index.bits import Bits, bits_of, rows_of
from matching.text_index.texts import Rows, Texts, in_order
from matching.text_index.vocabulary import Vocabulary, counted, weighed

# A word is common if one description in so many has it, if there are not too few of them. So are
# all whose lists would be long to go through.
COMMON_SHARE, FEWEST_COMMON, SURELY_COMMON = 128, 64, 20_000
_LEFT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Table:
    """Descriptions in the order of their ids, as sets of rows: those that have a word.

    Word w, if it is not common, is in the rows `rows[lists[w]:lists[w + 1]]`. Of the words
    `common`, in order, `bits` has a bit for each row, first all of the first word, then of the
    second and so on. The square of the length of the vector of row r is `sizes[r]`.
    """

    ids: Rows
    sizes: Rows
    lists: Rows
    rows: Rows
    common: Rows
    bits: Bits
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)

    def bits_of(self, place: int) -> Bits:
        """Return the set of the common word at this place among them."""
        width = _width(len(self))
        return self.bits[place * width : (place + 1) * width]

    def texts(self, kept: npt.NDArray[np.bool_]) -> Texts:
        """Return the descriptions in the rows that are kept, read back from the sets."""
        sets = [rows_of(self.bits_of(place)) for place in range(len(self.common))]
        rows = np.concatenate([self.rows, *sets])
        listed = np.repeat(np.arange(len(self.vocabulary)), np.diff(self.lists))
        words = np.concatenate([listed, np.repeat(self.common, list(map(len, sets)))])
        left = kept[rows]
        words = _sorted_by(rows[left], words[left])
        lengths = np.bincount(rows, minlength=len(self))[kept].astype(np.uint32)
        return Texts(self.ids[kept], lengths, words, self.vocabulary.keys)


def table_of(texts: Texts, like: Vocabulary | None = None, *, whole: bool = False) -> Table:
    """Return the table of these descriptions.

    The weights of words are those of `like`, or follow from these descriptions. A `whole`
    vocabulary has all words of `like`, also those that none of these descriptions has.
    """
    texts = in_order(texts)
    used = [texts.keys, like.keys] if whole and like is not None else [texts.keys]
    keys, numbers = np.unique(np.concatenate(used), return_inverse=True)
    words = numbers.astype(np.uint32)[texts.words]
    counts = np.bincount(words, minlength=len(keys))
    if like is None:
        vocabulary = counted(keys, np.maximum(counts, 1), len(texts.ids))
    else:
        vocabulary = weighed(keys, like)
    share = max(FEWEST_COMMON, len(texts.ids) // COMMON_SHARE)
    common = counts > min(share, SURELY_COMMON)
    lists = np.zeros(len(keys) + 1, np.uint32)
    np.cumsum(np.where(common, 0, counts), out=lists[1:])
    rows = np.repeat(np.arange(len(texts.ids), dtype=np.uint32), texts.lengths)
    is_common = common[words]
    places = (np.cumsum(common) - 1)[words[is_common]]
    return Table(
        ids=texts.ids,
        sizes=_sizes(words, texts.lengths, vocabulary),
        lists=lists,
        rows=_sorted_by(words[~is_common], rows[~is_common]),
        common=np.flatnonzero(common).astype(np.uint32),
        bits=bits_of(rows[is_common], places, int(common.sum()), _width(len(texts.ids))),
        vocabulary=vocabulary,
    )


def _width(rows: int) -> int:
    return -(-rows // 64)


def _sizes(words: Rows, lengths: Rows, vocabulary: Vocabulary) -> Rows:
    parts = vocabulary.weights[words].astype(np.int64)
    sums = np.zeros(len(words) + 1, np.int64)
    np.cumsum(parts * parts, out=sums[1:])
    ends = np.cumsum(lengths, dtype=np.intp)
    sizes: Rows = (sums[ends] - sums[ends - lengths]).astype(np.uint32)
    return sizes


def _sorted_by(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> Rows:
    """Return the second of these pairs of numbers, in the order of both."""
    pairs = first.astype(np.uint64)
    pairs <<= _LEFT
    pairs |= second.astype(np.uint64)
    pairs.sort()
    return pairs.astype(np.uint32)
