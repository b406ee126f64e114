"""Codes: words with digits in plain text; the model of the goods, or part of their own number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from matching.description.lexicon import Lexicon, lexicon
from matching.description.text import squeezed
from matching.placeholders import describes

SHORTEST_CODE, SHORTEST_PART = 3, 5
_LONGEST_PREFIX, _LONGEST_EDITION = 3, 4
# In a model code so many characters, or digits in a row, are rare; in a serial number the rule.
_LONG = re.compile(r"(?=.{9}).*\d{6}.*|.{11,}")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_CUT = re.compile(r"[-/._+&']")
_ARTICLES = frozenset("aux")


@dataclass(slots=True)
class Codes:
    """What the words with digits are; the other words are in `rest`, in their order.

    An edition is a small number and the word it belongs to, such as (`iphone`, `12`).
    """

    models: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    editions: set[tuple[str, str]] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)


def codes_in(found: Iterable[str]) -> Codes:
    """Sort plain words; pieces of a code that were written apart, such as wh 1000 xm4, are joined.

    Digits alone, what has more than ten characters, or nine and six digits in a row, and what
    stands behind a word such as `serienummer` is a part of a serial number, unless it stands
    behind a word such as `model` or, in part, with hyphens.
    """
    codes, lists = Codes(), lexicon()
    pieces = [piece for word in found for piece in _cut(word, lists)]
    at = 0
    while at < len(pieces):
        run = _run(pieces, at, lists)
        if run:
            _sort("".join(pieces[at : at + run]), pieces[:at], codes)
        else:
            codes.rest.append(pieces[at])
        at += run or 1
    return codes


def _cut(word: str, lists: Lexicon) -> Iterator[str]:
    """Cut a word at the marks inside, unless it is a code with such marks."""
    if _DECIMAL.fullmatch(word):
        yield word.replace(",", ".")
        return
    sides = _CUT.split(word)
    has_digit = any(c.isdigit() for c in word)
    if len(sides) > 1 and (not has_digit or any(_is_word(side, lists) for side in sides)):
        yield from (side for side in sides if side)
    else:
        yield word if has_digit else squeezed(word)


def _is_word(text: str, lists: Lexicon) -> bool:
    return text.isalpha() and (len(text) > _LONGEST_PREFIX or text in lists.small)


def _run(pieces: list[str], at: int, lists: Lexicon) -> int:
    """Return how many pieces from here on make one code; 0 if this is no code."""
    length, end = 0, at
    while end < len(pieces) and end - at < 4:
        piece = pieces[end]
        if any(c.isdigit() for c in piece):
            if piece in lists.generic or (len(squeezed(piece)) > SHORTEST_PART and end > at):
                break
            end += 1
            length = end - at
            if len(squeezed(piece)) > SHORTEST_PART:
                break
        elif length == 0 and piece.isalpha() and not _stands_alone(piece, lists):
            end += 1
        else:
            break
    return length


def _stands_alone(piece: str, lists: Lexicon) -> bool:
    """Tell whether letters are a word of their own rather than the beginning of a code."""
    if len(piece) == 1:
        return piece in _ARTICLES
    known = (lists.small, lists.generic, lists.colours, lists.brands)
    return len(piece) > _LONGEST_PREFIX or any(piece in words for words in known)


def _sort(written: str, before: list[str], codes: Codes) -> None:
    """Put a code where it belongs, by its form and by the words before it."""
    code = written if _DECIMAL.fullmatch(written) else squeezed(written)
    announcing = lexicon().announcing
    near = (word for word in reversed(before[-4:]) if word not in announcing["between"])
    label = next(near, "")
    long = code == written and _LONG.fullmatch(code) is not None
    if "." in code or (code.isdigit() and len(code) < SHORTEST_PART):
        owner = before[-1] if before else ""
        if owner.isalpha() and owner not in lexicon().small and len(code) <= _LONGEST_EDITION:
            codes.editions.add((owner, code.lstrip("0") or "0"))
    elif label in announcing["model"]:
        codes.models.add(code)
    elif len(code) >= SHORTEST_PART and (long or code.isdigit() or label in announcing["serial"]):
        if not describes(code.upper()):
            codes.parts.add(code)
    elif len(code) >= SHORTEST_CODE or code[0].isalpha():
        codes.models.add(code)
