"""Candidates: goods by number, of which those are found that some goods may be, unjudged.

By serial number nothing is missed: every good is found that has a number in range (the pair
rule).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from rapidfuzz.distance import OSA

from matching.item import Item
from matching.lookalikes import fold
from matching.pair_rule import in_range
from matching.serials.index import SerialIndex


class CandidateIndex:
    """Goods in memory, or in a folder that processes share; an id is a number below 2^32."""

    def __init__(self, serials: SerialIndex) -> None:
        self._serials = serials

    @classmethod
    def build(cls, items: Iterable[tuple[int, Item]]) -> Self:
        """Return an index of these ids and goods."""
        return cls(SerialIndex.build((id_, r) for id_, item in items for r in readings_of(item)))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index in a folder. Raises BadIndexFile, or OSError if it is not there."""
        return cls(SerialIndex.open(folder / "serials"))

    def save(self, folder: Path) -> None:
        """Write the index to an empty folder."""
        self._serials.save(folder / "serials")

    def add(self, id_: int, item: Item) -> None:
        """Hold a good, in the place of one with the same id if there is one."""
        self.remove(id_)
        for reading in readings_of(item):
            self._serials.add(id_, reading)

    def remove(self, id_: int) -> None:
        """Let go of a good; one that is not held is nothing to let go of."""
        self._serials.remove(id_)

    def of(self, item: Item) -> list[int]:
        """Return every good that these may be, each once."""
        return self.of_each([item])[0]

    def of_each(self, items: Sequence[Item]) -> list[list[int]]:
        """Return what `of` does for each of many goods, in less time."""
        readings = [readings_of(item) for item in items]
        found = iter(self._serials.find_many([r for some in readings for r in some]))
        return [
            list(dict.fromkeys(near.id for _ in some for near in next(found))) for some in readings
        ]


def readings_of(item: Item) -> tuple[str, ...]:
    """Return every form in which the numbers of some goods are looked up, each once."""
    return tuple(dict.fromkeys(r for number in item.numbers for r in number.readings))


def fewest_slips(a: Item, b: Item) -> int | None:
    """Return how far the nearest numbers of two goods are apart; None if none are in range.

    That is 0 for equal ones, 1 for one slip or look-alikes only, and 2 for anything further.
    """
    return min(
        (
            min(OSA.distance(ours, theirs), 1 if fold(ours) == fold(theirs) else 2)
            for ours in readings_of(a)
            for theirs in readings_of(b)
            if in_range(ours, theirs)
        ),
        default=None,
    )
