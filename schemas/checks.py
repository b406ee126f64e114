"""The theft check on the wire."""

from typing import ClassVar

from matching import CATEGORIES
from schemas.fields import Choice, Moment, Part, StrictSchema, Text
from schemas.receipts import ReceiptSchema


class CheckIn(StrictSchema):
    """A number that somebody read on goods offered to them."""

    identifier = Text(required=True, longest=120)
    category = Choice(*CATEGORIES, allow_none=True)
    brand = Text(longest=100, allow_none=True)


class NumberForm(StrictSchema):
    """A number to look for among checks that were done."""

    number = Text(required=True, longest=120)


class BothLanguages(StrictSchema):
    """A sentence for people, in Dutch and in English."""

    nl = Text()
    en = Text()


class CheckOut(StrictSchema):
    """listed, similar_listed, not_listed or not_checkable, and a receipt of it."""

    noun: ClassVar[str | None] = "check"

    outcome = Text()
    kind = Text()
    reason = Text(allow_none=True)
    explanation = Part(BothLanguages)
    checked_at = Moment()
    receipt = Part(ReceiptSchema)
