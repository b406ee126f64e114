"""What place is worth: goods are mostly sold near where they were stolen."""

from collections.abc import Iterator
from math import log2

from matching.item import Item
from matching.profile import Profile
from matching.weigh_numbers import Piece

_SAME = {
    "nl": "Gekocht in de gemeente waar het werd gestolen.",
    "en": "Bought in the municipality where it was stolen.",
}
_OTHER = {
    "nl": "Gekocht in een andere gemeente dan waar het werd gestolen.",
    "en": "Bought in another municipality than where it was stolen.",
}


def place(stolen: Item, purchase: Item, profile: Profile) -> Iterator[Piece]:
    """Weigh whether goods were bought where they were stolen; nothing if either is not known.

    How many stolen goods are sold where they were stolen is set by hand. Held against it is how
    many goods are bought there at all, of which the thefts there are the measure: a municipality
    with many tells little.
    """
    weights = profile.descriptions.get("place")
    if weights is None or stolen.place is None or purchase.place is None:
        return
    usual = profile.goods.share_of_place(stolen.place, weights["usual"], weights["seen"])
    if stolen.place == purchase.place:
        bits = round(min(max(0.0, log2(weights["same"] / usual)), weights["at_most"]), 3)
        yield Piece.saying("place", bits, _SAME)
    else:
        bits = round(min(0.0, log2((1 - weights["same"]) / (1 - usual))), 3)
        yield Piece.saying("place", bits, _OTHER)
