"""The table: many descriptions that don't change any more, by their words, in a few flat arrays."""

from collections.abc import Iterable
from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.serials.filter import empty_filter, may_hold, put
from matching.text_index.hashes import Keys, keys_of
from matching.text_index.words import words_of

Rows = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.uint16]

RAREST_UP_TO = 50_000
TWICE = np.uint32(1 << 31)
WORD = np.uint32((1 << 31) - 1)
_FINENESS = 64
_KEYS_AT_ONCE = 200_000
_WORD_AT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by their keys, which are in order, and what one tells: the frozen statistics.

    `weights` are logarithms of how rare a word is, in 64ths; `heaviest`, an array of one, is that
    of a word which only one description has, and of one that none has.
    """

    keys: Keys
    weights: Weights
    heaviest: Weights
    filter: Keys

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, keys: Keys) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return the places of those keys that are words here, and which words they are."""
        if not len(self.keys):
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        places = np.flatnonzero(may_hold(self.filter, keys))
        words = np.searchsorted(self.keys, keys[places])
        words[words == len(self.keys)] = 0
        same = self.keys[words] == keys[places]
        return places[same], words[same]


@dataclass(frozen=True, slots=True)
class Table:
    """Descriptions in the order of their ids, and the words of each.

    `words[starts[r]:starts[r + 1]]` are the words of row r, with the bit TWICE if it has one more
    than once, and `sizes[r]` is the square of the length of its vector. Word w is in the rows
    `rows[lists[w]:lists[w + 1]]`, if it is in RAREST_UP_TO at most.
    """

    ids: Rows
    starts: Rows
    words: Rows
    sizes: Rows
    lists: Rows
    rows: Rows
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Texts:
    """Descriptions as words that are numbered in any order: what a table is made of."""

    ids: Rows
    lengths: Rows
    words: Rows
    keys: Keys


def build_table(items: Iterable[tuple[int, str]], like: Vocabulary | None = None) -> Table:
    """Return a table of these descriptions; of those with one id the last counts.

    The weights of words are those of `like`, or follow from these descriptions.
    """
    return table_of(read(items), like)


def read(items: Iterable[tuple[int, str]]) -> Texts:
    """Return the words of these descriptions."""
    numbers: dict[str, int] = {}
    ids, lengths, words = array("I"), array("I"), array("I")
    twice = int(TWICE)
    for id_, text in items:
        counted: dict[int, int] = {}
        for word in words_of(text):
            number = numbers.setdefault(word, len(numbers))
            counted[number] = number | twice if number in counted else number
        ids.append(id_)
        lengths.append(len(counted))
        words.extend(counted.values())
    distinct = list(numbers)
    parts = range(0, len(distinct), _KEYS_AT_ONCE)
    keys = [keys_of(distinct[at : at + _KEYS_AT_ONCE]) for at in parts]
    return Texts(
        np.array(ids, np.uint32),
        np.array(lengths, np.uint32),
        np.array(words, np.uint32),
        np.concatenate([np.zeros(0, np.uint64), *keys]),
    )


def table_of(texts: Texts, like: Vocabulary | None = None) -> Table:
    """Return the table of these descriptions; see `build_table`."""
    texts = _in_order(texts)
    known = np.zeros(0, np.uint64) if like is None else like.keys
    keys = np.union1d(known, texts.keys)
    renumbered = np.searchsorted(keys, texts.keys).astype(np.uint32)
    words = renumbered[texts.words & WORD] | (texts.words & TWICE)
    counts = np.bincount(words & WORD, minlength=len(keys))
    vocabulary = _vocabulary(keys, counts, len(texts.ids), like)
    starts = np.zeros(len(texts.ids) + 1, np.uint32)
    np.cumsum(texts.lengths, out=starts[1:])
    counts[counts > RAREST_UP_TO] = 0
    lists = np.zeros(len(keys) + 1, np.uint32)
    np.cumsum(counts, out=lists[1:])
    return Table(
        ids=texts.ids,
        starts=starts,
        words=words,
        sizes=_sizes(words, texts.lengths, vocabulary.weights),
        lists=lists,
        rows=_rows(words, texts.lengths, counts > 0),
        vocabulary=vocabulary,
    )


def spread(starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the places of all elements of some pieces, one piece behind the other."""
    ends = np.cumsum(lengths, dtype=np.intp)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts.astype(np.intp) - ends + lengths, lengths)


def _in_order(texts: Texts) -> Texts:
    """Put them in the order of their ids, and keep the last of those with the same."""
    if (texts.ids[1:] > texts.ids[:-1]).all():
        return texts
    order = np.argsort(texts.ids, kind="stable")
    ids = texts.ids[order]
    order = order[np.append(ids[1:] != ids[:-1], [True] * (len(ids) > 0))]
    starts = np.cumsum(texts.lengths, dtype=np.intp) - texts.lengths
    lengths = texts.lengths[order]
    words = texts.words[spread(starts[order], lengths)]
    return Texts(texts.ids[order], lengths, words, texts.keys)


def _vocabulary(
    keys: Keys, counts: npt.NDArray[np.intp], texts: int, like: Vocabulary | None
) -> Vocabulary:
    """Return the vocabulary of these keys, with the weights of `like` where it knows them."""
    bloom = empty_filter(len(keys))
    put(bloom, keys)
    if like is None:
        weights = _weights(np.maximum(counts, 1), texts)
        heaviest = _weights(np.ones(1, np.intp), texts)
    else:
        heaviest = like.heaviest
        weights = np.full(len(keys), heaviest[0], np.uint16)
        weights[np.searchsorted(keys, like.keys)] = like.weights
    return Vocabulary(keys, weights, heaviest, bloom)


def _weights(counts: npt.NDArray[np.intp], texts: int) -> Weights:
    return np.rint(_FINENESS * np.log1p(texts / counts)).astype(np.uint16)


def _sizes(words: Rows, lengths: Rows, weights: Weights) -> Rows:
    parts = times(words) * weights[words & WORD]
    sums = np.zeros(len(words) + 1, np.uint64)
    np.cumsum(parts * parts, out=sums[1:])
    ends = np.cumsum(lengths, dtype=np.intp)
    return (sums[ends] - sums[ends - lengths]).astype(np.uint32)


def _rows(words: Rows, lengths: Rows, listed: npt.NDArray[np.bool_]) -> Rows:
    """Return the rows of each word that is listed, word by word."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    pairs = ((words & WORD).astype(np.uint64) << _WORD_AT) | rows
    pairs = pairs[listed[words & WORD]]
    pairs.sort()
    return pairs.astype(np.uint32)


def times(words: Rows) -> npt.NDArray[np.int64]:
    """Return how often words count in their description, in halves."""
    return (words >> np.uint32(31)).astype(np.int64) + 2
