"""DOC on the wire: what is found in the shop, and what the rules say of it."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from schemas.fields import (
    Choice,
    Flag,
    Id,
    Many,
    Moment,
    Number,
    Part,
    Prose,
    StrictSchema,
    Text,
    length,
)
from schemas.items import ItemSchema

OUTCOMES = ("found", "not_found", "differs")
QUESTIONS = ("register_shown", "good_shown", "place_shown", "sign_shown")
MOST_FINDINGS = 500


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
