"""DOC on the wire: rule checks of 437, 437bis and 437ter Sr, and what they found."""

from marshmallow import fields

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

STATUSES = ("breached", "holds", "not_applicable")


class RuleCheckIn(StrictSchema):
    """Which dealer to check."""

    dealer_id = Id(required=True)


class RuleCheckOut(StrictSchema):
    """What a run looked at and found; `findings_sha256` commits to every finding."""

    noun = "rule_check"

    objects = Number()
    outcomes = fields.Dict(keys=Text(), values=Number())
    changed = Number()
    findings_sha256 = Text()


class RuleOutcomeQuery(PageQuery):
    """Whose outcomes, and which."""

    dealer = Id()
    status = Choice(*STATUSES)


class RuleOutcomeOut(StrictSchema):
    """What a rule says of an object that breached it, or did once."""

    noun = "rule_outcome"

    id = Id()
    kind = Text()
    object_id = Id()
    dealer_id = Id()
    rule = Text()
    article = Text()
    profile = Text()
    status = Text()
    reason = Text()
    to_be_judged = Flag()
    facts = fields.Dict(keys=Text())
    judged_at = Moment()


class RuleOutcomePage(StrictSchema):
    """A page of outcomes."""

    items = Many(Part(RuleOutcomeOut))
    next = Text(allow_none=True)
