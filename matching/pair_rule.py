"""The pair rule: which two numbers are near enough to be looked at. It loses nothing.

Numbers a and b are in range if both have 6 characters or more and at most two slips lie between
them (optimal string alignment: a change, a loss, an addition, or a swap of neighbours), or if
both have 4 or more and are equal once look-alikes are made one. The rule is symmetric.
"""

from rapidfuzz.distance import OSA

from matching.lookalikes import fold

SHORTEST_FOR_SLIPS, SHORTEST_FOR_LOOKALIKES = 6, 4
SLIPS = 2


def in_range(a: str, b: str) -> bool:
    """Tell whether two canonical numbers are in range of each other."""
    shorter = min(len(a), len(b))
    if shorter >= SHORTEST_FOR_SLIPS and OSA.distance(a, b, score_cutoff=SLIPS) <= SLIPS:
        return True
    return shorter >= SHORTEST_FOR_LOOKALIKES and fold(a) == fold(b)
