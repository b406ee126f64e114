"""Numbers of many items, and all of them that are in range of one: by looking at each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.lookalikes import fold
from matching.pair_rule import SHORTEST_FOR_LOOKALIKES, SHORTEST_FOR_SLIPS, SLIPS

_CELLS_AT_ONCE = 16_000_000  # of one byte each
_FEW_GAPS = 1_000


class NumberTable:
    """Holds readings of numbers with the items they belong to."""

    def __init__(self) -> None:
        self._owners: dict[str, set[int]] = {}
        # By length, since two slips change a length by two at most. A number that went leaves
        # a gap, which its return fills again.
        self._by_length: defaultdict[int, list[str | None]] = defaultdict(list)
        self._place: dict[str, int] = {}
        self._gaps: defaultdict[int, int] = defaultdict(int)
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
                    self._gaps[len(reading)] -= 1
                self._by_fold[fold(reading)].add(reading)
            owners.add(owner)

    def remove(self, owner: int, readings: Iterable[str]) -> None:
        """Take readings of an item's numbers out."""
        for reading in readings:
            owners = self._owners.get(reading, set())
            owners.discard(owner)
            if not owners and self._owners.pop(reading, None) is not None:
                self._leave_gap(reading)

    def in_range(self, number: str) -> dict[str, int]:
        """Return every reading in range of the number (the pair rule), with its distance.

        The distance is that of optimal string alignment, up to 3 for look-alikes further off.
        """
        found = self._look_alikes(number)
        for bucket in self._buckets(len(number)):
            near = process.extract(
                number, bucket, scorer=OSA.distance, score_cutoff=SLIPS, limit=None
            )
            found.update((reading, distance) for reading, distance, _ in near)
        return found

    def in_range_of_each(self, numbers: Iterable[str]) -> dict[str, dict[str, int]]:
        """Return what `in_range` does for each of many numbers, in less time."""
        found = {number: self._look_alikes(number) for number in numbers}
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for number in found:
            by_length[len(number)].append(number)
        for length, asked in by_length.items():
            for bucket in self._buckets(length):
                held = [reading for reading in bucket if reading is not None]
                for number, reading, distance in _near(asked, held):
                    found[number][reading] = distance
        return found

    def owners(self, reading: str) -> set[int]:
        """Return the items that a reading belongs to."""
        return self._owners.get(reading, set())

    def _look_alikes(self, number: str) -> dict[str, int]:
        if len(number) < SHORTEST_FOR_LOOKALIKES:
            return {}
        return {
            reading: OSA.distance(number, reading, score_cutoff=SLIPS)
            for reading in self._by_fold.get(fold(number), ())
        }

    def _buckets(self, length: int) -> list[list[str | None]]:
        """Return the readings that are long enough and no more than two slips longer or shorter."""
        if length < SHORTEST_FOR_SLIPS:
            return []
        near = range(max(SHORTEST_FOR_SLIPS, length - SLIPS), length + SLIPS + 1)
        return [self._by_length[n] for n in near if n in self._by_length]

    def _leave_gap(self, reading: str) -> None:
        """Take a reading out that belongs to nothing any more; close gaps once half are gaps."""
        length, folded = len(reading), fold(reading)
        self._by_fold[folded].discard(reading)
        if not self._by_fold[folded]:
            del self._by_fold[folded]
        bucket = self._by_length[length]
        bucket[self._place[reading]] = None
        self._gaps[length] += 1
        if self._gaps[length] > max(_FEW_GAPS, len(bucket) // 2):
            kept = [r for r in bucket if r is not None]
            self._place = {r: n for r, n in self._place.items() if len(r) != length}
            self._place.update({r: n for n, r in enumerate(kept)})
            self._by_length[length], self._gaps[length] = list(kept), 0


def _near(asked: Sequence[str], held: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Yield each pair that is two slips apart at most, with its distance."""
    step = max(1, _CELLS_AT_ONCE // max(1, len(held)))
    for start in range(0, len(asked), step):
        some = asked[start : start + step]
        table = process.cdist(some, held, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.uint8)
        for row, column in np.argwhere(table <= SLIPS).tolist():
            yield some[row], held[column], int(table[row, column])
