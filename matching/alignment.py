"""Alignment of two numbers, to show people where they differ."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["equal", "changed", "swapped", "missing"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters of one number beside its counterpart in the other.

    `equal`; `changed`, character for character; `swapped`, two neighbours; or `missing` in one
    of the two, whose `text` is empty.
    """

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Step:
    """The smallest thing that can be said of two numbers side by side."""

    left: str
    right: str
    kind: Kind


def differences(a: str, b: str) -> tuple[list[Segment], list[Segment]]:
    """Return both numbers cut into as many runs, of the same kind at the same place.

    The fewest slips are shown that lead from one to the other (optimal string alignment).
    """
    left: list[Segment] = []
    right: list[Segment] = []
    for (kind, *_), run in groupby(_steps(a, b), key=_run_of):
        steps = list(run)
        left.append(Segment("".join(step.left for step in steps), kind))
        right.append(Segment("".join(step.right for step in steps), kind))
    return left, right


def _run_of(step: _Step) -> tuple[Kind, bool, bool]:
    """Return what steps of one run have in common; what is missing is so on one side."""
    return step.kind, bool(step.left), bool(step.right)


def _steps(a: str, b: str) -> list[_Step]:
    """Return the steps of a cheapest alignment, found backwards from the end of both."""
    cost = _costs(a, b)
    steps: list[_Step] = []
    i, j = len(a), len(b)
    while i or j:
        here = cost[i][j]
        if i and j and a[i - 1] == b[j - 1] and cost[i - 1][j - 1] == here:
            i, j = i - 1, j - 1
            steps.append(_Step(a[i], b[j], "equal"))
        elif _swap_at(a, b, i, j) and cost[i - 2][j - 2] + 1 == here:
            i, j = i - 2, j - 2
            steps.append(_Step(a[i : i + 2], b[j : j + 2], "swapped"))
        elif i and j and cost[i - 1][j - 1] + 1 == here:
            i, j = i - 1, j - 1
            steps.append(_Step(a[i], b[j], "changed"))
        elif i and cost[i - 1][j] + 1 == here:
            i -= 1
            steps.append(_Step(a[i], "", "missing"))
        else:
            j -= 1
            steps.append(_Step("", b[j], "missing"))
    return steps[::-1]


def _costs(a: str, b: str) -> list[list[int]]:
    """Return the distance of each beginning of `a` to each beginning of `b`."""
    cost = [[max(i, j) for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            least = min(
                cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                cost[i - 1][j] + 1,
                cost[i][j - 1] + 1,
            )
            if _swap_at(a, b, i, j):
                least = min(least, cost[i - 2][j - 2] + 1)
            cost[i][j] = least
    return cost


def _swap_at(a: str, b: str, i: int, j: int) -> bool:
    """Tell whether the last two characters of both beginnings are each other's swap."""
    return i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]
