"""Cheap rules: what people use without evidence, to compare with."""

from collections.abc import Callable

from matching.candidates import Nearest
from matching.check_digits import luhn_holds

_IMEI = 15


def _at_most(distance: int) -> Callable[[Nearest], bool]:
    return lambda near: near.slips <= distance


def _luhn(near: Nearest) -> bool:
    """A number of 15 digits whose check digit holds matches an equal one only."""
    checked = len(near.asked) == _IMEI and near.asked.isdigit() and luhn_holds(near.asked)
    return near.slips == 0 if checked else near.slips <= 2


CHEAP_RULES: tuple[tuple[str, Callable[[Nearest], bool]], ...] = (
    ("equal", _at_most(0)),
    ("distance 1", _at_most(1)),
    ("distance 2", _at_most(2)),
    ("distance 2 and Luhn", _luhn),
)
