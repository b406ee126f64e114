"""DOR on the wire: what leaves a dealer, by sale or back to who sold it."""

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from schemas.dealers import AddressSchema
from schemas.fields import (
    Choice,
    Id,
    Moment,
    Number,
    Part,
    PriceSchema,
    Prose,
    StrictSchema,
    Text,
)
from schemas.receipts import ReceiptSchema

REASONS = ("pawn_redeemed", "purchase_undone")


class BuyerSchema(StrictSchema):
    """Who acquired the goods (model APV 2:67 (e)); sealed on arrival."""

    name = Text(required=True)
    address = Part(AddressSchema, required=True)


class SaleIn(StrictSchema):
    """A sale; the buyer may be left out of goods that are not sensitive to theft."""

    sold_at = Moment(required=True)
    price = Part(PriceSchema)
    conditions = Prose(longest=2000)
    description = Prose(longest=2000)
    buyer = Part(BuyerSchema)

    @validates_schema
    def _has_a_price(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("price") and not data.get("conditions"):
            raise ValidationError("price_or_conditions", "price")


class SaleOut(StrictSchema):
    """The entry in the sale register; `number` counts what left the dealer, without gaps."""

    noun: ClassVar[str | None] = "sale"

    purchase_id = Id()
    dealer_id = Id()
    number = Number()
    sold_at = Moment()
    recorded_at = Moment()
    price = Part(PriceSchema, allow_none=True)
    conditions = Text(allow_none=True)
    description = Text(allow_none=True)
    receipt = Part(ReceiptSchema)


class ReturnIn(StrictSchema):
    """Goods given back to who they came from, and why."""

    returned_at = Moment(required=True)
    reason = Choice(*REASONS, required=True)


class ReturnOut(StrictSchema):
    """The note of a return; `number` counts what left the dealer, without gaps."""

    noun: ClassVar[str | None] = "return"

    purchase_id = Id()
    dealer_id = Id()
    number = Number()
    returned_at = Moment()
    recorded_at = Moment()
    reason = Text()
    receipt = Part(ReceiptSchema)


class BuyerOut(StrictSchema):
    """The buyer, as the sale register has it."""

    noun: ClassVar[str | None] = "buyer"

    name = Text()
    address = Part(AddressSchema)
