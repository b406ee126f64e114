"""DOR on the wire: entries of the purchase register."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

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
    Pattern,
    PriceSchema,
    Prose,
    StrictSchema,
    Text,
    length,
    within,
)
from schemas.items import ItemSchema
from schemas.receipts import ReceiptSchema

ACQUISITIONS = ("purchase", "swap", "gift", "pawn", "consignment")
PAYMENTS = ("cash", "bank", "card", "voucher", "none")
DETENTIONS = ("no", "suspected", "known")
METAL_CATEGORIES = ("precious_metal", "jewellery")
WEIGHT = r"\d{1,7}(\.\d{1,3})?"
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
    # Required all the same; but that copper was bought without one has to be recorded.
    id_document = Part(IdDocumentSchema)
    detention = Choice(*DETENTIONS)


class GoodsIn(StrictSchema):
    """One good and what was given for it; a metal's weight is a decimal, its fineness per mille."""

    item = Part(ItemSchema, required=True)
    price = Part(PriceSchema)
    conditions = Prose(longest=2000)
    weight_grams = Pattern(WEIGHT, code="not_a_weight")
    fineness = Number(validate=within(1, 1000))

    @validates_schema
    def _has_a_price(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("price") and not data.get("conditions"):
            raise ValidationError("price_or_conditions", "price")

    @validates_schema
    def _is_of_metal(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("item", {}).get("category") not in METAL_CATEGORIES:
            for name in ("weight_grams", "fineness"):
                if name in data:
                    raise ValidationError("only_for_precious_metal", name)


class PurchaseIn(GoodsIn):
    """An acquisition as it is entered at the counter."""

    acquired_at = Moment(required=True)
    acquisition = Choice(*ACQUISITIONS, required=True)
    payment = Choice(*PAYMENTS, required=True)
    seller = Part(SellerSchema, required=True)
    premises_id = Id(allow_none=True)


class PurchaseBatchIn(StrictSchema):
    """Several goods from one seller in one go."""

    acquired_at = Moment(required=True)
    acquisition = Choice(*ACQUISITIONS, required=True)
    payment = Choice(*PAYMENTS, required=True)
    seller = Part(SellerSchema, required=True)
    premises_id = Id(allow_none=True)
    items = Many(Part(GoodsIn), required=True, validate=length(1, 100))


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
    weight_grams = Pattern(WEIGHT, code="not_a_weight", allow_none=True)
    fineness = Number(validate=within(1, 1000), allow_none=True)

    @validates_schema
    def _changes_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if set(data) <= {"reason"}:
            raise ValidationError("nothing_to_change")


class HoldSchema(StrictSchema):
    """Until when the goods may not be sold, on what basis, and the end of a police order."""

    until = Moment()
    basis = Text()
    order_until = Moment(allow_none=True)


class DisposalSchema(StrictSchema):
    """How the goods left: a sale, or a return to the seller; never to whom."""

    kind = Text()
    number = Number()
    gone_at = Moment()
    recorded_at = Moment()
    price = Part(PriceSchema, allow_none=True)
    conditions = Text(allow_none=True)
    description = Text(allow_none=True)
    reason = Text(allow_none=True)


class MissingSchema(StrictSchema):
    """Something that the law asks of an entry and that is not there."""

    field = Text()
    article = Text()


class EntrySchema(StrictSchema):
    """Whether an entry is complete and was made without delay (decree article 2 (2))."""

    complete = Flag()
    missing = Many(Part(MissingSchema))
    hours = fields.Float()
    in_time = Flag(allow_none=True)


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
    weight_grams = Text(allow_none=True)
    fineness = Number(allow_none=True)
    hold = Part(HoldSchema)
    disposal = Part(DisposalSchema, allow_none=True)
    entry = Part(EntrySchema)
    match = Part(OutcomeSchema)
    receipt = Part(ReceiptSchema)


class PurchaseBatchOut(StrictSchema):
    """The entries of one batch, in the order in which the goods were given."""

    items = Many(Part(PurchaseOut))


class PurchasePage(StrictSchema):
    """A page of entries."""

    items = Many(Part(PurchaseOut))
    next = Text(allow_none=True)


class PurposeQuery(StrictSchema):
    """Why the police look at an entry that is not hit (article 32a Wpg)."""

    purpose = Prose(longest=500)


class PurchaseQuery(PageQuery, PurposeQuery):
    """Which part of the register, and why."""
