"""DOL on the wire: what a dealer told its municipality, and whether in time."""

from typing import ClassVar

from schemas.fields import (
    Flag,
    Id,
    Many,
    Moment,
    Number,
    PageQuery,
    Part,
    QueryFlag,
    StrictSchema,
    Text,
)


class RuleOutcomeSchema(StrictSchema):
    """What one rule said of a notification when it was made."""

    rule = Text()
    article = Text()
    profile = Text()
    status = Text()
    reason = Text()


class NotificationOut(StrictSchema):
    """One notification: what happened, when it was told, by when it had to be.

    `late` when that was after `due_at` (exclusive), by so many begun days.
    """

    noun: ClassVar[str | None] = "notification"

    id = Id()
    dealer_id = Id()
    premises_id = Id(allow_none=True)
    about = Text()
    municipality_code = Text()
    previous_municipality_code = Text(allow_none=True)
    happened_at = Moment()
    notified_at = Moment()
    due_at = Moment()
    late = Flag()
    days_late = Number()
    outcomes = Many(Part(RuleOutcomeSchema))


class NotificationQuery(PageQuery):
    """Which notifications: late ones only or those in time, of one dealer."""

    late = QueryFlag()
    dealer = Id()


class NotificationPage(StrictSchema):
    """A page of notifications."""

    items = Many(Part(NotificationOut))
    next = Text(allow_none=True)
