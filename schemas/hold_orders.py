"""DOR on the wire: orders of the police to keep a good (article 437 (1)(f) Sr)."""

from typing import ClassVar

from schemas.fields import Flag, Id, Many, Moment, Part, Prose, StrictSchema, Text
from schemas.receipts import ReceiptSchema


class HoldOrderIn(StrictSchema):
    """Until when a good has to be kept, on what ground, and what the dealer is told beside."""

    until = Moment(required=True)
    ground = Prose(required=True, longest=500)
    note = Prose(longest=2000, allow_none=True)


class ReleaseIn(StrictSchema):
    """Why an order is ended before its time."""

    reason = Prose(longest=2000)


class HoldOrderOut(StrictSchema):
    """An order; `stands` is whether it binds, `until` is exclusive."""

    noun: ClassVar[str | None] = "hold_order"

    id = Id()
    purchase_id = Id()
    dealer_id = Id()
    ordered_at = Moment()
    until = Moment()
    ground = Text()
    note = Text(allow_none=True)
    stands = Flag()
    released_at = Moment(allow_none=True)
    release_reason = Text(allow_none=True)
    receipt = Part(ReceiptSchema)


class HoldOrderPage(StrictSchema):
    """A page of orders."""

    items = Many(Part(HoldOrderOut))
    next = Text(allow_none=True)
