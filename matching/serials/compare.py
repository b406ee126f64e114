"""Comparing: which of the pairs that have a key in common are in range, and how far apart."""

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.distance import OSA

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_SLIPS, SLIPS

FOLD = bytes(ord(fold(chr(code))) for code in range(128)) + bytes(range(128, 256))


class Candidate(NamedTuple):
    """An id with a number in range, and the slips (optimal string alignment) between the two."""

    id: int
    distance: int


def distance_in_range(asked: bytes, held: bytes, whole: int = 1) -> int | None:
    """Return the distance of two numbers that have a key in common, if they are in range.

    They can only be equal but for look-alikes if that key is of the `whole` numbers.
    """
    if len(asked) >= SHORTEST_FOR_SLIPS <= len(held):
        distance = OSA.distance(asked, held, score_cutoff=SLIPS)
        if distance <= SLIPS:
            return distance
    alike = whole and asked.translate(FOLD) == held.translate(FOLD)
    return OSA.distance(asked, held) if alike else None


def nearest_first(candidates: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return each id once, with its least distance, the nearest first."""
    best: dict[int, int] = {}
    for id_, distance in candidates:
        best[id_] = min(distance, best.get(id_, distance))
    return sorted(map(Candidate, best, best.values()), key=itemgetter(1, 0))
