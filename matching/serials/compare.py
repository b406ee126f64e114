"""Comparing: which of the pairs that have a key in common are in range, and how far apart."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_SLIPS, SLIPS

Integers = npt.NDArray[np.intp]

_FAR = 2**16 - 1
FOLD = bytes(ord(fold(chr(code))) for code in range(128)) + bytes(range(128, 256))


class Near(NamedTuple):
    """Pairs in range: the place of what was asked, the id, the distance. Some are in it twice."""

    queries: Integers
    ids: Integers
    distances: Integers

    @classmethod
    def of(cls, queries: npt.ArrayLike, ids: npt.ArrayLike, distances: Integers) -> Self:
        """Return those of these pairs that are not far."""
        near = np.flatnonzero(distances < _FAR)
        columns = (np.asarray(column, np.intp).take(near) for column in (queries, ids, distances))
        return cls(*columns)

    def and_(self, other: Self) -> Self:
        """Return the pairs of both."""
        return type(self)(*map(np.concatenate, zip(self, other, strict=True)))


def compare(asked: Sequence[bytes], held: Sequence[bytes], whole: Sequence[int]) -> Integers:
    """Return the distance of each of these pairs, or a very large one if they are not in range.

    What is asked has one length; it and what is held have `SHORTEST_FOR_SLIPS` or more, or it
    has less. `whole` are the places of those that may be equal but for look-alikes.
    """
    if asked and len(asked[0]) >= SHORTEST_FOR_SLIPS:
        slips = cpdist(asked, held, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.uint16)
        distances = np.where(slips <= SLIPS, slips, _FAR).astype(np.intp)
    else:
        distances = np.full(len(asked), _FAR)
    for at in whole:
        if distances[at] == _FAR and asked[at].translate(FOLD) == held[at].translate(FOLD):
            distances[at] = OSA.distance(asked[at], held[at])
    return distances
