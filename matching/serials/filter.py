"""The filter in front of the keys: says of nearly all that are not there that they are not.

A blocked Bloom filter: the three bits of a key lie in one word, so that asking for a key costs
one look into memory. There are 2^n words, with ten to twenty bits for each key.
"""

import numpy as np
import numpy.typing as npt

from matching.serials.keys import Keys, Places

Words = npt.NDArray[np.uint64]

FEWEST_BITS_FOR_A_KEY = 10
FEWEST_WORDS = 2_048
MASK_AT = np.uint64(20)
_MASK_BITS = 12
WHICH_MASK = np.uint64(2**_MASK_BITS - 1)
# So many ways to choose three bits are enough, since few keys lie in one word.
_which = np.arange(2**_MASK_BITS, dtype=np.uint64)
_first, _second = _which % 64, _which // 64
_bits = np.stack([_first, _second, (5 * _first + 11 * _second + 7) % 64])
MASKS: Words = np.bitwise_or.reduce(np.uint64(1) << _bits, axis=0)


def empty_filter(keys: int) -> Words:
    """Return a filter with room for this many keys."""
    words = max(FEWEST_WORDS, keys * FEWEST_BITS_FOR_A_KEY // 64)
    return np.zeros(1 << (words - 1).bit_length(), np.uint64)


def put(words: Words, keys: Keys) -> None:
    """Put keys in."""
    np.bitwise_or.at(words, upper(keys, len(words)), _masks(keys))


def may_hold(words: Words, keys: Keys) -> npt.NDArray[np.bool_]:
    """Tell of each key whether it may have been put in; never False for one that was."""
    masks = _masks(keys)
    held: npt.NDArray[np.bool_] = (words.take(upper(keys, len(words))) & masks) == masks
    return held


def upper(keys: Keys, count: int) -> Places:
    """Return the upper bits of each key, that make a number below `count`, a power of two."""
    return (keys >> np.uint64(65 - count.bit_length())).view(np.intp)


def _masks(keys: Keys) -> Words:
    return MASKS.take(((keys >> MASK_AT) & WHICH_MASK).view(np.intp))
