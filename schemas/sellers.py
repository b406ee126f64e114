"""DOR on the wire: the seller of an entry, opened on a ground, and found again."""

from typing import ClassVar

from schemas.dealers import AddressSchema
from schemas.fields import (
    Choice,
    Flag,
    Id,
    Many,
    PageQuery,
    Part,
    Prose,
    StrictSchema,
    Text,
)
from schemas.purchases import IdDocumentSchema, PurposeQuery

GROUNDS = ("confirmed_hit", "demand", "court_order")


class DisclosureIn(StrictSchema):
    """On what ground the police open a seller: `demand` is that of article 437 (1)(g) Sr."""

    ground = Choice(*GROUNDS, required=True)
    case_number = Text(required=True, longest=64)


class ConsultationIn(StrictSchema):
    """Why a dealer looks up a seller in its own register."""

    purpose = Prose(required=True, longest=500)


class SellerOut(StrictSchema):
    """The seller, as decree article 2 (2)(e) and (f) has it: name, address and document."""

    noun: ClassVar[str | None] = "seller"

    name = Text()
    address = Part(AddressSchema)
    id_document = Part(IdDocumentSchema)


class SameSellerQuery(PageQuery, PurposeQuery):
    """Which part of the list, and why it is asked (article 32a Wpg)."""


class SameSellerOut(StrictSchema):
    """An entry with the same seller, and nothing of the seller."""

    noun: ClassVar[str | None] = "same_seller"

    purchase_id = Id()
    dealer_id = Id()


class SameSellerPage(StrictSchema):
    """A page of such entries; `complete` is false while the index is being renewed."""

    items = Many(Part(SameSellerOut))
    next = Text(allow_none=True)
    complete = Flag()
