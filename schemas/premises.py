"""DOL on the wire: the premises of a dealer."""

from typing import ClassVar

from schemas.dealers import AddressSchema, PremisesToldSchema
from schemas.fields import Id, Many, Moment, Number, Part, StrictSchema, Text
from schemas.notifications import NotificationOut


class PremisesIn(PremisesToldSchema):
    """One more branch, and since or from when goods are bought up there."""

    happened_at = Moment(required=True)


class PremisesOut(StrictSchema):
    """Premises as those who may see their dealer see them.

    `notification` is the one that this answers, None where nothing was notified just now.
    """

    noun: ClassVar[str | None] = "premises"

    id = Id()
    version = Number()
    dealer_id = Id()
    status = Text()
    name = Text(allow_none=True)
    address = Part(AddressSchema)
    municipality_code = Text()
    goods = Many(Text(), allow_none=True)
    submitted_at = Moment()
    decided_at = Moment(allow_none=True)
    decision_reason = Text(allow_none=True)
    ended_at = Moment(allow_none=True)
    notification = Part(NotificationOut, allow_none=True)


class PremisesList(StrictSchema):
    """All premises of a dealer, or those in the asker's area."""

    items = Many(Part(PremisesOut))
    next = Text(allow_none=True)
