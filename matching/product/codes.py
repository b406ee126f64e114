"""Comparisons of codes: those that agree, those near each other, and their cores."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from math import fsum
from string import ascii_lowercase

from rapidfuzz.distance import OSA

from matching.product.overlap import FOUND, MISSED, Credits
from matching.product.record import Record, has_digit, leading_numbers
from matching.product.terms import Terms

SHORTEST_CODE, _TELLING_CODE = 4, 8
_SHORTEST_CORE, _SAME_CORE = 3, 0.2
_OTHER_LETTERS = 0.6
_MOST_CODES, _MOST_BEHIND = 4, 4
_RUN = re.compile(r"([a-z]*)0*(\d+)")
_DIGITS = re.compile(r"\d{2,9}")


def compare_codes(
    values: dict[str, float], a: Record, b: Record, found: tuple[Credits, Credits], terms: Terms
) -> None:
    """Compare model codes; two that differ in a character or two contradict the more.

    Near codes with the same digits, which may differ by a seller's letters, count by themselves.
    `found` is how far the words of either are found in the other.
    """
    shares, missed = [], []
    for record, credit in zip((a, b), found, strict=True):
        total = fsum(terms[t] for t in record.codes)
        shares.append(fsum(terms[t] * credit[t] for t in record.codes) / total if total else 0.0)
        missed.append([t for t in sorted(record.codes) if credit[t] < MISSED])
    if a.codes and b.codes:
        values["codes_held"] = max(shares)
    values["codes_apart"] = _apart(missed, terms)
    # The number of an item and the code of a model do not contradict each other.
    values["same_kind_apart"] = min(
        _apart([[t for t in side if t.isdigit() is digits] for side in missed], terms)
        for digits in (True, False)
    )
    values["code_alone"] = -max(
        (terms[t] for side in missed for t in side if len(t) >= SHORTEST_CODE), default=0.0
    )
    near = {"codes_near": 0.0, "code_letters_near": 0.0}
    for x, y in product(*missed):
        name = "code_letters_near" if _digits(x) == _digits(y) else "codes_near"
        near[name] = min(near[name], -_nearness(x, y))
    values.update(near)
    _compare_found(values, a, b, found, terms)
    values["code_told"] = max(
        _told(codes, other) for codes, other in zip(missed, (b, a), strict=True)
    )
    values["head_stem_shared"] = _shared_stem(a, b, terms)
    core = _shared_core(a, b, terms)
    values["core_shared"] = core
    values["cores_apart"] = 0.0 if core > _SAME_CORE else values["codes_apart"]


def _compare_found(
    values: dict[str, float], a: Record, b: Record, found: tuple[Credits, Credits], terms: Terms
) -> None:
    """Compare how many codes are found, and what the most telling one tells."""
    agreeing = [t for side in found for t, share in side.items() if share >= FOUND and has_digit(t)]
    values["any_code_shared"] = max((terms[t] for t in agreeing if not t.isdigit()), default=0.0)
    values["code_shared"] = code_shared(found, terms)
    counts = (
        sum(side[t] >= FOUND for t in record.codes)
        for record, side in zip((a, b), found, strict=True)
    )
    values["codes_shared"] = float(min(*counts, _MOST_CODES))


def code_shared(found: tuple[Credits, Credits], terms: Terms) -> float:
    """Return what the most telling code that is found in the other tells, from 0 to 1."""
    return max(
        (
            terms[t] * _weight(len(t)) * share
            for side in found
            for t, share in side.items()
            if share >= FOUND and len(t) >= SHORTEST_CODE and has_digit(t)
        ),
        default=0.0,
    )


def _apart(missed: list[list[str]], terms: Terms) -> float:
    """Return, below nought, what the rarest missed code tells of the side where it tells less."""
    return -min(max((terms[t] for t in side), default=0.0) for side in missed)


def _told(codes: Iterable[str], other: Record) -> float:
    """Return how much of the digits of a code the other tells as numbers, such as a capacity."""
    runs = [[int(digits) for digits in _DIGITS.findall(code)] for code in codes]
    if not any(runs):
        return 0.0
    told = leading_numbers(other.words).union(other.numbers, *other.measures.values())
    return max(sum(run in told for run in some) / len(some) for some in runs if some)


def _shared_stem(a: Record, b: Record, terms: Terms) -> float:
    """Return what the most telling code in both heads tells, whatever letters are behind it."""
    stems_a, stems_b = (_stems(record, terms) for record in (a, b))
    return max(
        (min(stems_a[stem], stems_b[stem]) for stem in stems_a.keys() & stems_b.keys()), default=0.0
    )


def _stems(record: Record, terms: Terms) -> dict[str, float]:
    """Return the codes of the head without the letters behind them, and what each tells."""
    stems: dict[str, float] = {}
    for code in record.codes & record.head:
        stem = code.rstrip(ascii_lowercase)
        if len(stem) >= SHORTEST_CODE and len(code) - len(stem) <= _MOST_BEHIND:
            stems[stem] = max(stems.get(stem, 0.0), terms[code] * _weight(len(stem)))
    return stems


def _shared_core(a: Record, b: Record, terms: Terms) -> float:
    """Return what the most telling core tells that codes of both have, from 0 to 1.

    A core is a run of digits with the letters before it: so `DMC-GX85` has that of `GX85K`.
    Letters may be left out, as in `5222` for `DCS-5222L`; others in their place tell less.
    """
    others = defaultdict(list)
    for letters, digits, weight in _runs(b, terms):
        others[digits].append((letters, weight))
    best = 0.0
    for letters, digits, weight in _runs(a, terms):
        for other, its_weight in others.get(digits, ()):
            same = _length_of_same_end(letters, other)
            length = len(digits) + same
            if length >= _SHORTEST_CORE:
                tells = min(weight, its_weight) * _weight(length)
                differ = letters and other and not same
                best = max(best, tells * _OTHER_LETTERS if differ else tells)
    return best


def _runs(record: Record, terms: Terms) -> Iterator[tuple[str, str, float]]:
    """Yield the runs of digits of codes and long numbers: letters before, digits, what it tells."""
    for word in record.words:
        if word in record.codes or (word.isdigit() and len(word) >= _SHORTEST_CORE):
            for letters, digits in _RUN.findall(word):
                yield letters, digits, terms[word]


def _length_of_same_end(x: str, y: str) -> int:
    length = 0
    while length < min(len(x), len(y)) and x[-1 - length] == y[-1 - length]:
        length += 1
    return length


def _nearness(x: str, y: str) -> float:
    """Return how near two different codes are, as those of one series are, from 0 to 1."""
    if min(len(x), len(y)) < SHORTEST_CODE:
        return 0.3 if _shape(x) == _shape(y) else 0.0
    distance = OSA.distance(x, y, score_cutoff=2)
    if distance <= 2:
        return 1 - distance / max(len(x), len(y))
    return 0.4 if x[:3] == y[:3] else 0.0


def _weight(length: int) -> float:
    """Return how much a code of so many characters tells, from 0 to 1."""
    return min(length, _TELLING_CODE) / _TELLING_CODE


def _digits(code: str) -> str:
    return re.sub(r"\D", "", code)


def _shape(code: str) -> str:
    return re.sub(r"\d", "9", re.sub(r"[a-z]+", "a", code))
