"""The filter in front of the keys: says of nearly all that are not there that they are not.

A blocked Bloom filter: the three bits of a key lie in one word, so that asking for a key costs
one look into memory.
"""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

BITS_FOR_A_KEY = 10
FEWEST_WORDS = 2_048
_HALF = np.uint64(32)
_MASK_BITS = 12
_WHICH_MASK = np.uint64(2**_MASK_BITS - 1)
# So many ways to choose three bits are enough, since few keys lie in one word.
_which = np.arange(2**_MASK_BITS, dtype=np.uint64)
_first, _second = _which % 64, _which // 64
_bits = np.stack([_first, _second, (5 * _first + 11 * _second + 7) % 64])
_MASKS: Words = np.bitwise_or.reduce(np.uint64(1) << _bits, axis=0)


def empty_filter(keys: int) -> Words:
    """Return a filter with room for this many keys."""
    return np.zeros(max(FEWEST_WORDS, keys * BITS_FOR_A_KEY // 64), np.uint64)


def put(words: Words, mixed: Words) -> None:
    """Put keys in. They are `mixed`, so that any bits of them are as good as random."""
    np.bitwise_or.at(words, _places(words, mixed), _masks(mixed))


def may_hold(words: Words, mixed: Words) -> npt.NDArray[np.bool_]:
    """Tell of each key whether it may have been put in; never False for one that was."""
    masks = _masks(mixed)
    held: npt.NDArray[np.bool_] = (words[_places(words, mixed)] & masks) == masks
    return held


def _places(words: Words, mixed: Words) -> Words:
    places: Words = ((mixed >> _HALF) * np.uint64(len(words))) >> _HALF
    return places


def _masks(mixed: Words) -> Words:
    masks: Words = _MASKS[mixed & _WHICH_MASK]
    return masks
