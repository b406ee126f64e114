"""DOC on the wire: how dealers keep their registers, at a glance."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from schemas.fields import (
    Choice,
    Flag,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    StrictSchema,
    Text,
)


class ComplianceQuery(PageQuery):
    """Of entries made since when and until when (exclusive), and whether of silent dealers only."""

    since = Moment()
    until = Moment()
    silent = Choice("true", "false")

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "since" in data and "until" in data and data["since"] >= data["until"]:
            raise ValidationError("ends_before_it_begins", "until")


class ComplianceOut(StrictSchema):
    """A dealer: its entries in the period, and what stands breached now, of whatever time.

    Shares lie between 0 and 1, and are null without entries. `to_be_judged` counts signs of a
    breach that a person has to judge; they count as no breach.
    """

    noun: ClassVar[str | None] = "compliance"

    dealer_id = Id()
    name = Text()
    municipality_code = Text(allow_none=True)
    status = Text()
    entries = Number()
    incomplete = Number()
    complete_share = fields.Float(allow_none=True)
    late = Number()
    in_time_share = fields.Float(allow_none=True)
    sold_in_hold = Number()
    open_orders = Number()
    breached = Number()
    to_be_judged = Number()
    last_entry_at = Moment(allow_none=True)
    silent = Flag()
    on_dor_not_on_dol = Flag()


class CompliancePage(StrictSchema):
    """A page of dealers, and the period that was counted."""

    since = Moment()
    until = Moment()
    items = Many(Part(ComplianceOut))
    next = Text(allow_none=True)
