"""Counts that all may see: what is counted of a few is not told, since it may betray somebody."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

LEAST = 5
K = TypeVar("K")


class Kept(StrEnum):
    """What stands in the place of a count that is not told."""

    FEW = "few"
    HIDDEN = "hidden"


Shown = int | Kept


def shown(count: int) -> Shown:
    """Return a count, or FEW for 1 to 4; that there is none betrays nobody."""
    return Kept.FEW if 0 < count < LEAST else count


def shown_of(counts: Mapping[K, int]) -> dict[K, Shown]:
    """Return the counts of the parts of a whole that is told too.

    If FEW stands once only, it would follow from the whole; so the smallest of the others is
    HIDDEN along with it.
    """
    found = {part: shown(count) for part, count in counts.items()}
    few = [part for part, count in found.items() if count is Kept.FEW]
    told = [part for part, count in counts.items() if count >= LEAST]
    if len(few) == 1 and told:
        found[min(told, key=lambda part: counts[part])] = Kept.HIDDEN
    return found


def as_drawn(count: Shown) -> int | None:
    """Return a count to draw; None if it is not told."""
    return None if isinstance(count, Kept) else count
