"""Free text made plain, and cut into words that know what stood between them."""

import re
import unicodedata

READ_AT_MOST = 4_000
_MARKS = str.maketrans(
    {
        "’": "'", "‘": "'", "´": "'", "`": "'", "′": "'", "″": '"', "“": '"', "”": '"', "„": '"',
        "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "×": "x", "ß": "ss", "ø": "o",
        "æ": "ae", "œ": "oe", "ı": "i", "đ": "d", "ł": "l", "⁄": "/",
    }
)  # fmt: skip
# A word may hold the marks that people write inside codes and names.
_WORD = re.compile(r"[a-z0-9]+(?:[-/._+&'][a-z0-9]+)*")
_NOT_PLAIN = re.compile(r"[^a-z0-9]")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return lower-case text without accents, with one space between words and plain quotes."""
    cut = text[:READ_AT_MOST].lower().translate(_MARKS)
    if not cut.isascii():
        cut = unicodedata.normalize("NFKD", cut).lower().translate(_MARKS)
        cut = "".join(c for c in cut if unicodedata.category(c)[0] not in {"M", "C"} or c in "\t\n")
    return cut


def words(text: str) -> list[str]:
    """Return the words of plain text; such marks as hyphens inside a word are kept."""
    return _WORD.findall(text)


def squeezed(word: str) -> str:
    """Return the letters a-z and the digits of plain text, and nothing between them."""
    return _NOT_PLAIN.sub("", word)


def one_line(text: str) -> str:
    """Return text with every run of white space made one space."""
    return _SPACE.sub(" ", text).strip()
