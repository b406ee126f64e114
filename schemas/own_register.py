"""DOR, a dealer's own register on its pages: what is looked for, and what is corrected."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES
from schemas.disposals import REASONS, BuyerSchema
from schemas.fields import (
    Choice,
    Day,
    Number,
    PageQuery,
    Part,
    Pattern,
    Prose,
    StrictSchema,
    Text,
    within,
)
from schemas.form_fields import Amount, Decimal
from schemas.local_times import LocalMoment
from schemas.purchases import ACQUISITIONS, PAYMENTS

STANDINGS = ("held", "order", "free", "sale", "return")
FILES = ("csv", "xlsx")


class RegisterFilters(StrictSchema):
    """Which entries: by number in the register, days of acquisition, kind, words and standing."""

    number = Number(validate=within(1, 2_000_000_000))
    since = Day()
    until = Day()
    category = Choice(*CATEGORIES)
    words = Text(longest=100)
    standing = Choice(*STANDINGS)


class RegisterQuery(RegisterFilters, PageQuery):
    """Which entries, and which part of them."""


class ExportQuery(RegisterFilters):
    """Which entries, as what kind of file."""

    file = Choice(*FILES, required=True)


class FindIn(StrictSchema):
    """A number on goods, or a part of it, that is looked for in the register."""

    identifier = Text(required=True, longest=120, shortest=3)


class CorrectionForm(StrictSchema):
    """An entry as it ought to be, why it is corrected, and which version was looked at."""

    version = Number(required=True)
    reason = Prose(required=True, longest=2000)
    acquired_at = LocalMoment(required=True)
    acquisition = Choice(*ACQUISITIONS, required=True)
    payment = Choice(*PAYMENTS, required=True)
    category = Choice(*CATEGORIES, required=True)
    brand = Text(longest=100)
    model = Text(longest=200)
    colour = Text(longest=100)
    numbers = Prose(longest=2500)
    description = Prose(longest=4000)
    marks = Prose(longest=2000)
    amount = Amount()
    conditions = Prose(longest=2000)
    weight_grams = Decimal()
    fineness = Number(validate=within(1, 1000))


class MonthQuery(StrictSchema):
    """Which month of the hold calendar."""

    month = Pattern(r"20\d\d-(0[1-9]|1[0-2])", code="not_a_month")


class SaleForm(StrictSchema):
    """A sale as it is typed; see `schemas.disposals.SaleIn`. Without a time it is now."""

    sold_at = LocalMoment()
    amount = Amount()
    conditions = Prose(longest=2000)
    description = Prose(longest=2000)
    buyer = Part(BuyerSchema)

    @validates_schema
    def _has_a_price(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("amount") and not data.get("conditions"):
            raise ValidationError("price_or_conditions", "amount")


class ReturnForm(StrictSchema):
    """That goods went back, and why. Without a time it is now."""

    returned_at = LocalMoment()
    reason = Choice(*REASONS, required=True)
