"""The form of the files in registry/data/jurisdictions: strict, and refused as a whole."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import OneOf, Range, Regexp

from matching import CATEGORIES
from schemas.fields import Flag, Pattern, StrictSchema

STANDINGS = ("law", "public", "assumed")
TERMS: Mapping[str, fields.Field[Any]] = {
    "entry_within_hours": fields.Integer(strict=True, validate=Range(1, 24 * 31)),
    "identity": fields.String(validate=OneOf(["none", "every_supplier"])),
    "hold_days": fields.Integer(strict=True, validate=Range(0, 365)),
    "hold_unit": fields.String(validate=OneOf(["calendar", "working"])),
    "hold_basis": fields.String(validate=Regexp(r"[a-z0-9:-]+\Z")),
    "kept_unaltered": Flag(),
    "notification_days": fields.Integer(strict=True, validate=Range(0, 365)),
    "dor": fields.String(validate=OneOf(["voluntary", "mandatory"])),
    "dol": fields.String(validate=OneOf(["voluntary", "mandatory"])),
    "sale_register": fields.String(validate=OneOf(["none", "sensitive", "all"])),
    "not_sensitive": fields.List(fields.String(validate=OneOf(sorted(CATEGORIES)))),
    "thrift_shops": fields.String(validate=OneOf(["all", "numbered_only"])),
    "numbered": fields.List(fields.String(validate=OneOf(sorted(CATEGORIES)))),
    "dutch_plates": fields.String(validate=OneOf(["register", "vehicle_authority"])),
    "order_days": fields.Integer(strict=True, validate=Range(0, 365)),
}


def _day(**options: Any) -> fields.Field[Any]:
    return fields.Date(format="iso", **options)


def _term(value: fields.Field[Any]) -> type[Schema]:
    return StrictSchema.from_dict(
        {
            "value": _required(value),
            "standing": fields.String(required=True, validate=OneOf(STANDINGS)),
            "source": fields.String(required=True, validate=Regexp(r"\S")),
            "checked": _day(required=True),
        },
        name="Term",
    )


def _required(field: fields.Field[Any]) -> fields.Field[Any]:
    field.required = True
    return field


TermsSchema = StrictSchema.from_dict(
    {name: fields.Nested(_term(value), required=True) for name, value in TERMS.items()},
    name="Terms",
)


class ProfileSchema(StrictSchema):
    """One profile: a TOML file, with days as ISO 8601 texts."""

    name = Pattern(r"[a-z0-9-]+", code="not a name of a profile", required=True)
    title = fields.String(required=True, validate=Regexp(r"\S"))
    time_zone = fields.String(required=True)
    legal_days = fields.String(required=True, validate=OneOf(["NL", "none"]))
    authority = fields.String(required=True, validate=OneOf(["mayor", "governor"]))
    local = fields.List(fields.String(validate=OneOf(sorted(TERMS))), required=True)
    rules = fields.List(fields.String(), required=True)
    terms = fields.Nested(TermsSchema, required=True)

    @validates_schema
    def _holds_together(self, data: dict[str, Any], **_kwargs: Any) -> None:
        try:
            ZoneInfo(data["time_zone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValidationError("There is no such time zone.", "time_zone") from error
        if len(set(data["rules"])) < len(data["rules"]):
            raise ValidationError("A rule is named twice.", "rules")
        if data["legal_days"] == "none" and data["terms"]["hold_unit"]["value"] == "working":
            raise ValidationError("Working days need a calendar of legal days.", "legal_days")


class InForceSchema(StrictSchema):
    """From which day a profile is in force in a country; empty is as far back as it goes."""

    country = fields.String(required=True, validate=OneOf(["NL", "BQ"]))
    profile = fields.String(required=True)
    since = _day(required=True, allow_none=True, data_key="from")


class OrdinanceSchema(StrictSchema):
    """One term that an ordinance of a place sets from a day on."""

    place = Pattern(r"GM\d{4}", code="not a municipality", required=True)
    term = fields.String(required=True, validate=OneOf(sorted(TERMS)))
    value = fields.String(required=True)
    since = _day(required=True, allow_none=True, data_key="from")
    source = fields.String(required=True, validate=Regexp(r"\S"))
    checked = _day(required=True)


def local_value(term: str, text: str) -> Any:
    """Return the value of a term as ordinances.csv writes it, checked like that of a profile.

    Yes and no are flags; a list is separated by semicolons.
    """
    field = TERMS[term]
    raw: Any = text
    if isinstance(field, fields.Integer):
        raw = int(text) if text.isdecimal() else text  # the field refuses a text
    elif isinstance(field, Flag):
        raw = {"yes": True, "no": False}.get(text, text)
    elif isinstance(field, fields.List):
        raw = [part.strip() for part in text.split(";") if part.strip()]
    return field.deserialize(raw)
