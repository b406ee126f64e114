"""A seeded workload of serial numbers: what is stolen, and what is asked.

Fifteen kinds of goods, weighted as in second-hand trade by our guess; their shapes are those of
the makers, the numbers are drawn evenly within them. Phones have 200 type codes under Zipf's
law. Of what is asked 70 in 100 are honest numbers of the same kinds, 10 are stolen ones as they
are, 14 have one slip and 6 two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Literal

from registry.demo.draw import Weighted, stream
from registry.demo.numbers import fill
from registry.demo.slips import slip, two_slips

Kind = Literal["honest", "exact", "one slip", "two slips"]

TYPE_CODES = 200
# Weight and shape (see registry.demo.numbers).
SHAPES = (
    (8, "F17!!!!!!!!!"),  # Apple, until 2021
    (5, "!!!!!!!!!!"),  # Apple, since
    (12, "GZ#######"),  # Gazelle
    (6, "BA{0000000-4999999}"),  # Batavus
    (5, "@@######"),  # other bicycles
    (3, "K{10-24}@#####"),  # Giant
    (6, "!!!!!!!"),  # Dell
    (5, "5CD####!!!"),  # HP
    (5, "PF@!!!!!"),  # Lenovo
    (6, "{00200000-08999999}"),  # cameras, a dense range
    (3, "#######"),  # cameras and lenses
    (3, "?#@####"),  # watches
    (4, "WVWZZZ1K^{4-9}W{000001-499999}"),  # cars of one maker
    (3, "S{01-09}{1000000-9999999}{100-112}"),  # consoles
    (4, "{2018-2025}{01-52}#####"),  # tools
    (4, "R5@!!!!!!!!"),  # Samsung
)
PHONES = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that is asked, what it is, and the stolen one it was, if it was one."""

    text: str
    kind: Kind
    id: int | None


def stolen(seed: int, count: int) -> list[str]:
    """Return the stolen numbers; the id of each is its place."""
    rng, shapes = stream(seed, "stolen"), _shapes(seed)
    return [fill(shapes.draw(rng), rng) for _ in range(count)]


def asked(seed: int, numbers: list[str], count: int) -> Iterator[Asked]:
    """Yield what is asked."""
    rng, shapes = stream(seed, "asked"), _shapes(seed)
    kinds = Weighted[Kind].of(
        [("honest", 70.0), ("exact", 10.0), ("one slip", 14.0), ("two slips", 6.0)]
    )
    for _ in range(count):
        kind = kinds.draw(rng)
        if kind == "honest":
            yield Asked(fill(shapes.draw(rng), rng), kind, None)
            continue
        id_ = rng.randrange(len(numbers))
        yield Asked(_slipped(numbers[id_], kind, rng), kind, id_)


def _slipped(number: str, kind: Kind, rng: Random) -> str:
    if kind == "one slip":
        return slip(number, rng, prefix=False)[0]
    if kind == "two slips" and len(number) >= 8:
        return two_slips(number, rng)
    return number


def _shapes(seed: int) -> Weighted[str]:
    rng = stream(seed, "type codes")
    codes = [f"35{rng.randrange(10**6):06d}" for _ in range(TYPE_CODES)]
    zipf = [1 / rank for rank in range(1, TYPE_CODES + 1)]
    share = PHONES / list(accumulate(zipf))[-1]
    phones = [(f"{code}######~", share * part) for code, part in zip(codes, zipf, strict=True)]
    return Weighted.of([*((shape, float(weight)) for weight, shape in SHAPES), *phones])
