"""DOC on the wire: what history proposes, and what a person decides."""

from typing import ClassVar

from schemas.fields import Choice, Flag, Id, Many, Moment, Number, Part, Prose, StrictSchema, Text

STEPS = ("more_checks", "warning", "penalty_order", "closure", "report")


class ConclusionIn(StrictSchema):
    """The step that a person decides on, or `none`, and why."""

    decision = Choice("none", *STEPS, required=True)
    reason = Prose(required=True, longest=2000)


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
