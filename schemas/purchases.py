"""DOR on the wire: entries of the purchase register."""

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from schemas.dealers import AddressSchema
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
    PriceSchema,
    Prose,
    StrictSchema,
    Text,
)
from schemas.items import ItemSchema
from schemas.receipts import ReceiptSchema

ACQUISITIONS = ("purchase", "swap", "gift", "pawn", "consignment")
PAYMENTS = ("cash", "bank", "card", "voucher", "none")
DOCUMENTS = ("passport", "id_card", "driving_licence", "residence_permit", "other")


class IdDocumentSchema(StrictSchema):
    """The document with which the seller showed who he is; never a citizen service number."""

    type = Choice(*DOCUMENTS, required=True)
    number = Text(required=True, longest=40)
    country = Country(required=True)


class SellerSchema(StrictSchema):
    """Who the goods came from (decree article 2 (2)(e) and (f)); sealed on arrival."""

    name = Text(required=True)
    address = Part(AddressSchema, required=True)
    adult = Flag(required=True)
    id_document = Part(IdDocumentSchema, required=True)


class PurchaseIn(StrictSchema):
    """An acquisition as it is entered at the counter."""

    acquired_at = Moment(required=True)
    acquisition = Choice(*ACQUISITIONS, required=True)
    item = Part(ItemSchema, required=True)
    price = Part(PriceSchema)
    conditions = Prose(longest=2000)
    payment = Choice(*PAYMENTS, required=True)
    seller = Part(SellerSchema, required=True)
    premises_id = Id(allow_none=True)

    @validates_schema
    def _has_a_price(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("price") and not data.get("conditions"):
            raise ValidationError("price_or_conditions", "price")


class CorrectionIn(StrictSchema):
    """What is to be changed in an entry, and why; what is left out stays."""

    reason = Prose(required=True, longest=2000)
    acquired_at = Moment()
    acquisition = Choice(*ACQUISITIONS)
    item = Part(ItemSchema)
    price = Part(PriceSchema)
    conditions = Prose(longest=2000)
    payment = Choice(*PAYMENTS)
    seller = Part(SellerSchema)
    premises_id = Id(allow_none=True)

    @validates_schema
    def _changes_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if set(data) <= {"reason"}:
            raise ValidationError("nothing_to_change")


class HoldSchema(StrictSchema):
    """Until when the goods may not be sold."""

    until = Moment()
    basis = Text()


class OutcomeSchema(StrictSchema):
    """What the dealer is told of the match: none, listed or under_review."""

    outcome = Text()


class PurchaseOut(StrictSchema):
    """The goods part of an entry; the seller is never shown here."""

    noun: ClassVar[str | None] = "purchase"

    id = Id()
    version = Number()
    sequence_number = Number()
    dealer_id = Id()
    registered_at = Moment()
    acquired_at = Moment()
    acquisition = Text()
    item = Part(ItemSchema)
    price = Part(PriceSchema, allow_none=True)
    conditions = Text(allow_none=True)
    payment = Text()
    premises_id = Id(allow_none=True)
    hold = Part(HoldSchema)
    match = Part(OutcomeSchema)
    receipt = Part(ReceiptSchema)


class PurchasePage(StrictSchema):
    """A page of entries."""

    items = Many(Part(PurchaseOut))
    next = Text(allow_none=True)


class PurposeQuery(StrictSchema):
    """Why the police look at an entry that is not hit (article 32a Wpg)."""

    purpose = Prose(longest=500)


class PurchaseQuery(PageQuery, PurposeQuery):
    """Which part of the register, and why."""
