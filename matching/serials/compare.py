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

FOLD = bytes(ord(fold(chr(code))) for code in range(128)) + bytes(range(128, 256))

_LONG = SHORTEST_FOR_SLIPS + SLIPS


class Candidate(NamedTuple):
    """An id with a number in range, and the slips (optimal string alignment) between the two."""

    id: int
    distance: int


def distance_in_range(asked: bytes, held: bytes) -> int | None:
    """Return the distance of two numbers if they are in range."""
    if len(asked) >= SHORTEST_FOR_SLIPS <= len(held):
        distance = OSA.distance(asked, held, score_cutoff=SLIPS)
        if distance <= SLIPS:
            return distance
    alike = asked.translate(FOLD) == held.translate(FOLD)
    return OSA.distance(asked, held) if alike else None


def distances_in_range(
    asked: Sequence[bytes], held: Sequence[bytes], whole: npt.NDArray[np.bool_]
) -> npt.NDArray[np.intp]:
    """Return `distance_in_range` of many pairs that have a key in common; -1 where that is None.

    Only those of which that is the key of the `whole` numbers can be equal but for look-alikes.
    """
    distances = cpdist(asked, held, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.int32)
    far = distances > SLIPS
    # What is within two slips of eight characters has six itself.
    if min(map(len, asked), default=_LONG) < _LONG:
        far |= [min(map(len, pair)) < SHORTEST_FOR_SLIPS for pair in zip(asked, held, strict=True)]
    found = np.where(far, -1, distances).astype(np.intp)
    for place in (far & whole).nonzero()[0].tolist():
        distance = distance_in_range(asked[place], held[place])
        found[place] = -1 if distance is None else distance
    return found


def nearest_first(candidates: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return each id once, with its least distance, the nearest first."""
    best: dict[int, int] = {}
    for id_, distance in candidates:
        best[id_] = min(distance, best.get(id_, distance))
    return sorted(map(Candidate, best, best.values()), key=itemgetter(1, 0))
