"""DOL on the wire: the people who act for a dealer."""

from typing import ClassVar

from marshmallow.validate import Email

from schemas.fields import Choice, Id, Many, Moment, Part, StrictSchema, Text


class StaffIn(StrictSchema):
    """Somebody who is to have an account under the dealer."""

    name = Text(required=True)
    email = Text(required=True, longest=254, validate=[Email(error="not_an_email")])
    role = Choice("clerk", "manager", required=True)


class StaffOut(StrictSchema):
    """Somebody who acts for a dealer, as the dealer sees it."""

    noun: ClassVar[str | None] = "staff_member"

    id = Id()
    dealer_id = Id()
    name = Text()
    email = Text()
    role = Text()
    created_at = Moment()
    ended_at = Moment(allow_none=True)


class StaffList(StrictSchema):
    """The staff of a dealer."""

    items = Many(Part(StaffOut))
    next = Text(allow_none=True)
