"""DOL on the wire: a dealer's notification and the municipality's decision."""

from typing import ClassVar

from marshmallow.validate import Email

from matching import CATEGORIES
from schemas.fields import (
    Choice,
    Country,
    Flag,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    Pattern,
    Place,
    Prose,
    StrictSchema,
    Text,
    length,
)
from schemas.notifications import NotificationOut

MOST_PREMISES = 200


class AddressSchema(StrictSchema):
    """Where somebody can be found."""

    street = Text(required=True)
    house_number = Text(required=True, longest=20)
    postcode = Text(required=True, longest=12)
    city = Text(required=True)
    country = Country(required=True)


class PremisesToldSchema(StrictSchema):
    """One branch; without `goods` all that the dealer deals in."""

    name = Text(allow_none=True)
    address = Part(AddressSchema, required=True)
    municipality_code = Place(required=True)
    goods = Many(Choice(*CATEGORIES), validate=length(1, len(CATEGORIES)), allow_none=True)


class ResponsibleSchema(StrictSchema):
    """The natural person who is responsible for the dealer."""

    name = Text(required=True)


class ContactSchema(StrictSchema):
    """Whom an officer can call."""

    name = Text(required=True)
    phone = Pattern(r"\+?[\d ()-]{6,30}", code="not_a_phone_number", required=True)


class DealerIn(StrictSchema):
    """A notification to the mayor that somebody buys up goods, or is going to."""

    name = Text(required=True)
    kvk_number = Pattern(r"\d{8}", code="not_a_kvk_number", required=True, allow_none=True)
    municipality_code = Place(required=True)
    email = Text(required=True, longest=254, validate=[Email(error="not_an_email")])
    goods = Many(Choice(*CATEGORIES), required=True, validate=length(1, len(CATEGORIES)))
    thrift_shop = Flag(allow_none=True)
    address = Part(AddressSchema, required=True)
    started_at = Moment(allow_none=True)
    responsible = Part(ResponsibleSchema, allow_none=True)
    contact = Part(ContactSchema, allow_none=True)
    premises = Many(Part(PremisesToldSchema), validate=length(0, MOST_PREMISES))


class DealerSubmitted(StrictSchema):
    """What somebody who notifies gets back; without a start there is nothing to be late for."""

    noun: ClassVar[str | None] = "submission"

    id = Id(required=True)
    status = Text(required=True)
    notification = Part(NotificationOut, allow_none=True)


class ConfirmationIn(StrictSchema):
    """The token that was sent to a dealer's address."""

    token = Text(required=True)


class ConfirmationOut(StrictSchema):
    """That a dealer's address is its own."""

    noun: ClassVar[str | None] = "confirmation"

    dealer_id = Id()
    confirmed_at = Moment()


class DecisionIn(StrictSchema):
    """A municipality's decision, with its reason."""

    decision = Choice("approve", "reject", required=True)
    reason = Prose(required=True, longest=2000)


class DecisionForm(DecisionIn):
    """A decision with the version of what the official was looking at."""

    version = Number(required=True)


class MoveIn(StrictSchema):
    """Where a dealer has moved to, and when."""

    address = Part(AddressSchema, required=True)
    municipality_code = Place(required=True)
    happened_at = Moment(required=True)


class EndIn(StrictSchema):
    """Since when a dealer has stopped, as a whole or at one place."""

    happened_at = Moment(required=True)


class DealerQuery(PageQuery):
    """Which dealers: those that stand so, or have premises which do."""

    status = Choice("submitted", "approved", "rejected", "ended")


class DealerOut(StrictSchema):
    """A dealer as its municipality, the inspectors and the police see it."""

    noun: ClassVar[str | None] = "dealer"

    id = Id()
    version = Number()
    status = Text()
    name = Text()
    kvk_number = Text(allow_none=True)
    country = Text()
    municipality_code = Text(allow_none=True)
    email = Text(allow_none=True)
    email_confirmed_at = Moment(allow_none=True)
    goods = Many(Text())
    thrift_shop = Flag(allow_none=True)
    address = Part(AddressSchema, allow_none=True)
    responsible = Part(ResponsibleSchema, allow_none=True)
    contact = Part(ContactSchema, allow_none=True)
    started_at = Moment(allow_none=True)
    submitted_at = Moment()
    decided_at = Moment(allow_none=True)
    decision_reason = Text(allow_none=True)
    dol_from = Moment(allow_none=True)
    dor_from = Moment(allow_none=True)
    ended_at = Moment(allow_none=True)


class DealerPage(StrictSchema):
    """A page of dealers."""

    items = Many(Part(DealerOut))
    next = Text(allow_none=True)


class StoppedOut(StrictSchema):
    """That a dealer has stopped; a foreign one without a municipality was bound by no term."""

    noun: ClassVar[str | None] = "stopped"

    dealer_id = Id()
    ended_at = Moment()
    notification = Part(NotificationOut, allow_none=True)
