"""What names are worth: category, brand and model, each beside what was known before it."""

from collections.abc import Iterator
from functools import partial
from math import log2

from matching.item import Item
from matching.likelihood.names import Product, product_of
from matching.likelihood.names_channel import Fields
from matching.profile import Profile
from matching.sentences import name_text
from matching.weigh_numbers import NumberBits, Piece


class Told:
    """What is told of a purchase, and how likely that is of honest goods by their number."""

    def __init__(self, purchase: Item, profile: Profile) -> None:
        self._profile = profile
        self._product = product_of(purchase, profile.brand_aliases)
        self._written = (purchase.category, purchase.brand, purchase.model)
        self._honest: dict[tuple[str, Product], tuple[float, float, float]] = {}

    def pieces(self, stolen: Item, number: NumberBits) -> Iterator[Piece]:
        """Weigh category, brand and model by what each adds to the number and the one before it.

        The chance that the stolen item is told so, right, misspelt or wrong at the rates of the
        profile, is held against that of honest goods with such a number, as the register has them.
        What is not known of the stolen item is not weighed, nor what else depends on it.
        """
        names = self._profile.likelihoods.names
        meant = product_of(stolen, self._profile.brand_aliases)
        told = Product(*(t if m else "" for t, m in zip(self._product, meant, strict=True)))
        if not any(told):
            return
        registered = (stolen.category, stolen.brand, stolen.model)
        # However rare a make is in the register, there are more of it.
        kin = self._profile.numbers["same_make"] * number.honest
        any_, series, copied = number.honest - kin, number.series + kin, number.copied
        for field, honest in enumerate(self._of_honest(number.typed, told)):
            if not told[field]:
                continue
            likely = names.if_meant(field, told[field], meant[field])
            before = any_ + series + copied
            any_, series = any_ * honest, series * likely
            copied *= names.frequency(field, told[field])
            share = (any_ + series + copied) / before
            written = f"{registered[field]} / {self._written[field]}"
            outcome = _outcome(field, told, meant, self._profile)
            text = partial(name_text, Fields[field], outcome, written, share)
            yield Piece(Fields[field], round(log2(likely / share), 3), text)

    def _of_honest(self, typed: str, told: Product) -> tuple[float, float, float]:
        found = self._honest.get((typed, told))
        if found is None:
            ours = self._profile.likelihoods
            found = ours.names.if_honest(told, ours.world.honest(typed))
            self._honest[typed, told] = found
        return found


def _outcome(field: int, told: Product, meant: Product, profile: Profile) -> str:
    names = profile.likelihoods.names
    if names.same(field, told[field], meant[field]):
        return "same"
    return "alike" if names.alike(field, told[field], meant[field]) else "differs"
