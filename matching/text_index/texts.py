"""Texts: descriptions as numbers of words, of which a table is made."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.text_index.hashes import LONGEST, Keys, keys_of
from matching.text_index.vocabulary import Places
from matching.text_index.words import words_of

Rows = npt.NDArray[np.uint32]

MOST_WORDS = 256
_KEYS_AT_ONCE = 200_000


class Texts(NamedTuple):
    """Descriptions, as numbers of words in any order.

    `words` are those of the first text, of the second and so on, `lengths` how many each has;
    `keys` are the keys of the words by their numbers, of which two may have the same.
    """

    ids: Rows
    lengths: Rows
    words: Rows
    keys: Keys


def read(items: Iterable[tuple[int, str]]) -> Texts:
    """Return the words of these descriptions, of each the first MOST_WORDS."""
    numbers: dict[str, int] = {}
    ids, lengths, words = array("I"), array("I"), array("I")
    for id_, text in items:
        found = list(dict.fromkeys(word[:LONGEST] for word in words_of(text)))[:MOST_WORDS]
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


def in_order(texts: Texts) -> Texts:
    """Put them in the order of their ids, and keep the last of those with the same."""
    if bool((texts.ids[1:] > texts.ids[:-1]).all()):
        return texts
    order = np.argsort(texts.ids, kind="stable")
    ids = texts.ids[order]
    order = order[np.append(ids[1:] != ids[:-1], True)]
    starts = np.cumsum(texts.lengths, dtype=np.intp) - texts.lengths
    lengths = texts.lengths[order]
    return Texts(texts.ids[order], lengths, texts.words[spread(starts[order], lengths)], texts.keys)


def spread(starts: npt.NDArray[Any], lengths: npt.NDArray[Any]) -> Places:
    """Return the places of all elements of some pieces, one piece behind the other."""
    ends = np.cumsum(lengths, dtype=np.intp)
    total = int(ends[-1]) if len(ends) else 0
    places: Places = np.arange(total) + np.repeat(starts.astype(np.intp) - ends + lengths, lengths)
    return places
