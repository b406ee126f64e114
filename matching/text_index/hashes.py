"""The keys of words: sums over their characters, so that those of all slips come without a loop.

The key of a word is the sum of a value for each character times a power for its place, modulo
2^64. What one slip makes of a word has a key that differs from it in a few terms.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

SCHEME = "sum of characters 1"
LONGEST = 32
_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8)
_DIGITS = np.frombuffer(b"0123456789", np.uint8)
_BASE = 0x9E3779B97F4A7C15
_POWERS = np.array([pow(_BASE, n, 2**64) for n in range(LONGEST + 2)], np.uint64)
_SHIFT = np.uint64(_BASE)
_UNSHIFT = np.uint64(pow(_BASE, -1, 2**64))
_MIX, _AGAIN = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FIRST, _SECOND, _THIRD = np.uint64(30), np.uint64(27), np.uint64(31)


def keys_of(words: Sequence[str]) -> Keys:
    """Return the mixed keys of words that are not empty; only their first characters count."""
    if not words:
        return np.zeros(0, np.uint64)
    values, places, starts, _ = _characters([word[:LONGEST] for word in words])
    return mix(np.add.reduceat(values * _POWERS[places], starts))


def keys_one_slip_away(words: Sequence[str]) -> tuple[Keys, Places]:
    """Return the mixed keys of all that one slip makes of words, and the place of each key's word.

    There are words; they have LONGEST characters at most, and are all of letters or all of
    digits. A slip (optimal string alignment) loses or changes a character, adds a letter a-z or a
    digit, or swaps two.
    """
    others = _OTHER_DIGITS if words[0].isdecimal() else _OTHER_LETTERS
    values, places, starts, lengths = _characters(words)
    of = np.repeat(np.arange(len(words)), lengths)
    terms = values * _POWERS[places]
    before = np.cumsum(terms) - terms
    before -= before[starts][of]
    wholes = np.add.reduceat(terms, starts)
    whole = wholes[of]
    behind = whole - before
    lost = before + (behind - terms) * _UNSHIFT
    changed = (whole - terms)[:, None] + others[places]
    added = (before + behind * _SHIFT)[:, None] + others[places]
    added_last = wholes[:, None] + others[lengths]
    first = np.flatnonzero(of[1:] == of[:-1])
    steps = _POWERS[places[first]] - _POWERS[places[first] + 1]
    swapped = whole[first] + (values[first + 1] - values[first]) * steps
    parts = (lost, changed, added, added_last, swapped)
    origins = (of, of, of, np.arange(len(words)), of[first])
    return mix(np.concatenate([part.reshape(-1) for part in parts])), np.concatenate(
        [
            np.repeat(origin, part.size // len(part)) if len(part) else origin
            for origin, part in zip(origins, parts, strict=True)
        ]
    )


def mix(keys: Keys) -> Keys:
    """Return the keys with every bit depending on all bits; different keys stay different."""
    mixed = (keys ^ (keys >> _FIRST)) * _MIX
    mixed = (mixed ^ (mixed >> _SECOND)) * _AGAIN
    return mixed ^ (mixed >> _THIRD)


def _characters(words: Sequence[str]) -> tuple[Keys, Places, Places, Places]:
    """Return the values of all characters and their places in words, and where each word begins.

    Last come the lengths of the words.
    """
    lengths = np.fromiter(map(len, words), np.intp, len(words))
    starts = np.cumsum(lengths) - lengths
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    return _values(codes), np.arange(len(codes)) - np.repeat(starts, lengths), starts, lengths


def _values(codes: npt.NDArray[np.uint32] | npt.NDArray[np.uint8]) -> Keys:
    return mix((codes.astype(np.uint64) + np.uint64(1)) * _SHIFT)


_OTHER_LETTERS = _POWERS[:, None] * _values(_LETTERS)
_OTHER_DIGITS = _POWERS[:, None] * _values(_DIGITS)
