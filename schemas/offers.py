"""Stop Heling on the wire: offers that citizens report, and what the police do with them."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from matching import CATEGORIES
from schemas.audit import LONGEST_RECEIPT
from schemas.contacts import ContactSchema
from schemas.fields import Choice, Day, PageQuery, Part, Prose, StrictSchema, Text

STATUSES = ("new", "taken_up", "closed")


class OfferForm(StrictSchema):
    """An offer that somebody doesn't trust; a place or a link says where it is.

    `receipt` is the text of the receipt of the theft check that it came from.
    """

    what = Prose(required=True, longest=2000)
    category = Choice(*CATEGORIES, required=True)
    number = Text(longest=120)
    place = Text(longest=200)
    link = Text(longest=500)
    seen_on = Day(required=True)
    contact = Part(ContactSchema)
    receipt = Prose(longest=LONGEST_RECEIPT)

    @validates_schema
    def _says_where(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not (data.get("place") or data.get("link")):
            raise ValidationError("place_or_link", "place")


class OfferQuery(PageQuery):
    """Which offers."""

    status = Choice(*STATUSES, load_default=STATUSES[0])


class HandlingForm(StrictSchema):
    """What the police do with an offer."""

    status = Choice(*STATUSES[1:], required=True)
    note = Prose(longest=2000)


class ContactPurposeForm(StrictSchema):
    """Why somebody's contact is opened (article 32a Wpg)."""

    purpose = Prose(required=True, longest=500)
