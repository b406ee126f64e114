"""The dozen municipalities of the demo, with the postcodes and police units that go with them."""

from dataclasses import dataclass
from functools import cache
from random import Random

from registry.demo.draw import Weighted, rows


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: CBS code, city, police unit, range of four-digit postcodes, weight."""

    code: str
    city: str
    unit: str
    postcode_low: int
    postcode_high: int
    weight: float

    def postcode(self, rng: Random) -> str:
        """Return a postcode here; without S, as SA, SD and SS are not in use."""
        letters = "".join(rng.choices("ABCDEGHJKLMNPRTVWXZ", k=2))
        return f"{rng.randint(self.postcode_low, self.postcode_high)} {letters}"


@cache
def places() -> tuple[Place, ...]:
    """Return the municipalities, in the order of the table."""
    return tuple(
        Place(
            code=row["code"],
            city=row["city"],
            unit=row["unit"],
            postcode_low=int(row["postcode_low"]),
            postcode_high=int(row["postcode_high"]),
            weight=float(row["weight"]),
        )
        for row in rows("places")
    )


def draw_place(rng: Random) -> Place:
    """Draw a municipality in proportion to its weight."""
    return _weighted().draw(rng)


@cache
def _weighted() -> Weighted[Place]:
    return Weighted.of((place, place.weight) for place in places())
