"""Overlap: how far the tokens of one bag are found in another, with slips and other spacing."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from rapidfuzz.distance import OSA

from matching.product.record import COLOUR, has_digit

_SHORTEST_JOINED, _LONGEST_JOINED, _SHORTEST_NAME, _MOST_PIECES = 4, 24, 3, 4
_WITH_MORE, _SHORTENED = 0.8, 0.6
_LETTERS_BEHIND = re.compile(r"(\w*\d)[a-z]{1,5}")
_BARCODES, _ITEM_NUMBER = (12, 13), 5
# From when on a token counts as found in the other, and below what as missed.
FOUND, MISSED = 0.8, 0.5

Credits = Mapping[str, float]
Sides = Mapping[str, AbstractSet[str]]


def overlap(
    a: AbstractSet[str], b: AbstractSet[str], sides_a: Sides, sides_b: Sides
) -> tuple[dict[str, float], dict[str, float]]:
    """Return how far each token of either bag is found in the other, from 0 to 1.

    1 is the token itself, or the pieces it was cut into; less is a code with more around it, one
    that is a side of the other (`sides` tells those of each bag), a shortened word, or a word with
    a slip.
    """
    credit_a, credit_b = dict.fromkeys(a, 0.0), dict.fromkeys(b, 0.0)
    for token in a & b:
        credit_a[token] = credit_b[token] = 1.0
    _join(credit_a, credit_b)
    _join(credit_b, credit_a)
    _soften(credit_a, b)
    _soften(credit_b, a)
    _take_sides(credit_a, credit_b, sides_a)
    _take_sides(credit_b, credit_a, sides_b)
    return credit_a, credit_b


def _take_sides(whole: dict[str, float], others: dict[str, float], sides: Sides) -> None:
    """Credit codes of which a side is a token of the other bag, and that token."""
    for code, parts in sides.items():
        if code in whole:
            for part in parts & others.keys():
                whole[code] = max(whole[code], _WITH_MORE)
                others[part] = max(others[part], _WITH_MORE)


def _join(whole: dict[str, float], pieces: dict[str, float]) -> None:
    """Credit tokens that are several of the other side written as one, and those several.

    Letters that sellers put behind a code, such as those of a colour, leave some credit.
    """
    for token in whole:
        if _SHORTEST_JOINED <= len(token) <= _LONGEST_JOINED and token[0] != COLOUR:
            for found in _cuts(token, pieces, _MOST_PIECES):
                _credit(token, found, 1.0, whole, pieces)
            if behind := _LETTERS_BEHIND.fullmatch(token):
                for found in _cuts(behind[1], pieces, _MOST_PIECES):
                    if any(piece.isalpha() and len(piece) >= _SHORTEST_NAME for piece in found):
                        _credit(token, found, _WITH_MORE, whole, pieces)


def _credit(
    token: str, found: list[str], credit: float, whole: dict[str, float], pieces: dict[str, float]
) -> None:
    """Credit a token and the pieces that make it up, if these are several."""
    if len(found) > 1:
        whole[token] = max(whole[token], credit)
        for piece in found:
            pieces[piece] = max(pieces[piece], credit)


def _cuts(text: str, pieces: Mapping[str, float], most: int) -> Iterator[list[str]]:
    """Yield all ways to cut a text into pieces, at most so many of them, that leave nothing."""
    for end in range(1, len(text) + 1):
        if text[:end] in pieces:
            if end == len(text):
                yield [text]
            elif most > 1:
                for rest in _cuts(text[end:], pieces, most - 1):
                    yield [text[:end], *rest]


def _soften(credit_of: dict[str, float], others: AbstractSet[str]) -> None:
    """Credit tokens that are nearly one of the other side."""
    long = [other for other in others if len(other) >= _SHORTEST_JOINED and other[0] != COLOUR]
    codes = [other for other in long if has_digit(other)]
    words: dict[str, list[str]] = {}
    for other in long:
        words.setdefault(other[0], []).append(other)
    for token, credit in credit_of.items():
        if credit < 1 and len(token) >= _SHORTEST_JOINED and token[0] != COLOUR:
            if has_digit(token):
                likeness = (_code_alike(token, other) for other in codes)
            else:
                # Nearly all slips leave the first letter.
                likeness = (_word_alike(token, other) for other in words.get(token[0], ()))
            credit_of[token] = max((credit, *likeness))


def _code_alike(code: str, other: str) -> float:
    shorter = min(len(code), len(other))
    if code.isdigit():
        return _WITH_MORE if _is_numbered_item(*sorted((code, other), key=len)) else 0.0
    inner, outer = sorted((code, other), key=len)
    start = outer.find(inner)
    if start < 0 or (start > 0 and shorter == _SHORTEST_JOINED):
        return 0.0
    # A number with more digits is another number, where letters often tell a colour or a seller.
    before, after = outer[start - 1 : start], outer[start + shorter : start + shorter + 1]
    if (before.isdigit() and inner[0].isdigit()) or (after.isdigit() and inner[-1].isdigit()):
        return 0.0
    return _SHORTENED if after.isalpha() and inner[-1].isalpha() else _WITH_MORE


def _is_numbered_item(number: str, barcode: str) -> bool:
    """Tell whether this is the item number in the barcode of a product (UPC or EAN)."""
    whole = barcode.isdigit() and len(barcode) in _BARCODES
    return whole and len(number) == _ITEM_NUMBER and barcode[-1 - _ITEM_NUMBER : -1] == number


def _word_alike(word: str, other: str) -> float:
    shorter, longer = sorted((len(word), len(other)))
    if not other.isalpha():
        return 0.0
    if longer - shorter <= 2 and shorter > _SHORTEST_JOINED:
        allowed = 2 if shorter >= 8 else 1
        distance = OSA.distance(word, other, score_cutoff=allowed)
        if distance <= allowed:
            return 1 - 1.5 * distance / longer
    return _SHORTENED if word.startswith(other) or other.startswith(word) else 0.0
