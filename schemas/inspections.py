"""DOC on the wire: the plan of an inspection, its sample, and how it stands."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from schemas.dealers import AddressSchema
from schemas.enforcement import ConclusionSchema, ProposalSchema
from schemas.fields import (
    Choice,
    Flag,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    Share,
    StrictSchema,
    Text,
)
from schemas.findings import BreachSchema, FindingSchema, TallySchema
from schemas.items import ItemSchema

CAPACITIES = ("officer", "supervisor")
STATUSES = ("planned", "started", "concluded")


class PeriodSchema(StrictSchema):
    """Since when, and until when (exclusive), entries were made."""

    since = Moment(required=True)
    until = Moment(required=True)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["since"] >= data["until"]:
            raise ValidationError("ends_before_it_begins", "until")


class InspectionIn(StrictSchema):
    """The plan of an inspection.

    When no entry of the sample is wrong, then with this `confidence` no more than the
    `tolerated_share` of the dealer's stock is. `capacity` is `officer` for whoever acts under
    article 552 Sv and `supervisor` for whoever acts for the mayor; `officer` says who goes.
    """

    dealer_id = Id(required=True)
    confidence = Share(required=True)
    tolerated_share = Share(required=True, zero=True)
    period = Part(PeriodSchema)
    capacity = Choice(*CAPACITIES)
    officer = Text(longest=100)


class InspectionQuery(PageQuery):
    """Which part of the list, and of which inspections."""

    dealer = Id()
    status = Choice(*STATUSES)


class InspectedDealerSchema(StrictSchema):
    """Where the inspection is, as it was when it was planned."""

    name = Text()
    kvk_number = Text(allow_none=True)
    address = Part(AddressSchema)


class SampledEntrySchema(StrictSchema):
    """An entry to find in the shop: the goods part, in the version of when the sample was drawn."""

    position = Number()
    purchase_id = Id()
    version = Number()
    sequence_number = Number()
    registered_at = Moment()
    acquired_at = Moment()
    item = Part(ItemSchema)


class InspectionOut(StrictSchema):
    """An inspection with its sample, its findings, the rules breached and the decision."""

    noun: ClassVar[str | None] = "inspection"

    id = Id()
    version = Number()
    status = Text()
    dealer_id = Id()
    municipality_code = Text()
    dealer = Part(InspectedDealerSchema)
    planned_at = Moment()
    planned_by = Text()
    capacity = Text()
    officer = Text(allow_none=True)
    confidence = fields.Float()
    tolerated_share = fields.Float()
    period = Part(PeriodSchema, allow_none=True)
    up_to_number = Number()
    up_to_disposal = Number()
    population = Number()
    population_digest = Text()
    sample_size = Number()
    seed = Text()
    entries = Many(Part(SampledEntrySchema))
    findings = Many(Part(FindingSchema))
    tally = Part(TallySchema)
    breaches = Many(Part(BreachSchema))
    proposal = Part(ProposalSchema, allow_none=True)
    conclusion = Part(ConclusionSchema, allow_none=True)


class InspectionLine(StrictSchema):
    """An inspection in a list."""

    noun: ClassVar[str | None] = "inspection_line"

    id = Id()
    version = Number()
    status = Text()
    dealer_id = Id()
    municipality_code = Text()
    planned_at = Moment()
    sample_size = Number()
    decided_at = Moment(allow_none=True)
    breached = Flag(allow_none=True)
    decision = Text(allow_none=True)


class InspectionPage(StrictSchema):
    """A page of inspections."""

    items = Many(Part(InspectionLine))
    next = Text(allow_none=True)
