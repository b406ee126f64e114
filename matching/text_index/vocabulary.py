"""The vocabulary: the words that an index knows, and what each tells: its frozen statistics."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.serials.filter import empty_filter, may_hold, put, upper
from matching.text_index.hashes import Keys

Weights = npt.NDArray[np.uint16]
Places = npt.NDArray[np.intp]

# Weights are kept as whole numbers, so that sums of them do not depend on their order.
FINENESS = 256


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by their keys, which are in order.

    `weights` are roots of the logarithm of how rare a word is, in 256ths, so that what a word of
    both sides adds is that logarithm once; `heaviest`, an array of one, is the weight of a word
    that only one description has, and counts for words that are not here. `starts` says how many
    keys there are below each of the values that the upper bits of a key may have.
    """

    keys: Keys
    weights: Weights
    heaviest: Weights
    filter: Keys
    starts: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, keys: Keys) -> tuple[Places, Places]:
        """Return the places of those keys that are words here, and which words they are."""
        places = np.flatnonzero(may_hold(self.filter, keys)) if len(self) else np.zeros(0, np.intp)
        keys = keys[places]
        words = self.starts[upper(keys, len(self.starts))].astype(np.intp)
        # Few keys have the same upper bits, so that a few steps lead to any of them.
        while np.any(before := (self.keys.take(words, mode="clip") < keys) & (words < len(self))):
            words += before
        same = self.keys.take(words, mode="clip") == keys
        return places[same], words[same]

    def weigh(self, keys: Keys) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the weights of keys, and which of these are words here."""
        weights = np.full(len(keys), self.heaviest[0], np.int64)
        known = np.zeros(len(keys), np.bool_)
        places, words = self.find(keys)
        weights[places], known[places] = self.weights[words], True
        return weights, known


def counted(keys: Keys, counts: Places, texts: int) -> Vocabulary:
    """Return the vocabulary of keys in order that stand in so many of the texts each."""
    heaviest = _weights(np.array([float(texts)]))
    return Vocabulary(keys, _weights(texts / counts), heaviest, _filter(keys), _starts(keys))


def weighed(keys: Keys, like: Vocabulary) -> Vocabulary:
    """Return the vocabulary of keys in order with the weights that they have in another."""
    weights = like.weigh(keys)[0].astype(np.uint16)
    return Vocabulary(keys, weights, like.heaviest, _filter(keys), _starts(keys))


def _weights(rarity: npt.NDArray[np.floating[Any]]) -> Weights:
    weights: Weights = np.rint(FINENESS * np.sqrt(np.log1p(rarity))).astype(np.uint16)
    return np.maximum(weights, 1)


def _filter(keys: Keys) -> Keys:
    words = empty_filter(len(keys))
    put(words, keys)
    return words


def _starts(keys: Keys) -> npt.NDArray[np.uint32]:
    count = 1 << len(keys).bit_length()
    counts = np.bincount(upper(keys, count), minlength=count)
    return (np.cumsum(counts) - counts).astype(np.uint32)
