"""The keys of words: sums over their characters, so that those of all slips come without a loop.

The key of a word is the sum of a value for each character times a power for its place, modulo
2^64. What one slip makes of a word has a key that differs from it in a few terms.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

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
    cut = [word[:LONGEST] for word in words]
    lengths = np.fromiter(map(len, cut), np.intp, len(cut))
    starts = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) - np.repeat(starts, lengths)
    terms = _values(_codes("".join(cut))) * _POWERS[places]
    return mix(np.add.reduceat(terms, starts)) if cut else np.zeros(0, np.uint64)


def keys_one_slip_away(words: Sequence[str]) -> Keys:
    """Return the mixed keys of all that one slip makes of words, in a row for each.

    The words are of one length, LONGEST at most, and all letters or all digits. A slip (optimal
    string alignment) loses or changes a character, adds a letter a-z or a digit, or swaps two.
    """
    n, length = len(words), len(words[0])
    others = _OTHER_DIGITS if words[0].isdecimal() else _OTHER_LETTERS
    values = _values(_codes("".join(words))).reshape(n, length)
    terms = values * _POWERS[:length]
    before = np.zeros((n, length + 1), np.uint64)
    np.cumsum(terms, axis=1, out=before[:, 1:])
    whole = before[:, -1:]
    behind = whole - before
    lost = before[:, :-1] + behind[:, 1:] * _UNSHIFT
    changed = (whole - terms)[:, :, None] + others[:length]
    added = (before + behind * _SHIFT)[:, :, None] + others[: length + 1]
    steps = _POWERS[: length - 1] - _POWERS[1:length]
    swapped = whole + (values[:, 1:] - values[:, :-1]) * steps
    parts = (lost, changed.reshape(n, -1), added.reshape(n, -1), swapped)
    return mix(np.concatenate(parts, axis=1))


def mix(keys: Keys) -> Keys:
    """Return the keys with every bit depending on all bits; different keys stay different."""
    mixed = (keys ^ (keys >> _FIRST)) * _MIX
    mixed = (mixed ^ (mixed >> _SECOND)) * _AGAIN
    return mixed ^ (mixed >> _THIRD)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _values(codes: npt.NDArray[np.uint32] | npt.NDArray[np.uint8]) -> Keys:
    return mix((codes.astype(np.uint64) + np.uint64(1)) * _SHIFT)


_OTHER_LETTERS = _POWERS[:, None] * _values(_LETTERS)
_OTHER_DIGITS = _POWERS[:, None] * _values(_DIGITS)
