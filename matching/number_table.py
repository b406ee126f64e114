"""Numbers of many items, and all of them that are in range of one."""

from collections.abc import Iterable, Mapping
from itertools import count

from matching.serials.index import SerialIndex


class NumberTable:
    """Holds readings of numbers with the items they belong to."""

    def __init__(self) -> None:
        self._owners: dict[str, set[int]] = {}
        # The index knows readings by a number of their own, since several items may share one.
        self._ids: dict[str, int] = {}
        self._readings: dict[int, str] = {}
        self._next_id = count()
        self._index = SerialIndex.build([])

    def add(self, owner: int, readings: Iterable[str]) -> None:
        """Put readings of an item's numbers in."""
        for reading in readings:
            if reading not in self._owners:
                self._owners[reading] = set()
                id_ = self._ids[reading] = next(self._next_id)
                self._readings[id_] = reading
                self._index.add(id_, reading)
            self._owners[reading].add(owner)

    def remove(self, owner: int, readings: Iterable[str]) -> None:
        """Take readings of an item's numbers out."""
        for reading in readings:
            owners = self._owners.get(reading)
            if owners is None:
                continue
            owners.discard(owner)
            if not owners:
                del self._owners[reading]
                id_ = self._ids.pop(reading)
                del self._readings[id_]
                self._index.remove(id_)

    def in_range_of_each(self, numbers: Iterable[str]) -> dict[str, Mapping[str, int]]:
        """Return for each number the readings in range of it (the pair rule), with their distance.

        The distance is that of optimal string alignment.
        """
        asked = list(numbers)
        return {
            number: {self._readings[near.id]: near.distance for near in found}
            for number, found in zip(asked, self._index.find_many(asked), strict=True)
        }

    def owners(self, reading: str) -> set[int]:
        """Return the items that a reading belongs to."""
        return self._owners.get(reading, set())
