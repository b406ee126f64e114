"""DOC on the wire: inspections, what is found in the shop, what is decided, the report."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from schemas.dealers import AddressSchema
from schemas.fields import (
    Choice,
    Flag,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    Pattern,
    Prose,
    Share,
    StrictSchema,
    Text,
    length,
)
from schemas.items import ItemSchema
from schemas.receipts import ReceiptSchema

OUTCOMES = ("found", "not_found", "differs")
STEPS = ("more_checks", "warning", "penalty_order", "closure", "report")
CAPACITIES = ("officer", "supervisor")
STATUSES = ("planned", "started", "concluded")
LANGUAGES = ("nl", "en")
QUESTIONS = ("register_shown", "good_shown", "place_shown", "sign_shown")
MOST_FINDINGS = 500


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


class _FindingIn(StrictSchema):
    """What every finding has; the id is made by the device, so that it can be sent again."""

    id = Id(required=True)
    found_at = Moment(required=True)
    articles = Many(Text(longest=32), load_default=list, validate=length(0, 50))
    note = Prose(longest=2000)


class EntryFindingIn(_FindingIn):
    """What became of an entry that was looked up in the shop."""

    purchase_id = Id(required=True)
    outcome = Choice(*OUTCOMES, required=True)


class AskedIn(_FindingIn):
    """What was asked of the dealer, and whether it was shown on first request."""

    register_shown = Flag()
    good_shown = Flag()
    place_shown = Flag()
    sign_shown = Flag()

    @validates_schema
    def _asks_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.keys() & set(QUESTIONS):
            raise ValidationError("nothing_asked")


class UnregisteredIn(_FindingIn):
    """A good that lies in the shop and does not stand in the register."""

    item = Part(ItemSchema, required=True)


class RemarkIn(_FindingIn):
    """What else the inspector saw, in words, with the rules that it breaches if any."""

    note = Prose(required=True, longest=2000)


class FindingsIn(StrictSchema):
    """Findings, in any number of parts; one that was sent before is not recorded twice."""

    entries = Many(Part(EntryFindingIn), load_default=list, validate=length(0, MOST_FINDINGS))
    asked = Part(AskedIn)
    unregistered = Many(Part(UnregisteredIn), load_default=list, validate=length(0, MOST_FINDINGS))
    remarks = Many(Part(RemarkIn), load_default=list, validate=length(0, MOST_FINDINGS))

    @validates_schema
    def _holds_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        parts = (data["entries"], data["unregistered"], data["remarks"])
        if not (any(parts) or "asked" in data):
            raise ValidationError("no_findings")


class ConclusionIn(StrictSchema):
    """The step that a person decides on, or `none`, and why."""

    decision = Choice("none", *STEPS, required=True)
    reason = Prose(required=True, longest=2000)


class InspectionQuery(PageQuery):
    """Which part of the list, and of which inspections."""

    dealer = Id()
    status = Choice(*STATUSES)


class ReportQuery(StrictSchema):
    """In which language the report is."""

    lang = Choice(*LANGUAGES, load_default="nl")


class ReceiptQuery(ReportQuery):
    """Of which report the receipt is asked: by the hash of the file, or the newest."""

    sha256 = Pattern(r"[0-9a-f]{64}", code="not_a_hash")


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


class RuleCheckSchema(StrictSchema):
    """What a rule says of a finding; `reason` is a code."""

    rule = Text()
    article = Text()
    profile = Text()
    status = Text()
    reason = Text()


class FindingSchema(StrictSchema):
    """A finding; `late` is that it came in after a conclusion, `stands` that none came after it."""

    id = Id()
    kind = Text()
    found_at = Moment()
    recorded_at = Moment()
    recorded_by = Text()
    purchase_id = Id(allow_none=True)
    sampled = Flag(allow_none=True)
    outcome = Text(allow_none=True)
    item = Part(ItemSchema, allow_none=True)
    answers = fields.Dict(keys=Text(), values=Flag(), allow_none=True)
    articles = Many(Text())
    checks = Many(Part(RuleCheckSchema))
    note = Text(allow_none=True)
    late = Flag()
    stands = Flag()


class BreachSchema(StrictSchema):
    """A rule that is breached, by which findings, and who says so: `check` or `inspector`."""

    rule = Text()
    article = Text()
    said_by = Many(Text())
    findings = Many(Id())


class ProposalSchema(StrictSchema):
    """The step that history proposes, and the inspection whose step led to it."""

    step = Text()
    because_of = Id(allow_none=True)


class ConclusionSchema(StrictSchema):
    """What was decided; `outdated` is that findings came in since."""

    decided_at = Moment()
    decided_by = Text()
    breached = Flag()
    proposed = Text(allow_none=True)
    because_of = Id(allow_none=True)
    decision = Text()
    reason = Text()
    outdated = Flag()


class TallySchema(StrictSchema):
    """How many entries of the sample were found, were not, differ, and are still to be looked up.

    `holds` is whether every entry of the sample was found and matches: then the plan's confidence
    is reached.
    """

    found = Number()
    not_found = Number()
    differs = Number()
    to_do = Number()
    holds = Flag()


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


class RungSchema(StrictSchema):
    """A step of the ladder, and for how many days after it a next breach leads to the one above."""

    step = Text()
    within_days = Number()


class StepTakenSchema(StrictSchema):
    """What was decided on one inspection."""

    inspection_id = Id()
    decided_at = Moment()
    decided_by = Text()
    breached = Flag()
    proposed = Text(allow_none=True)
    decision = Text()
    reason = Text()


class EnforcementOut(StrictSchema):
    """The ladder of the place, what was decided about a dealer, and what a next breach leads to."""

    noun: ClassVar[str | None] = "enforcement"

    dealer_id = Id()
    municipality_code = Text()
    ladder = Many(Part(RungSchema))
    history = Many(Part(StepTakenSchema))
    at_next_breach = Part(ProposalSchema)


class ReportReceiptOut(StrictSchema):
    """The signed receipt of a report: its statement names the SHA-256 of the file."""

    noun: ClassVar[str | None] = "report_receipt"

    sha256 = Text()
    receipt = Part(ReceiptSchema)
