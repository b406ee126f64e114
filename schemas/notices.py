"""DOR on the wire: police notices to dealers (article 437 (1)(e) Sr)."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from schemas.fields import (
    Id,
    Many,
    Moment,
    Number,
    Part,
    Place,
    Prose,
    StrictSchema,
    Text,
    length,
)
from schemas.items import ItemSchema


class NoticeIn(StrictSchema):
    """A clear description of stolen or lost goods, and to whom it goes."""

    text = Prose(required=True, longest=10_000)
    item = Part(ItemSchema, required=True)
    dealers = Many(Id(), validate=length(1, 500))
    municipality_codes = Many(Place(), validate=length(1, 500))

    @validates_schema
    def _goes_to_somebody(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data.get("dealers") and not data.get("municipality_codes"):
            raise ValidationError("to_nobody", "dealers")


class NoticeDeliverySchema(StrictSchema):
    """When a dealer first read a notice: the proof of its delivery."""

    dealer_id = Id()
    delivered_at = Moment()


class NoticeBreachSchema(StrictSchema):
    """Goods in range of a notice, acquired after its delivery; a person judges."""

    id = Id()
    purchase_id = Id()
    purchase_version = Number()
    dealer_id = Id()
    found_at = Moment()
    verdict = Text()
    p_item = fields.Float()


class NoticeOut(StrictSchema):
    """A notice. A dealer sees when it was delivered to him, the police what came of it."""

    noun: ClassVar[str | None] = "notice"

    id = Id()
    sent_at = Moment()
    text = Text()
    item = Part(ItemSchema)
    delivered_at = Moment(allow_none=True)
    addressees = Many(Text())
    deliveries = Many(Part(NoticeDeliverySchema))
    breaches = Many(Part(NoticeBreachSchema))


class NoticePage(StrictSchema):
    """A page of notices."""

    items = Many(Part(NoticeOut))
    next = Text(allow_none=True)
