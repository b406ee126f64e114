"""Cheap rules: what people use without evidence, to compare with."""

from collections.abc import Callable
from typing import NamedTuple

from matching.check_digits import luhn_holds

_IMEI = 15


class Near(NamedTuple):
    """A candidate: how many slips away, and both numbers."""

    distance: int
    held: str
    asked: str


def _at_most(distance: int) -> Callable[[Near], bool]:
    return lambda near: near.distance <= distance


def _luhn(near: Near) -> bool:
    """A number of 15 digits whose check digit holds matches an equal one only."""
    checked = len(near.asked) == _IMEI and near.asked.isdigit() and luhn_holds(near.asked)
    return near.distance == 0 if checked else near.distance <= 2


CHEAP_RULES: tuple[tuple[str, Callable[[Near], bool]], ...] = (
    ("equal", _at_most(0)),
    ("distance 1", _at_most(1)),
    ("distance 2", _at_most(2)),
    ("distance 2 and Luhn", _luhn),
)
