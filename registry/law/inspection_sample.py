"""DOC: how many entries an inspector looks up in the shop, and which ones.

The sample is drawn without putting back, so the number follows from the hypergeometric
distribution. The draw depends on a seed and on nothing else, so anybody can repeat it.
"""

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest


def sample_size(population: int, confidence: float, tolerated_share: float) -> int:
    """Return how many entries must all be right to be this confident.

    When none of so many is wrong, then with this confidence no more than the tolerated share of
    the population is wrong: were more of it wrong, the chance to see none would be at most
    1 - confidence. The confidence lies between 0 and 1, the share from 0 up to 1.
    """
    if population < 0 or not 0 < confidence < 1 or not 0 <= tolerated_share < 1:
        raise ValueError("a population is not negative, a confidence and a share are below 1")
    if population == 0:
        return 0
    wrong = int(tolerated_share * population) + 1
    right, missed = population - wrong, 1.0
    for taken in range(population + 1):
        if missed <= 1 - confidence:
            return taken
        missed *= (right - taken) / (population - taken)
    return population


def draw(entries: Iterable[str], size: int, seed: str) -> list[str]:
    """Return so many of the entries, by the hash of seed and entry, in that order.

    The same seed gives the same sample, in whatever order the entries come.
    """
    return nsmallest(size, entries, key=lambda entry: sha256(f"{seed}\n{entry}".encode()).digest())
