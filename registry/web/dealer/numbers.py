"""What the counter says of a number while it is typed: what it is, never whether it is stolen."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from flask_babel import gettext

from matching import recognise
from matching.identifiers import Check

Standing = Literal["fine", "read", "doubt", "none"]
STANDINGS: Mapping[Check, Standing] = MappingProxyType(
    {"passed": "fine", "failed": "doubt", "none": "read"}
)
# The kind of goods that a kind of number nearly always stands on.
GUESSES = MappingProxyType({"imei": "phone", "vin": "car", "frame": "bicycle", "plate": "car"})


@dataclass(frozen=True, slots=True)
class NumberTold:
    """What a number was taken for, in a sentence, and the category that this makes likely."""

    standing: Standing
    text: str
    category: str | None = None


def tell(value: str) -> NumberTold:
    """Say what somebody's text is as a number."""
    number = recognise(value)
    if not number.usable:
        return NumberTold("none", gettext("counter.number.none"))
    kind = gettext(f"kind.{number.kind}")
    category = GUESSES.get(number.kind)
    standing = STANDINGS[number.check]
    text = gettext(f"counter.number.{standing}", kind=kind, number=number.canonical)
    return NumberTold(standing, text, category)
