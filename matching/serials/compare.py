"""Comparing: which of the pairs that have a key in common are in range, and how far apart."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_SLIPS, SLIPS

Distances = npt.NDArray[np.uint16]

FAR = 2**16 - 1
FOLD = bytes(ord(fold(chr(code))) for code in range(128)) + bytes(range(128, 256))


class Candidate(NamedTuple):
    """An id with a number in range, and the slips (optimal string alignment) between the two."""

    id: int
    distance: int


def distance_in_range(asked: bytes, held: bytes) -> int | None:
    """Return the distance of two numbers that have a key in common, if they are in range."""
    if min(len(asked), len(held)) >= SHORTEST_FOR_SLIPS:
        distance = OSA.distance(asked, held, score_cutoff=SLIPS)
        if distance <= SLIPS:
            return distance
    return OSA.distance(asked, held) if asked.translate(FOLD) == held.translate(FOLD) else None


def compare(asked: Sequence[bytes], held: Sequence[bytes], whole: Sequence[int]) -> Distances:
    """Return the distance of each of these pairs, or FAR if they are not in range.

    What is asked has one length; it and what is held have `SHORTEST_FOR_SLIPS` or more, or it
    has less. `whole` are the places of those that may be equal but for look-alikes.
    """
    if asked and len(asked[0]) >= SHORTEST_FOR_SLIPS:
        distances = cpdist(asked, held, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.uint16)
        distances[distances > SLIPS] = FAR
    else:
        distances = np.full(len(asked), FAR, np.uint16)
    for at in whole:
        if distances[at] == FAR and (near := distance_in_range(asked[at], held[at])) is not None:
            distances[at] = near
    return distances


def nearest_first(candidates: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return each id once, with its least distance, the nearest first."""
    best: dict[int, int] = {}
    for id_, distance in candidates:
        best[id_] = min(distance, best.get(id_, distance))
    return sorted(map(Candidate, best, best.values()), key=itemgetter(1, 0))
