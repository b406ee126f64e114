"""The theft check on the wire."""

from typing import ClassVar

from matching import CATEGORIES, IDENTIFIER_TYPES
from schemas.fields import Choice, Flag, Moment, Part, StrictSchema, Text
from schemas.receipts import ReceiptSchema


class CheckIn(StrictSchema):
    """A number that somebody read on goods offered to them.

    `type` is the kind of number that it is, where it was taken for another one; `partial` says
    that it is only a part of a number.
    """

    identifier = Text(required=True, longest=120)
    type = Choice(*IDENTIFIER_TYPES, allow_none=True)
    partial = Flag(allow_none=True)
    category = Choice(*CATEGORIES, allow_none=True)
    brand = Text(longest=100, allow_none=True)


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
