"""Overlap: how far the tokens of one bag are found in another, with slips and other spacing."""

from collections.abc import Set as AbstractSet

from rapidfuzz.distance import OSA

from matching.product.record import COLOUR, has_digit

_SHORTEST_JOINED = 4
_WITH_MORE, _SHORTENED = 0.8, 0.6


def overlap(a: AbstractSet[str], b: AbstractSet[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return how far each token of either bag is found in the other, from 0 to 1.

    1 is the token itself, or the two pieces it was cut into; less is a code that begins or ends
    with the other, a shortened word, or a word with a slip.
    """
    credit_a, credit_b = dict.fromkeys(a, 0.0), dict.fromkeys(b, 0.0)
    for token in a & b:
        credit_a[token] = credit_b[token] = 1.0
    _join(credit_a, credit_b)
    _join(credit_b, credit_a)
    _soften(credit_a, b)
    _soften(credit_b, a)
    return credit_a, credit_b


def _join(whole: dict[str, float], pieces: dict[str, float]) -> None:
    """Credit tokens that are two of the other side written as one, and those two."""
    for token in whole:
        if token in pieces or len(token) < _SHORTEST_JOINED or token.startswith(COLOUR):
            continue
        for cut in range(1, len(token)):
            if token[:cut] in pieces and token[cut:] in pieces:
                whole[token] = pieces[token[:cut]] = pieces[token[cut:]] = 1.0


def _soften(credits: dict[str, float], others: AbstractSet[str]) -> None:
    """Credit tokens that are nearly one of the other side."""
    for token, credit in credits.items():
        if credit < 1 and len(token) >= _SHORTEST_JOINED and not token.startswith(COLOUR):
            alike = _code_alike if has_digit(token) else _word_alike
            credits[token] = max((alike(token, other) for other in others), default=0.0)


def _code_alike(code: str, other: str) -> float:
    shorter = min(len(code), len(other))
    if shorter < _SHORTEST_JOINED or code.isdigit() or not has_digit(other):
        return 0.0
    inner, outer = sorted((code, other), key=len)
    start = outer.find(inner)
    if start < 0 or (start > 0 and shorter == _SHORTEST_JOINED):
        return 0.0
    # A number with more digits is another number, where letters often tell a colour or a seller.
    before, after = outer[start - 1 : start], outer[start + shorter : start + shorter + 1]
    if (before.isdigit() and inner[0].isdigit()) or (after.isdigit() and inner[-1].isdigit()):
        return 0.0
    return _SHORTENED if after.isalpha() and inner[-1].isalpha() else _WITH_MORE


def _word_alike(word: str, other: str) -> float:
    """Compare words that begin alike, as nearly all slips leave them."""
    shorter, longer = sorted((len(word), len(other)))
    if shorter < _SHORTEST_JOINED or word[0] != other[0] or not other.isalpha():
        return 0.0
    if longer - shorter <= 2 and shorter > _SHORTEST_JOINED:
        allowed = 2 if shorter >= 8 else 1
        distance = OSA.distance(word, other, score_cutoff=allowed)
        if distance <= allowed:
            return 1 - 1.5 * distance / longer
    return _SHORTENED if word.startswith(other) or other.startswith(word) else 0.0
