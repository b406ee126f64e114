"""What people write when they have no number: words, runs, repetitions."""

import re
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise

from matching.written import bare

SHORTEST, LONGEST = 4, 40
_RUN, _BESIDE_RUN = 6, 2
_TWO_KEYS = 2
_PERIODS = range(1, 5)
_VOWELS = frozenset("AEIOU")
_CONSONANTS = re.compile(r"[^AEIOU]{5}")
_LETTERS_A_VOWEL = 6
_ROWS_OF_KEYS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


def _listed(name: str) -> frozenset[str]:
    lines = (files("matching") / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


_WORDS, _NAMES = _listed("placeholders.txt"), _listed("names.txt")


# A listed word or name and a small number behind it: "zie foto 1", "iPhone 12".
_NUMBERED = re.compile(r"([A-Z]{3,})\d{1,3}(?:PRO|MAX|PLUS|MINI|ULTRA|S|SE|GB)*")
_DESCRIPTIONS = tuple(
    (name, re.compile(rf"\s*(?:{pattern})\s*"))
    for name, pattern in (
        # Amounts of money, dates with a whole year, Dutch telephone numbers.
        ("amount", r"(?:€|EUR|EURO)\s*\d+(?:[.,]\d{3})*(?:[.,](?:\d{2}|-+))?"),
        ("amount", r"\d+(?:[.,]\d{3})*(?:[.,](?:\d{2}|-+))?\s*(?:€|EUR|EURO)"),
        ("date", r"[0-3]?\d[-/.][01]?\d[-/.](?:19|20)\d{2}"),
        ("date", r"(?:19|20)\d{2}[-/.][01]\d[-/.][0-3]\d"),
        ("telephone", r"(?:06|\+31\s?6|\+31\s?\(0\)6)[\s-](?:\d\s?){8}"),
        # Model numbers of Samsung and Apple, which are on every such phone.
        ("model", r"SM-[A-Z]\d{3,4}[A-Z0-9]{0,3}(?:/[A-Z]{2})?"),
        ("model", r"A[12]\d{3}"),
    )
)


def described(text: str) -> str | None:
    """Return what plain text is instead of a number: amount, date, telephone or model."""
    return next((name for name, pattern in _DESCRIPTIONS if pattern.fullmatch(text)), None)


def describes(text: str) -> bool:
    """Tell whether plain text is an amount, a date, a telephone number or a model number."""
    return described(text) is not None


def is_unknown(text: str) -> bool:
    """Tell whether this stands where somebody knew nothing to write, such as `n.v.t.`."""
    return bare(text) in _WORDS


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
    """Tell whether each character follows the one before it, nine being followed by nought.

    A long run of digits is no less a run for a digit or two behind it.
    """
    if text.isdigit():
        steps = [(int(b) - int(a) - step) % 10 == 0 for a, b in pairwise(text)]
        if len(text) < _RUN + _BESIDE_RUN + 1:
            return all(steps)
        return all(steps[: max(_RUN, len(steps) - _BESIDE_RUN)])
    return all(ord(b) - ord(a) == step for a, b in pairwise(text))


def _is_pattern(text: str) -> bool:
    """Tell whether a finger drummed this: 121212, 123123, 112233, XXXX1111."""
    if len(text) < _RUN:
        return False
    # A licence plate may have two characters only, such as XX-99-99.
    if len(set(text)) <= _TWO_KEYS and (text.isdigit() or len(text) > _RUN):
        return True
    if any(len(text) % n == 0 and text == text[:n] * (len(text) // n) for n in _PERIODS):
        return True
    doubled = any(len(text) % n == 0 and text == "".join(c * n for c in text[::n]) for n in (2, 3))
    return doubled and _is_run(text[::2], 1)


def _is_numbered_word(text: str) -> bool:
    match = _NUMBERED.fullmatch(text)
    return match is not None and match[1] in _WORDS | _NAMES


def is_word(letters: str) -> bool:
    """Tell whether letters alone look like a word rather than a code.

    A code is long, has few vowels, and more consonants in a row than nearly all words have.
    """
    vowels = sum(letter in _VOWELS for letter in letters)
    # A Y is one beside others; makers who leave out the vowels use it.
    sounds = vowels + letters.count("Y") if vowels else 0
    few = len(letters) >= _RUN and sounds * _LETTERS_A_VOWEL < len(letters)
    return not (few and _CONSONANTS.search(letters))


_REASONS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("empty", lambda number: not number),
    ("placeholder", lambda number: number in _WORDS or _is_numbered_word(number)),
    ("too_short", lambda number: len(number.lstrip("0") or number) < SHORTEST),
    ("too_long", lambda number: len(number) > LONGEST),
    ("repeated", lambda number: len(set(number)) == 1),
    ("sequence", lambda number: _is_run(number, 1) or _is_run(number, -1)),
    ("sequence", lambda number: any(number in row for row in _ROWS_OF_KEYS)),
    ("repeated", _is_pattern),
    ("no_digits", lambda number: number.isalpha() and is_word(number)),
)
