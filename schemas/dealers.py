"""DOL on the wire: a dealer's notification and the municipality's decision."""

from typing import ClassVar

from marshmallow.validate import Email

from matching import CATEGORIES
from schemas.fields import (
    Choice,
    Country,
    Id,
    Many,
    Moment,
    Number,
    Part,
    Pattern,
    Prose,
    StrictSchema,
    Text,
    length,
)


class AddressSchema(StrictSchema):
    """Where somebody can be found."""

    street = Text(required=True)
    house_number = Text(required=True, longest=20)
    postcode = Text(required=True, longest=12)
    city = Text(required=True)
    country = Country(required=True)


class DealerIn(StrictSchema):
    """A notification to the mayor that somebody buys up goods."""

    name = Text(required=True)
    kvk_number = Pattern(r"\d{8}", code="not_a_kvk_number", required=True, allow_none=True)
    municipality_code = Pattern(r"GM\d{4}", code="not_a_municipality", required=True)
    email = Text(required=True, longest=254, validate=[Email(error="not_an_email")])
    goods = Many(Choice(*CATEGORIES), required=True, validate=length(1, len(CATEGORIES)))
    address = Part(AddressSchema, required=True)


class DealerSubmitted(StrictSchema):
    """What somebody who notifies gets back."""

    noun: ClassVar[str | None] = "submission"

    id = Id(required=True)
    status = Text(required=True)


class DecisionIn(StrictSchema):
    """A municipality's decision, with its reason."""

    decision = Choice("approve", "reject", required=True)
    reason = Prose(required=True, longest=2000)


class DealerOut(StrictSchema):
    """A dealer as its municipality, the inspectors and the police see it."""

    noun: ClassVar[str | None] = "dealer"

    id = Id()
    version = Number()
    status = Text()
    name = Text()
    kvk_number = Text(allow_none=True)
    municipality_code = Text()
    email = Text()
    goods = Many(Text())
    address = Part(AddressSchema)
    submitted_at = Moment()
    decided_at = Moment(allow_none=True)
    decision_reason = Text(allow_none=True)


class DealerPage(StrictSchema):
    """A page of dealers."""

    items = Many(Part(DealerOut))
    next = Text(allow_none=True)
