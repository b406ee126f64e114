"""What time is worth: goods are bought after they were stolen, and mostly soon after."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from matching.item import Item
from matching.profile import Profile
from matching.weigh_numbers import Piece

_DAY = timedelta(days=1)


def period(stolen: Item, purchase: Item, profile: Profile) -> Iterator[Piece]:
    """Weigh the time between theft and purchase; nothing if either is not known.

    A purchase before the theft speaks against, however good the rest is: the date of a theft is
    seldom wrong by more than the margin of the profile. Soon after it speaks for. Set by hand.
    """
    if stolen.period is None or purchase.period is None:
        return
    weights = profile.descriptions["period"]
    bought, first = purchase.period[1], stolen.period[0]
    if bought < first - weights["margin_days"] * _DAY:
        text = {
            "nl": "Gekocht voordat het werd gestolen.",
            "en": "Bought before it was stolen.",
        }
        yield Piece.saying("period", weights["before"], text)
        return
    days = max(0, (bought - stolen.period[1]) // _DAY)
    bits = next((bits for within, bits in weights["after"] if days <= within), weights["later"])
    if bits:
        yield Piece("period", bits, partial(_after_text, days))


def _after_text(days: int) -> dict[str, str]:
    if days == 0:
        return {
            "nl": "Gekocht binnen een dag na de diefstal.",
            "en": "Bought within a day of the theft.",
        }
    nl, en = ("dag", "day") if days == 1 else ("dagen", "days")
    return {
        "nl": f"Gekocht {days} {nl} na de diefstal.",
        "en": f"Bought {days} {en} after the theft.",
    }
