"""DOC on the wire: how dealers keep the rules, at a glance."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from schemas.fields import Flag, Id, Many, Moment, Number, PageQuery, Part, StrictSchema, Text


class ComplianceQuery(PageQuery):
    """Over which period, and whether only silent dealers are asked."""

    since = Moment()
    until = Moment()
    silent = fields.Boolean(truthy={"true"}, falsy={"false"}, error_messages={"invalid": "not_true_or_false"})

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "since" in data and "until" in data and data["since"] >= data["until"]:
            raise ValidationError("ends_before_it_begins", "until")
