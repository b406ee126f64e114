"""The mapping file: TOML of a strict form, read before a line of the file is."""

import csv
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, post_load, pre_load, validate, validates_schema

from matching import IDENTIFIER_TYPES
from registry.imports.mapping import BadMapping, FileMapping, Source
from registry.pointers import refusals
from schemas.fields import StrictSchema
from schemas.items import ItemSchema
from schemas.stolen_goods import StolenGoodIn

FIELDS = (frozenset(StolenGoodIn().fields) | {f"item.{name}" for name in ItemSchema().fields}) - {
    "item",
    "item.identifiers",
    "stolen_between",
}
ANY_BYTES = bytes(range(256))


def load_mapping(path: Path) -> FileMapping:
    """Read a mapping file. Raises BadMapping, saying what is wrong and where."""
    try:
        text = path.read_text(encoding="utf-8")
    except ValueError as error:
        raise BadMapping(str(error)) from error
    return read_mapping(text)


def read_mapping(text: str) -> FileMapping:
    """Return the mapping that a TOML text describes. Raises BadMapping as `load_mapping` does."""
    try:
        document = tomllib.loads(text)
        mapping: FileMapping = _MappingSchema().load(document)
    except ValidationError as error:
        found = (f"{f.pointer.strip('/') or 'the file'}: {f.code}" for f in refusals(error))
        raise BadMapping("; ".join(found)) from error
    except ValueError as error:
        raise BadMapping(str(error)) from error
    return mapping


class _Texts(fields.List[str]):
    """A list of texts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.String(), **options)


class _SourceSchema(StrictSchema):
    """A source: the name of a column, or a table."""

    columns = _Texts(required=True, validate=validate.Length(min=1))
    join = fields.String(load_default=" ")
    template = fields.String(load_default=None)
    format = fields.String(load_default=None)
    values = fields.Dict(fields.String(), fields.String(), load_default=dict)

    @pre_load
    def _one_column(self, data: Any, **_kwargs: Any) -> Any:
        if isinstance(data, str):
            return {"columns": [data]}
        if isinstance(data, dict) and "column" in data and "columns" not in data:
            return {"columns": [data["column"]], **{k: data[k] for k in data if k != "column"}}
        return data

    @validates_schema
    def _can_be_filled(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse a template or a format that would fail on every line of the file."""
        try:
            if data["template"] is not None:
                data["template"].format_map(dict.fromkeys(data["columns"], ""))
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            raise ValidationError("names what is not among the columns", "template") from error
        try:
            if data["format"] is not None:
                some_day = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
                datetime.strptime(some_day.strftime(data["format"]), data["format"])  # noqa: DTZ007 - only tried
        except ValueError as error:
            raise ValidationError("not a form of time", "format") from error

    @post_load
    def _source(self, data: dict[str, Any], **_kwargs: Any) -> Source:
        return Source(**{**data, "columns": tuple(data["columns"])})


class _IdentifierSchema(_SourceSchema):
    """A number on the goods: a source, and what kind of number it is."""

    type = fields.String(load_default=None)

    @validates_schema
    def _of_a_kind(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["type"] is not None and data["type"] not in IDENTIFIER_TYPES:
            raise ValidationError(f"one of {', '.join(IDENTIFIER_TYPES)}", "type")

    @post_load
    def _source(self, data: dict[str, Any], **kwargs: Any) -> Any:
        return data.pop("type"), super()._source(data, **kwargs)


class _FileSchema(StrictSchema):
    """How the file is written."""

    source = fields.String(required=True, validate=validate.Length(min=1))
    encoding = fields.String(load_default="utf-8-sig")
    delimiter = fields.String(load_default=",")
    time_zone = fields.String(load_default="Europe/Amsterdam")
    unknown_ = _Texts(data_key="unknown", load_default=list)
    key = _Texts(load_default=list)

    @validates_schema
    def _can_be_read(self, data: dict[str, Any], **_kwargs: Any) -> None:
        try:
            csv.reader([], delimiter=data["delimiter"])
        except (TypeError, ValueError) as error:
            raise ValidationError("not one character", "delimiter") from error
        try:
            ZoneInfo(data["time_zone"])
        except (OSError, ValueError, LookupError) as error:
            raise ValidationError("no such time zone", "time_zone") from error
        if not _takes_any_byte(data["encoding"]):
            raise ValidationError("not an encoding that is read line by line", "encoding")


class _MappingSchema(StrictSchema):
    """The whole mapping file."""

    file = fields.Nested(_FileSchema, required=True)
    skip = fields.Dict(fields.String(), _Texts(), load_default=dict)
    fixed = fields.Dict(fields.String(), fields.Raw(), load_default=dict)
    fields_ = fields.Dict(
        fields.String(), fields.Nested(_SourceSchema), data_key="fields", load_default=dict
    )
    identifiers = fields.List(fields.Nested(_IdentifierSchema), load_default=list)

    @validates_schema
    def _are_fields(self, data: dict[str, Any], **_kwargs: Any) -> None:
        for table, named in (("fixed", data["fixed"]), ("fields", data["fields_"])):
            if unknown := set(named) - FIELDS:
                raise ValidationError(
                    f"no field {', '.join(sorted(unknown))}; there are {', '.join(sorted(FIELDS))}",
                    table,
                )

    @post_load
    def _mapping(self, data: dict[str, Any], **_kwargs: Any) -> FileMapping:
        file = data["file"]
        return FileMapping(
            source=file["source"],
            encoding=file["encoding"],
            delimiter=file["delimiter"],
            time_zone=ZoneInfo(file["time_zone"]),
            unknown=frozenset(word.casefold() for word in ["", *file["unknown_"]]),
            key=tuple(file["key"]),
            skip={name: frozenset(values) for name, values in data["skip"].items()},
            fixed=data["fixed"],
            fields=data["fields_"],
            identifiers=tuple(data["identifiers"]),
        )


def _takes_any_byte(encoding: str) -> bool:
    """Whether a bad byte spoils one value and not the file, and can be written back as it was."""
    try:
        text = ANY_BYTES.decode(encoding, "surrogateescape")
        return text.encode(encoding, "surrogateescape").endswith(ANY_BYTES)
    except (LookupError, ValueError):
        return False
