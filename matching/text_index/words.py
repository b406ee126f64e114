"""The words of a description, made alike however they were written, in Dutch or English.

Accents, capitals, endings and doubled letters go; words for one thing become one word
(`synonyms.txt`); words that tell nothing are left out (`stopwords.txt`). A code falls into its
letters and its digits, and two of those that stand together are a word as well, so that
"WH-1000XM4", "wh1000xm4" and "wh 1000 xm4" have the same words, and so have "53cm" and "53 cm".
Letters that stand alone make one word: "J.K.", "J K" and "JK".
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

READ_AT_MOST = 2_000
_SHORTEST_INFLECTED = 4
_IN_A_CODE = 4
_PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[,;:()\[\]\n/|]")
_UNLIKE_ANY = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def words_of(text: str) -> list[str]:
    """Return the words of the first READ_AT_MOST characters of a text, in their order.

    One that stands there twice comes twice.
    """
    words: list[str] = []
    letters = before = ""
    for piece in _PIECE.findall(_folded(text[:READ_AT_MOST])):
        counted = before[:1].isdecimal()
        if len(piece) == 1 and piece.isalpha() and not (counted and piece in _UNITS):
            if counted:
                words.append(before + piece)
            letters += piece
            before = piece if len(letters) == 1 else ""
            continue
        if piece in _STOPWORDS:
            before = ""
            continue
        if letters and not (before and piece[0].isdecimal()):
            words.append(letters)
        letters = ""
        if piece[0].isdecimal():
            for number in _numbers(piece):
                words += [number, before + number] if before.isalpha() else [number]
                before = number
        elif piece[0].isalpha():
            word = word_for(piece)
            short = len(word) <= _IN_A_CODE
            if counted and word in _UNITS:
                words.append(before + word)
                short = False
            else:
                words += [word, before + word] if counted and short else [word]
            before = word if short else ""
        else:
            before = ""
    return [*words, letters] if letters else words


@lru_cache(maxsize=65_536)
def word_for(word: str) -> str:
    """Return what stands for a word in small letters: its stem, or that of its first synonym."""
    stem = _stem(word)
    return _SYNONYMS.get(stem, stem)


def _folded(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_UNLIKE_ANY)


def _numbers(piece: str) -> Iterator[str]:
    """Yield the numbers in digits with points and commas between: 1.500, 5,0, 12.3.1999."""
    if _GROUPED.fullmatch(piece) and piece[0] != "0":
        yield re.sub(r"\D", "", piece)
        return
    parts = re.split(r"\D", piece)
    if len(parts) == 2 and len(parts[1]) == 1:
        parts = [parts[0] if parts[1] == "0" else f"{parts[0]}.{parts[1]}"]
    for part in parts:
        yield (part.lstrip("0") or "0") if len(part) <= 2 else part


def _stem(word: str) -> str:
    """Cut off endings of plurals and adjectives, and write long vowels as short ones."""
    if len(word) < _SHORTEST_INFLECTED:
        return word
    stem = _DOUBLED.sub(r"\1", word).replace("ij", "y")
    for ending in ("s", "en", "e", "s"):
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST_INFLECTED - 1:
            stem = stem.removesuffix(ending)
    if stem[-1] in "zv":
        stem = stem[:-1] + ("s" if stem[-1] == "z" else "f")
        if stem[-1] == "s" and len(stem) >= _SHORTEST_INFLECTED:
            stem = stem[:-1]
    return stem


def _lines(text: str) -> Iterator[list[str]]:
    return (line.split() for line in text.splitlines() if line and not line.startswith("#"))


_WORDS_LEFT_OUT, _WORDS_ALIKE, _UNITS_LISTED = (
    (files("matching.text_index") / f"{name}.txt").read_text(encoding="utf-8")
    for name in ("stopwords", "synonyms", "units")
)
# Indices made with other words or rules than these cannot be asked; the number is of the rules.
WORDING = f"1 {zlib.crc32((_WORDS_LEFT_OUT + _WORDS_ALIKE + _UNITS_LISTED).encode()):08x}"
_UNITS = frozenset(word for line in _lines(_UNITS_LISTED) for word in line)
_STOPWORDS = frozenset(word for line in _lines(_WORDS_LEFT_OUT) for word in line)
_SYNONYMS = {_stem(word): _stem(line[0]) for line in _lines(_WORDS_ALIKE) for word in line}
