"""What the page of one hit shows beside the facts: numbers aligned, their differences marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching import Item, Segment, differences, in_range


@dataclass(frozen=True, slots=True)
class ComparedNumbers:
    """A number of the stolen good and one of the purchase, cut where they differ."""

    stolen: list[Segment]
    bought: list[Segment]


def compared_numbers(hit: Mapping[str, Any]) -> list[ComparedNumbers]:
    """Return the pairs of numbers of a hit that are in range of each other."""
    stolen = Item.from_wire(hit["stolen_good"]["item"])
    bought = Item.from_wire(hit["purchase"]["item"])
    return [
        ComparedNumbers(*differences(s, b))
        for theirs in stolen.numbers
        for ours in bought.numbers
        for s, b in _nearest(theirs.readings, ours.readings)
    ]


def _nearest(stolen: tuple[str, ...], bought: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the first readings in range, since one pair of numbers is shown once."""
    return [(s, b) for s in stolen for b in bought if in_range(s, b)][:1]
