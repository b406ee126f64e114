"""The table: many descriptions that don't change any more, by their words, in a few flat arrays."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.text_index.hashes import Keys, keys_of
from matching.text_index.vocabulary import Places, Vocabulary, counted, weighed
from matching.text_index.words import words_of

Rows = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint64]

# A word is common if one description in so many has it, if there are not too few of them. So are
# all that more have than a question looks through.
COMMON_SHARE, FEWEST_COMMON, SURELY_COMMON = 128, 64, 20_000
MOST_WORDS = 256
_WORD_AT = np.uint64(32)
_KEYS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Texts:
    """Descriptions, as numbers of words in any order: what a table is made of.

    `words` are those of the first text, of the second and so on, `lengths` how many each has;
    `keys` are the keys of the words by their numbers, of which two may have the same.
    """

    ids: Rows
    lengths: Rows
    words: Rows
    keys: Keys


@dataclass(frozen=True, slots=True)
class Table:
    """Descriptions in the order of their ids, and the words of each.

    `words[starts[r]:starts[r + 1]]` are the words of row r, each once, and `sizes[r]` is the
    square of the length of its vector. Word w, if it is not common, is in the rows
    `rows[lists[w]:lists[w + 1]]`. Of the words `common`, in order, `bits` has a bit for each row:
    as many words of 64 bits for the first, then for the second and so on.
    """

    ids: Rows
    starts: Rows
    words: Rows
    sizes: Rows
    lists: Rows
    rows: Rows
    common: Rows
    bits: Bits
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)

    def words_in(self, rows: npt.NDArray[Any]) -> tuple[Places, Places]:
        """Return the words of some rows, and where among them each row begins."""
        begin, end = self.starts[rows], self.starts[rows + 1]
        words = self.words[spread(begin, end - begin)].astype(np.intp)
        return words, np.cumsum(end - begin, dtype=np.intp) - (end - begin)

    def texts(self, rows: npt.NDArray[Any]) -> Texts:
        """Return the descriptions in some rows."""
        begin, end = self.starts[rows], self.starts[rows + 1]
        words = self.words[spread(begin, end - begin)]
        return Texts(self.ids[rows], end - begin, words, self.vocabulary.keys)


def read(items: Iterable[tuple[int, str]]) -> Texts:
    """Return the words of these descriptions, of each the first MOST_WORDS."""
    numbers: dict[str, int] = {}
    ids, lengths, words = array("I"), array("I"), array("I")
    for id_, text in items:
        found = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
        ids.append(id_)
        lengths.append(len(found))
        words.extend([numbers.setdefault(word, len(numbers)) for word in found])
    distinct = list(numbers)
    parts = range(0, len(distinct), _KEYS_AT_ONCE)
    keys = [keys_of(distinct[at : at + _KEYS_AT_ONCE]) for at in parts]
    return Texts(
        np.array(ids, np.uint32),
        np.array(lengths, np.uint32),
        np.array(words, np.uint32),
        np.concatenate([np.zeros(0, np.uint64), *keys]),
    )


def together(parts: Sequence[Texts]) -> Texts:
    """Return several as one; of those with one id the last counts when a table is made of them."""
    before = np.cumsum([0, *(len(part.keys) for part in parts)])
    words = [part.words + np.uint32(n) for part, n in zip(parts, before[:-1], strict=True)]
    return Texts(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate(words),
        np.concatenate([part.keys for part in parts]),
    )


def table_of(texts: Texts, like: Vocabulary | None = None, *, whole: bool = False) -> Table:
    """Return the table of these descriptions.

    The weights of words are those of `like`, or follow from these descriptions. A `whole`
    vocabulary has all words of `like`, also those that none of these descriptions has.
    """
    texts = _in_order(texts)
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
    starts = np.zeros(len(texts.ids) + 1, np.uint32)
    np.cumsum(texts.lengths, out=starts[1:])
    lists = np.zeros(len(keys) + 1, np.uint32)
    np.cumsum(np.where(common, 0, counts), out=lists[1:])
    return Table(
        ids=texts.ids,
        starts=starts,
        words=words,
        sizes=_sizes(words, starts, vocabulary),
        lists=lists,
        rows=_rows(words, texts.lengths, ~common),
        common=np.flatnonzero(common).astype(np.uint32),
        bits=_bits(words, texts.lengths, common),
        vocabulary=vocabulary,
    )


def spread(starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> Places:
    """Return the places of all elements of some pieces, one piece behind the other."""
    ends = np.cumsum(lengths, dtype=np.intp)
    total = int(ends[-1]) if len(ends) else 0
    places: Places = np.arange(total) + np.repeat(starts.astype(np.intp) - ends + lengths, lengths)
    return places


def _in_order(texts: Texts) -> Texts:
    """Put them in the order of their ids, and keep the last of those with the same."""
    if bool((texts.ids[1:] > texts.ids[:-1]).all()):
        return texts
    order = np.argsort(texts.ids, kind="stable")
    ids = texts.ids[order]
    order = order[np.append(ids[1:] != ids[:-1], True)]
    starts = np.cumsum(texts.lengths, dtype=np.intp) - texts.lengths
    lengths = texts.lengths[order]
    return Texts(texts.ids[order], lengths, texts.words[spread(starts[order], lengths)], texts.keys)


def _sizes(words: Rows, starts: Rows, vocabulary: Vocabulary) -> Rows:
    parts = vocabulary.weights[words].astype(np.int64)
    sums = np.zeros(len(words) + 1, np.int64)
    np.cumsum(parts * parts, out=sums[1:])
    return (sums[starts[1:]] - sums[starts[:-1]]).astype(np.uint32)


def _rows(words: Rows, lengths: Rows, listed: npt.NDArray[np.bool_]) -> Rows:
    """Return the rows of each word that is listed, word by word."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    at = np.flatnonzero(listed[words])
    pairs = (words[at].astype(np.uint64) << _WORD_AT) | rows[at]
    pairs.sort()
    return pairs.astype(np.uint32)


def _bits(words: Rows, lengths: Rows, common: npt.NDArray[np.bool_]) -> Bits:
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    at = np.flatnonzero(common[words])
    places = (np.cumsum(common) - 1)[words[at]]
    width = -(-len(lengths) // 64)
    octets = np.zeros(int(common.sum()) * width * 8, np.uint8)
    ones = np.left_shift(1, rows[at] % 8).astype(np.uint8)
    np.bitwise_or.at(octets, places * (width * 8) + rows[at] // 8, ones)
    return octets.view(np.uint64)
