"""The theft check on the wire."""

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES, IDENTIFIER_TYPES
from schemas.fields import (
    Choice,
    Flag,
    Moment,
    Part,
    Prose,
    QueryFlag,
    StrictSchema,
    Text,
)
from schemas.receipts import ReceiptSchema


class CheckIn(StrictSchema):
    """A number that somebody read on goods offered to them.

    `type` is the kind of number that it is, where it was taken for another one; `is_part` says
    that it is only a part of a number.
    """

    identifier = Text(required=True, longest=120)
    type = Choice(*IDENTIFIER_TYPES, allow_none=True)
    is_part = Flag(allow_none=True)
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


class CheckForm(CheckIn):
    """The same from a browser, where everything is text."""

    is_part = QueryFlag()


class ManyForm(StrictSchema):
    """Numbers, one on a line."""

    numbers = Prose(required=True, longest=7_000)


class DescribedForm(StrictSchema):
    """Goods without a number, as they are described."""

    category = Choice(*CATEGORIES, required=True)
    brand = Text(longest=100)
    model = Text(longest=200)
    colour = Text(longest=100)
    marks = Prose(longest=2000)
    description = Prose(longest=4000)

    @validates_schema
    def _says_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not (data.get("marks") or data.get("description")):
            raise ValidationError("nothing_to_recognise_it_by", "marks")
