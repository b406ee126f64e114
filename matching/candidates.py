"""Candidates: goods of which those are found that some goods may be, unjudged.

By serial number nothing is missed: every good is found that has a number in range (the pair
rule), or that has one which contains the other as a part, while those are few. Of goods with an
inscription those whose description is most alike are found too (`matching.text_index`), which
misses some; other words never make a match, so nothing is asked for them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from rapidfuzz.distance import OSA

from matching.array_file import BadIndexFile
from matching.description import fields_of
from matching.item import Item
from matching.likelihood.goods import is_identity, tokens_of
from matching.lookalikes import fold
from matching.pair_rule import SLIPS, in_range
from matching.serials.compare import Candidate as InRange
from matching.serials.index import SerialIndex
from matching.text_index.index import TextIndex
from matching.text_index.text import text_of

SHORTEST_PART = 6
MOST_ALIKE = 50


class CandidateIndex:
    """Goods in memory, or in a folder that processes share; an id is a number below 2^32."""

    def __init__(
        self, serials: SerialIndex, texts: TextIndex, parts: Iterable[tuple[int, str]]
    ) -> None:
        self._serials = serials
        self._texts = texts
        # Few goods have only part of a number told of them.
        self._parts: dict[int, list[str]] = {}
        self._owners: defaultdict[str, set[int]] = defaultdict(set)
        for id_, part in parts:
            self._add_part(id_, part)

    @classmethod
    def build(cls, items: Iterable[tuple[int, Item]]) -> Self:
        """Return an index of these ids and goods."""
        held = list(items)
        return cls(
            SerialIndex.build(
                ((id_, r) for id_, item in held for r in readings_of(item)), partial=True
            ),
            TextIndex.build((id_, text_of(item)) for id_, item in held if _is_inscribed(item)),
            ((id_, part) for id_, item in held for part in _told_parts(item)),
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index in a folder. Raises BadIndexFile, or OSError if it is not there."""
        try:
            parts = json.loads((folder / "parts.json").read_text("ascii"))
        except ValueError as error:
            raise BadIndexFile("the parts are damaged") from error
        return cls(
            SerialIndex.open(folder / "serials"),
            TextIndex.open(folder / "texts"),
            ((int(id_), part) for id_, several in parts.items() for part in several),
        )

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._serials.save(folder / "serials")
        self._texts.save(folder / "texts")
        (folder / "parts.json").write_text(json.dumps(self._parts), "ascii")

    def add(self, id_: int, item: Item) -> None:
        """Hold a good, in the place of one with the same id if there is one."""
        self.remove(id_)
        for reading in readings_of(item):
            self._serials.add(id_, reading)
        if _is_inscribed(item):
            self._texts.add(id_, text_of(item))
        for part in _told_parts(item):
            self._add_part(id_, part)

    def remove(self, id_: int) -> None:
        """Let go of a good; one that is not held is nothing to let go of."""
        self._serials.remove(id_)
        self._texts.remove(id_)
        for part in self._parts.pop(id_, ()):
            self._owners[part].discard(id_)

    def of(self, item: Item, *, most_with_part: int) -> list[int]:
        """Return every good that these may be, each once; see `of_each`."""
        return self.of_each([item], most_with_part=most_with_part)[0]

    def of_each(self, items: Sequence[Item], *, most_with_part: int) -> list[list[int]]:
        """Return for each of some goods those that it may be, each once.

        A part of a number that more than `most_with_part` goods have finds none of them.
        """
        near = self._near_each([readings_of(item) for item in items])
        ends = self._near_each([_ends_of(item) for item in items])
        return [
            list(
                dict.fromkeys(
                    (
                        *(candidate.id for candidate in in_range_),
                        *(candidate.id for candidate in of_ends if candidate.distance == 0),
                        *self._by_part(item, most_with_part),
                        *self._alike(item),
                    )
                )
            )
            for item, in_range_, of_ends in zip(items, near, ends, strict=True)
        ]

    def _near_each(self, asked: Sequence[Sequence[str]]) -> list[list[InRange]]:
        """Return for each group of numbers what is in range of one of them."""
        found = iter(self._serials.find_many([number for group in asked for number in group]))
        return [[candidate for _ in group for candidate in next(found)] for group in asked]

    def with_part(self, part: str) -> int:
        """Return how many goods have a number with this part, of six characters or more."""
        return self._serials.containing(part, 0).total

    def _by_part(self, item: Item, most: int) -> Iterator[int]:
        """Yield the goods of whose number this tells a part, or that tell a part of its number."""
        for part in {*_told_parts(item), *(n.canonical for n in item.numbers)}:
            if len(part) >= SHORTEST_PART:
                holding = self._serials.containing(part, most)
                yield from holding.ids if holding.total <= most else ()
        if self._owners:
            for number in item.numbers:
                for part in _pieces(number.canonical):
                    yield from self._owners.get(part, ())

    def _alike(self, item: Item) -> Iterator[int]:
        if _is_inscribed(item):
            yield from (like.id for like in self._texts.find(text_of(item), MOST_ALIKE))

    def _add_part(self, id_: int, part: str) -> None:
        self._parts.setdefault(id_, []).append(part)
        self._owners[part].add(id_)


def readings_of(item: Item) -> tuple[str, ...]:
    """Return every form in which the numbers of some goods are looked up, each once."""
    return tuple(dict.fromkeys(r for number in item.numbers for r in number.readings))


class Nearest(NamedTuple):
    """Two numbers in range of each other, and how many slips are between them."""

    slips: int
    held: str
    asked: str

    @property
    def looks_alike(self) -> bool:
        """Whether they differ in look-alikes only."""
        return fold(self.held) == fold(self.asked)


def nearest_numbers(held: Item, asked: Item) -> Nearest | None:
    """Return the numbers of two goods that are nearest; None if none are in range."""
    return min(
        (
            Nearest(OSA.distance(ours, theirs), ours, theirs)
            for ours in readings_of(held)
            for theirs in readings_of(asked)
            if in_range(ours, theirs)
        ),
        default=None,
    )


def _is_inscribed(item: Item) -> bool:
    """Tell whether there is an inscription to find goods by; words alone never make a match."""
    return item.is_described and any(map(is_identity, tokens_of(fields_of(item))))


def _told_parts(item: Item) -> list[str]:
    """Return the parts of numbers that the text about some goods tells."""
    if not item.is_described:
        return []
    return sorted({p.upper() for p in fields_of(item).parts if len(p) >= SHORTEST_PART})


def _ends_of(item: Item) -> list[str]:
    """Return the beginnings and ends of numbers, which may have been given for the whole.

    Those that lack so little that they are in range anyhow are left out.
    """
    numbers = (number.canonical for number in item.numbers)
    return [
        end
        for number in numbers
        for length in range(SHORTEST_PART, len(number) - SLIPS)
        for end in (number[:length], number[-length:])
    ]


def _pieces(number: str) -> Iterator[str]:
    """Yield every piece of a number that is long enough to be told, but not the whole."""
    for length in range(SHORTEST_PART, len(number)):
        for start in range(len(number) - length + 1):
            yield number[start : start + length]
