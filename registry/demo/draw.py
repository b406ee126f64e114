"""Drawing at random in a repeatable way, and the tables that are drawn from."""

import csv
import json
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


def stream(seed: int, name: str) -> Random:
    """Return the stream of random numbers `name` of `seed`.

    Streams of different names are independent, so that more of one thing leaves another as it is.
    """
    return Random(f"{seed}/{name}")  # noqa: S311 - repeatable on purpose; nothing here is secret


@dataclass(frozen=True, slots=True)
class Weighted(Generic[T]):
    """Options with cumulative weights; the weights need not add up to one."""

    options: tuple[T, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, weighted: Iterable[tuple[T, float]]) -> Self:
        """Make it from pairs of option and weight; an empty iterable is a ValueError."""
        pairs = tuple(weighted)
        if not pairs:
            raise ValueError("nothing to draw from")
        options, weights = zip(*pairs, strict=True)
        return cls(options, tuple(accumulate(weights)))

    def draw(self, rng: Random) -> T:
        """Draw one option in proportion to its weight."""
        point = rng.random() * self.cumulative[-1]
        return self.options[bisect(self.cumulative, point, 0, len(self.options) - 1)]


def chance(rng: Random, probability: float) -> bool:
    """Return True with this probability."""
    return rng.random() < probability


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table `name`.csv beside this module."""
    with (files("registry.demo") / "data" / f"{name}.csv").open(encoding="utf-8") as table:
        return tuple(csv.DictReader(table))


@cache
def document(name: str) -> Any:
    """Return what `name`.json beside this module holds; callers don't change it."""
    return json.loads((files("registry.demo") / "data" / f"{name}.json").read_text("utf-8"))
