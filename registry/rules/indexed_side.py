"""One register in memory: which rows it holds in which version, and the index to find them by.

Only the index knows the goods, and only by what they are found by; the rows themselves are read
from the store. A snapshot in a folder holds the rows up to a horizon; it is mapped into memory,
so that processes share it, and what changed since lies beside it.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import numpy as np
import numpy.typing as npt

from matching import CandidateIndex, Item
from registry.rules.held import Held

# UUIDs as 16 bytes each, which compare as the ids themselves do.
_ID = np.dtype("S16")
_ROWS = "rows.npz"


class IndexedSide:
    """The rows of one register by small numbers: those of the snapshot first, in order of ids."""

    def __init__(
        self,
        index: CandidateIndex,
        ids: npt.NDArray[Any],
        versions: npt.NDArray[np.int32],
    ) -> None:
        self._index = index
        self._ids = ids
        self._versions = versions
        self._new_ids: dict[int, UUID] = {}
        self._new_numbers: dict[UUID, int] = {}
        self._new_versions: dict[UUID, int] = {}
        self._next = count(len(ids))

    @classmethod
    def build(cls, rows: Iterator[Held]) -> Self:
        """Return a side that holds these rows."""
        held = sorted(rows, key=lambda row: row.id)
        return cls(
            CandidateIndex.build((n, row.item) for n, row in enumerate(held) if row.listed),
            np.array([row.id.bytes for row in held], _ID),
            np.array([row.version for row in held], np.int32),
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the side in a folder. Raises OSError or ValueError if it is no good."""
        with (folder / _ROWS).open("rb") as file, np.load(file, allow_pickle=False) as rows:
            return cls(CandidateIndex.open(folder), rows["ids"], rows["versions"])

    def save(self, folder: Path) -> None:
        """Write the side to a new folder. Raises OSError, also if the folder is there."""
        folder.mkdir(parents=True)
        np.savez(folder / _ROWS, ids=self._ids, versions=self._versions)
        self._index.save(folder)

    def __len__(self) -> int:
        return len(self._ids) + len(self._new_ids)

    def put(self, held: Held) -> None:
        """Take in a row in a newer version; one that is not listed is no longer found."""
        number = self._number(held.id)
        if number is None:
            number = next(self._next)
            self._new_ids[number], self._new_numbers[held.id] = held.id, number
        self._new_versions[held.id] = held.version
        if held.listed:
            self._index.add(number, held.item)
        else:
            self._index.remove(number)

    def version(self, id_: UUID) -> int | None:
        """Return the version in which a row was seen last; None if it was not."""
        number = self._number(id_)
        if number is None:
            return None
        return self._new_versions.get(id_) or int(self._versions[number])

    def like_each(self, items: Sequence[Item], *, most_with_part: int) -> list[list[UUID]]:
        """Return for each of some goods the rows that it may be, unjudged (`CandidateIndex`)."""
        found = self._index.of_each(items, most_with_part=most_with_part)
        return [[self._id(number) for number in numbers] for numbers in found]

    def with_part(self, part: str) -> int:
        """Return how many rows have a number with this part, of six characters or more."""
        return self._index.with_part(part)

    def _number(self, id_: UUID) -> int | None:
        if (new := self._new_numbers.get(id_)) is not None:
            return new
        at = int(np.searchsorted(self._ids, np.array(id_.bytes, _ID)))
        return at if at < len(self._ids) and self._id(at) == id_ else None

    def _id(self, number: int) -> UUID:
        if number >= len(self._ids):
            return self._new_ids[number]
        # NumPy drops the zeros at the end of what it gives out.
        return UUID(bytes=bytes(self._ids[number]).ljust(16, b"\0"))
