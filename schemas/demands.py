"""DOR on the wire: written demands of the police to dealers (article 437 (1)(g) Sr)."""

from typing import ClassVar

from schemas.fields import Id, Many, Moment, Part, Prose, StrictSchema, Text


class DemandIn(StrictSchema):
    """What is demanded of which dealer in which case, and by when."""

    dealer_id = Id(required=True)
    text = Prose(required=True, longest=10_000)
    due_at = Moment(required=True)
    case_number = Text(required=True, longest=64)


class AnswerIn(StrictSchema):
    """The dealer's answer."""

    text = Prose(required=True, longest=20_000)


class DemandJudgementSchema(StrictSchema):
    """What article 437 (1)(g) makes of a demand: whether it was answered, and in time."""

    status = Text()
    reason = Text()
    article = Text()


class DemandOut(StrictSchema):
    """A demand and its answer."""

    noun: ClassVar[str | None] = "demand"

    id = Id()
    dealer_id = Id()
    demanded_at = Moment()
    case_number = Text()
    text = Text()
    due_at = Moment()
    answered_at = Moment(allow_none=True)
    answer = Text(allow_none=True)
    judgement = Part(DemandJudgementSchema, allow_none=True)


class DemandPage(StrictSchema):
    """A page of demands."""

    items = Many(Part(DemandOut))
    next = Text(allow_none=True)
