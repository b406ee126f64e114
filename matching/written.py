"""Texts in which people write numbers: made plain, and cut into the pieces that may be one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from matching.labels import at_labels
from matching.lookalikes import to_latin

READ_AT_MOST = 200
_SHORTEST_SIDE = 6
# What stands between two numbers, or between a number and a remark about it.
_BETWEEN = re.compile(r"[,;|\n\r()\[\]{}=]|(?<=\s)[-–/+&](?=\s)|\b(?:OF|EN|OR|AND)\b")
_UNIT = re.compile(r"\d{1,4}(?:GB|TB|MB|CM|MM|INCH|KG|GR|GRAM|WATT|VOLT)")
_SMALL_WORDS = frozenset(
    [
        "AAN",
        "BIJ",
        "DE",
        "DIT",
        "EEN",
        "HET",
        "IN",
        "IS",
        "ME",
        "MET",
        "MY",
        "OM",
        "ON",
        "OP",
        "TE",
        "THE",
        "UIT",
        "UND",
        "VAN",
        "ZIE",
        "ZIT",
    ]
)
_SHORTEST_WORD = 4
_VOWELS = frozenset("AEIOU")
# A longer word has another vowel than Y.
_LONGEST_WITH_Y = 5


def plain(value: str) -> str:
    """Return upper-case text in Latin letters without accents and invisible characters."""
    text = unicodedata.normalize("NFKD", value[:READ_AT_MOST]).upper()
    text = to_latin(unicodedata.normalize("NFKD", text))
    return "".join(c for c in text if unicodedata.category(c)[0] not in {"M", "C"} or c in "\t\n\r")


def compact(text: str) -> str:
    """Return the letters A-Z and the digits of upper-case text."""
    return "".join(c for c in text if "A" <= c <= "Z" or "0" <= c <= "9")


@lru_cache(maxsize=65_536)
def bare(value: str) -> str:
    """Return the letters A-Z and the digits of what somebody wrote, such as a name."""
    return compact(plain(value))


def pieces(text: str) -> list[str]:
    """Cut plain text where another number, a label or a remark begins."""
    return [
        side for part in at_labels(text) for cut in _BETWEEN.split(part) for side in _sides(cut)
    ]


def without_words(text: str) -> list[str]:
    """Return the words of a piece that may belong to a number, in their order."""
    return [word for word in text.split() if compact(word) and not _is_word(compact(word))]


def _sides(text: str) -> Iterator[str]:
    """Cut at slashes, unless a side is too short to be a number of its own."""
    sides = text.split("/")
    whole = all(
        len(compact(side)) >= _SHORTEST_SIDE and any(c.isdigit() for c in side) for side in sides
    )
    yield from sides if whole else [text]


def _is_word(text: str) -> bool:
    """Tell whether this is language or a measure rather than a part of a number."""
    if text in _SMALL_WORDS or _UNIT.fullmatch(text):
        return True
    if not text.isalpha() or len(text) < _SHORTEST_WORD:
        return False
    return not _VOWELS.isdisjoint(text) or ("Y" in text and len(text) <= _LONGEST_WITH_Y)
