"""Stop Heling on the wire: goods reported stolen."""

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from schemas.fields import Flag, Id, Many, Moment, Number, Part, Prose, StrictSchema, Text, length
from schemas.items import ItemSchema


class StolenGoodChange(StrictSchema):
    """What of a listed good is to be changed; what is left out stays."""

    item = Part(ItemSchema)
    stolen_at = Moment()
    stolen_between = Many(Moment(), validate=length(2, 2))
    reported_at = Moment()
    report_number = Text(longest=64)
    place = Text(allow_none=True)
    owner_reference = Text(longest=128, allow_none=True)
    reason = Prose(longest=2000)

    @validates_schema
    def _changes_something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if set(data) <= {"reason"}:
            raise ValidationError("nothing_to_change")
        if "stolen_at" in data and "stolen_between" in data:
            raise ValidationError("one_time_of_theft", "stolen_at")


class StolenGoodIn(StrictSchema):
    """A good reported stolen; nothing of the victim but a reference."""

    item = Part(ItemSchema, required=True)
    stolen_at = Moment()
    stolen_between = Many(Moment(), validate=length(2, 2))
    reported_at = Moment(required=True)
    report_number = Text(longest=64, required=True)
    place = Text(allow_none=True)
    owner_reference = Text(longest=128, allow_none=True)

    @validates_schema
    def _was_stolen_once(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("stolen_at" in data) == ("stolen_between" in data):
            raise ValidationError("one_time_of_theft", "stolen_at")


class WithdrawalIn(StrictSchema):
    """Why a good is taken off the list, and whether its owner has it back."""

    reason = Prose(required=True, longest=2000)
    returned_to_owner = Flag(allow_none=True)


class StolenGoodOut(StrictSchema):
    """A stolen good as the police see it."""

    noun: ClassVar[str | None] = "stolen_good"

    id = Id()
    version = Number()
    status = Text()
    registered_at = Moment()
    item = Part(ItemSchema)
    stolen_at = Moment(allow_none=True)
    stolen_between = Many(Moment(), allow_none=True)
    reported_at = Moment()
    report_number = Text()
    place = Text(allow_none=True)
    owner_reference = Text(allow_none=True)
    merged_into = Id(allow_none=True)
