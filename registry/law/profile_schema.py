"""The form of the files in registry/data/jurisdictions: strict, and refused as a whole."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import OneOf, Range, Regexp

from matching import CATEGORIES
from schemas.fields import Flag, Pattern, StrictSchema

STANDINGS = ("law", "public", "assumed")


class Whole(fields.Integer):
    """A whole number, written as one: no text, no flag, no fraction."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def _whole(lowest: int, highest: int) -> fields.Field[Any]:
    return Whole(strict=True, required=True, validate=Range(lowest, highest))


def _choice(*words: str) -> fields.Field[Any]:
    return fields.String(required=True, validate=OneOf(words))


def _categories() -> fields.Field[Any]:
    return fields.List(fields.String(validate=OneOf(sorted(CATEGORIES))), required=True)


def _said() -> fields.Field[Any]:
    return fields.String(required=True, validate=Regexp(r"\S"))


TERMS: Mapping[str, fields.Field[Any]] = {
    "entry_within_hours": _whole(1, 24 * 31),
    "identity": _choice("none", "every_supplier"),
    "hold_days": _whole(0, 365),
    "hold_unit": _choice("calendar", "working"),
    "hold_basis": fields.String(required=True, validate=Regexp(r"[a-z0-9:-]+\Z")),
    "kept_unaltered": Flag(required=True),
    "notification_days": _whole(0, 365),
    "dor": _choice("voluntary", "mandatory"),
    "dol": _choice("voluntary", "mandatory"),
    "sale_register": _choice("none", "sensitive", "all"),
    "not_sensitive": _categories(),
    "thrift_shops": _choice("all", "numbered_only"),
    "numbered": _categories(),
    "dutch_plates": _choice("register", "vehicle_authority"),
    "order_days": _whole(0, 365),
}


def _term(value: fields.Field[Any]) -> type[Schema]:
    return StrictSchema.from_dict(
        {
            "value": value,
            "standing": _choice(*STANDINGS),
            "source": _said(),
            "checked": fields.Date(required=True, format="iso"),
        },
        name="Term",
    )


TermsSchema = StrictSchema.from_dict(
    {name: fields.Nested(_term(value), required=True) for name, value in TERMS.items()},
    name="Terms",
)


class ProfileSchema(StrictSchema):
    """One profile: a TOML file, with days as ISO 8601 texts."""

    name = Pattern(r"[a-z0-9-]+", code="not a name of a profile", required=True)
    title = _said()
    time_zone = _said()
    legal_days = _choice("NL", "none")
    authority = _choice("mayor", "governor")
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

    country = _choice("NL", "BQ")
    profile = _said()
    since = fields.Date(required=True, allow_none=True, format="iso", data_key="from")


class OrdinanceSchema(StrictSchema):
    """One term that an ordinance of a place sets from a day on."""

    place = Pattern(r"GM\d{4}", code="not a municipality", required=True)
    term = _choice(*TERMS)
    value = fields.String(required=True)
    since = fields.Date(required=True, allow_none=True, format="iso", data_key="from")
    source = _said()
    checked = fields.Date(required=True, format="iso")


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
