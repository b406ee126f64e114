"""Numbers of many items, and all of them that are in range of one: by looking at each."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_LOOKALIKES, SHORTEST_FOR_SLIPS, SLIPS


class NumberTable:
    """Holds readings of numbers with the items they belong to."""

    def __init__(self) -> None:
        self._owners: dict[str, set[int]] = {}
        # By length, since two slips change a length by two at most. A number that went leaves
        # a gap, which its return fills again.
        self._by_length: defaultdict[int, list[str | None]] = defaultdict(list)
        self._place: dict[str, int] = {}
        self._by_fold: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, owner: int, readings: Iterable[str]) -> None:
        """Put readings of an item's numbers in."""
        for reading in readings:
            owners = self._owners.get(reading)
            if owners is None:
                owners = self._owners[reading] = set()
                bucket = self._by_length[len(reading)]
                place = self._place.setdefault(reading, len(bucket))
                if place == len(bucket):
                    bucket.append(reading)
                else:
                    bucket[place] = reading
                self._by_fold[fold(reading)].add(reading)
            owners.add(owner)

    def remove(self, owner: int, readings: Iterable[str]) -> None:
        """Take readings of an item's numbers out."""
        for reading in readings:
            owners = self._owners.get(reading, set())
            owners.discard(owner)
            if not owners and self._owners.pop(reading, None) is not None:
                self._by_length[len(reading)][self._place[reading]] = None
                self._by_fold[fold(reading)].discard(reading)

    def in_range(self, number: str) -> dict[str, int]:
        """Return every reading in range of the number (the pair rule), with its distance.

        The distance is that of optimal string alignment, up to 3 for look-alikes further off.
        """
        found: dict[str, int] = {}
        if len(number) >= SHORTEST_FOR_LOOKALIKES:
            for reading in self._by_fold.get(fold(number), ()):
                found[reading] = OSA.distance(number, reading, score_cutoff=SLIPS)
        if len(number) >= SHORTEST_FOR_SLIPS:
            shortest = max(SHORTEST_FOR_SLIPS, len(number) - SLIPS)
            for length in range(shortest, len(number) + SLIPS + 1):
                bucket = self._by_length.get(length)
                if bucket:
                    near = process.extract(
                        number, bucket, scorer=OSA.distance, score_cutoff=SLIPS, limit=None
                    )
                    found.update((reading, distance) for reading, distance, _ in near)
        return found

    def owners(self, reading: str) -> set[int]:
        """Return the items that a reading belongs to."""
        return self._owners.get(reading, set())
