"""Examples: labelled pairs to fit on, and the pairs whose labels follow from them.

What is the same as the same is the same, and what differs from one of them differs from all. So a
few thousand labelled pairs tell of several times as many, most of which are near misses.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matching.product.comparisons import compare
from matching.product.record import Record
from matching.product.terms import Terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[Record, Record]
Compared = tuple[dict[str, float], dict[str, bool]]
# Two records by their numbers, the smaller first.
Edge = tuple[int, int]


class Example(NamedTuple):
    """Two compared records, by their numbers, and whether they are the same product: 1 or 0."""

    edge: Edge
    compared: Compared
    label: float


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs that were given with their labels, and more of which the labels follow from those."""

    given: Sequence[Example]
    more: Sequence[Example]

    @classmethod
    def of(cls, pairs: Sequence[Pair], labels: Floats, terms: Terms) -> Self:
        """Compare pairs and those that follow, their words weighing what these terms tell."""
        records = list({id(record): record for pair in pairs for record in pair}.values())
        numbers = {id(record): number for number, record in enumerate(records)}
        edges = [_edge(numbers[id(a)], numbers[id(b)]) for a, b in pairs]

        def compared(edge: Edge, label: float) -> Example:
            return Example(edge, compare(records[edge[0]], records[edge[1]], terms), label)

        return cls(
            [compared(edge, label) for edge, label in zip(edges, labels.tolist(), strict=True)],
            [compared(*found) for found in following(edges, labels.tolist()).items()],
        )

    @classmethod
    def joined(cls, sets: Sequence["Examples"]) -> Self:
        """Return several examples as one; none of their records are the same."""
        given, more, start = list[Example](), list[Example](), 0
        for one in sets:
            given += [_moved(example, start) for example in one.given]
            more += [_moved(example, start) for example in one.more]
            start = 1 + max((example.edge[1] for example in given), default=-1)
        return cls(given, more)

    @property
    def compared(self) -> list[Compared]:
        """What was compared: the given pairs first."""
        return [example.compared for example in (*self.given, *self.more)]

    @property
    def labels(self) -> Floats:
        """The labels of the given pairs, and then of those that follow."""
        return np.array([example.label for example in (*self.given, *self.more)])

    def following(self, rows: Ints) -> Ints:
        """Return the rows of the pairs that follow from these of the given ones."""
        some = [self.given[row] for row in rows]
        found = following([one.edge for one in some], [one.label for one in some])
        kept = [found.get(one.edge) == one.label for one in self.more]
        return np.flatnonzero(kept) + len(self.given)


def following(edges: Sequence[Edge], labels: Iterable[float]) -> dict[Edge, float]:
    """Return the pairs that follow from labelled ones and are not among them, with their labels.

    Where labels contradict each other, all records they connect are held to be the same.
    """
    labelled = list(zip(edges, labels, strict=True))
    group = _groups(edge for edge, label in labelled if label)
    members = defaultdict(list)
    for record in sorted({record for edge in edges for record in edge}):
        members[group.get(record, record)].append(record)
    known, found = set(edges), dict[Edge, float]()
    for same in members.values():
        found.update((edge, 1.0) for edge in combinations(same, 2) if edge not in known)
    for (a, b), label in labelled:
        one, other = group.get(a, a), group.get(b, b)
        if not label and one != other:
            apart = (_edge(x, y) for x, y in product(members[one], members[other]))
            found.update((edge, 0.0) for edge in apart if edge not in known)
    return found


def _groups(edges: Iterable[Edge]) -> dict[int, int]:
    """Return for each record that is the same as another the first of all that are."""
    beside = defaultdict(set)
    for a, b in edges:
        beside[a].add(b)
        beside[b].add(a)
    group: dict[int, int] = {}
    for first in sorted(beside):
        if first not in group:
            group.update((record, first) for record in _reached(first, beside))
    return group


def _reached(first: int, beside: dict[int, set[int]]) -> Iterator[int]:
    seen, waiting = {first}, [first]
    while waiting:
        record = waiting.pop()
        yield record
        waiting += beside[record] - seen
        seen |= beside[record]


def _edge(a: int, b: int) -> Edge:
    return (a, b) if a <= b else (b, a)


def _moved(example: Example, by: int) -> Example:
    a, b = example.edge
    return example._replace(edge=(a + by, b + by))
