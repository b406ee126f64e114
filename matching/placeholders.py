"""What people write when they have no number: words, runs, repetitions."""

from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise

SHORTEST, LONGEST = 4, 40
_VOWELS = frozenset("AEIOUY")
_WORDS = frozenset(
    line.strip()
    for line in (files("matching") / "placeholders.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
)


def why_no_serial(canonical: str) -> str | None:
    """Return the code of the reason why this is no serial number, or None if it may be one.

    Codes: empty, placeholder, too_short, too_long, repeated, sequence, no_digits. A real serial
    that merely contains such a word stays a serial.
    """
    for code, holds in _REASONS:
        if holds(canonical):
            return code
    return None


def _is_run(text: str, step: int) -> bool:
    """Tell whether each character follows the one before it, nine being followed by nought."""
    if text.isdigit():
        return all((int(b) - int(a) - step) % 10 == 0 for a, b in pairwise(text))
    return all(ord(b) - ord(a) == step for a, b in pairwise(text))


def _is_word(letters: str) -> bool:
    """Tell whether letters alone look like a word rather than a code: short, or with vowels."""
    vowels = sum(letter in _VOWELS for letter in letters)
    return len(letters) < 6 or vowels * 5 >= len(letters)


_REASONS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("empty", lambda number: not number),
    ("placeholder", lambda number: number in _WORDS),
    ("too_short", lambda number: len(number) < SHORTEST),
    ("too_long", lambda number: len(number) > LONGEST),
    ("repeated", lambda number: len(set(number)) == 1),
    ("sequence", lambda number: _is_run(number, 1) or _is_run(number, -1)),
    ("no_digits", lambda number: number.isalpha() and _is_word(number)),
)
