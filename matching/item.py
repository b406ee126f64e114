"""The item: goods as somebody described them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from matching.identifiers import Number, numbers_in
from matching.written import bare

CATEGORIES = (
    "bicycle",
    "moped",
    "motorcycle",
    "car",
    "vehicle_part",
    "phone",
    "tablet",
    "laptop",
    "computer",
    "camera",
    "game_console",
    "audio_video",
    "watch",
    "jewellery",
    "precious_metal",
    "gemstone",
    "art",
    "tool",
    "clothing",
    "eyewear",
    "other",
)
IDENTIFIER_TYPES = (
    "imei",
    "serial",
    "frame",
    "vin",
    "plate",
    "engine",
    "engraving",
    "certificate",
    "other",
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number as it was read from the goods; `type` is None when nobody said what it is."""

    type: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """Goods; everything but the category may be unknown.

    `period` is when a stolen item was taken, at the earliest and the latest, or when a purchase
    was made; `place` is the code of the municipality of the one or the other. `numbers` are the
    usable ones of its identifiers, each once, as they were understood.
    """

    category: str
    brand: str | None = None
    model: str | None = None
    colour: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    description: str | None = None
    marks: str | None = None
    period: tuple[datetime, datetime] | None = None
    place: str | None = None
    numbers: tuple[Number, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {bare(f"{brand}{self.model or ''}") for brand in ("", self.brand or "")}
        found = (number for i in self.identifiers for number in numbers_in(i.value, i.type))
        # A name of the goods that was written in the place of their number is no number.
        usable = (
            n for n in found if n.usable and (n.check == "passed" or n.canonical not in named)
        )
        distinct = tuple(dict.fromkeys(usable))
        # The only way to set a derived field once on a frozen class.
        object.__setattr__(self, "numbers", distinct)

    @property
    def is_described(self) -> bool:
        """Whether anything is told of it but its name and its number."""
        engraved = any(identifier.type == "engraving" for identifier in self.identifiers)
        return bool(self.marks or self.description) or engraved

    @classmethod
    def from_wire(
        cls,
        wire: Mapping[str, Any],
        period: tuple[datetime, datetime] | None = None,
        place: str | None = None,
    ) -> "Item":
        """Make an item of its JSON form; what is missing or null is unknown.

        The form has no `period` and no `place`, which are known of the report or the purchase.
        """
        return cls(
            category=wire["category"],
            brand=wire.get("brand"),
            model=wire.get("model"),
            colour=wire.get("colour"),
            identifiers=tuple(
                Identifier(number.get("type"), number["value"])
                for number in wire.get("identifiers") or ()
            ),
            description=wire.get("description"),
            marks=wire.get("marks"),
            period=period,
            place=place,
        )
