"""Mappings: a TOML file that says how a line of somebody's file becomes a body of ours.

See docs/importing.md for the form, and docs/examples for one that is used.
"""

import codecs
import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.items import ItemSchema
from schemas.stolen_goods import StolenGoodIn

Row = Mapping[str, str]
FIELDS = (frozenset(StolenGoodIn().fields) | {f"item.{name}" for name in ItemSchema().fields}) - {
    "item",
    "item.identifiers",
    "stolen_between",
}


class BadMapping(ValueError):
    """The mapping file is not of the form described."""


class BadValue(ValueError):
    """A value of a line can't be read; says which column and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """From which columns one field is made.

    With several columns their known values are put into `template` if all are known, and else
    joined by `join`. With a `format` (as of strptime) the joined text is a moment in the file's
    time zone. `values` translates what stands in the file.
    """

    columns: tuple[str, ...]
    join: str = " "
    template: str | None = None
    format: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """How a file is read: its form, the key of a line, fixed values and fields.

    A line with one of the `skip` values in its column is left out without being refused.
    """

    source: str
    encoding: str
    delimiter: str
    time_zone: ZoneInfo
    unknown: frozenset[str]
    key: tuple[str, ...]
    skip: Mapping[str, frozenset[str]]
    fixed: Mapping[str, Any]
    fields: Mapping[str, Source]
    identifiers: tuple[tuple[str | None, Source], ...]

    def body(self, row: Row) -> dict[str, Any]:
        """Return the body (in the form of the API) that a line stands for.

        Raises BadValue if a value can't be read.
        """
        body: dict[str, Any] = {}
        for path, value in self.fixed.items():
            _put(body, path, value)
        for path, source in self.fields.items():
            value = self._value(row, source)
            if value is not None:
                _put(body, path, value)
        numbers = [
            {"type": kind, "value": value}
            for kind, source in self.identifiers
            if (value := self._value(row, source)) is not None
        ]
        if numbers:
            _put(body, "item.identifiers", numbers)
        return body

    def columns(self) -> set[str]:
        """Return the columns that the file must have."""
        sources = [*self.fields.values(), *(source for _, source in self.identifiers)]
        named = {column for source in sources for column in source.columns}
        return {*self.key, *self.skip, *named}

    def skips(self, row: Row) -> bool:
        """Tell whether this line is to be left out."""
        return any(row[name].strip() in values for name, values in self.skip.items())

    def import_key(self, row: Row) -> str:
        """Return what recognises this line, whenever and from whichever file it comes.

        Without key columns the whole line counts, but for what we added to a refused one.
        """
        names = self.key or sorted(name for name in row if not name.startswith("_"))
        text = "\x1f".join([self.source, *(f"{name}={row[name]}" for name in names)])
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    def _value(self, row: Row, source: Source) -> str | None:
        known = {
            name: source.values.get(text, text)
            for name in source.columns
            if (text := row[name].strip()).casefold() not in self.unknown
        }
        if not known or (source.format and len(known) < len(source.columns)):
            return None
        if source.template and len(known) == len(source.columns):
            text = source.template.format_map(known)
        else:
            text = source.join.join(known.values())
        return self._moment(text, source) if source.format else text

    def _moment(self, text: str, source: Source) -> str:
        try:
            read = datetime.strptime(text, source.format or "")  # noqa: DTZ007 - zoned just below
        except ValueError as error:
            raise BadValue(
                f"{' and '.join(source.columns)}: not in the form {source.format}"
            ) from error
        aware = read if read.tzinfo else read.replace(tzinfo=self.time_zone)
        return aware.isoformat()


def load_mapping(path: Path) -> FileMapping:
    """Read a mapping file. Raises BadMapping, saying what is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        file = document.pop("file", {})
        mapping = FileMapping(
            source=file.pop("source"),
            encoding=file.pop("encoding", "utf-8-sig"),
            delimiter=file.pop("delimiter", ","),
            time_zone=ZoneInfo(file.pop("time_zone", "Europe/Amsterdam")),
            unknown=frozenset(word.casefold() for word in ["", *file.pop("unknown", [])]),
            key=tuple(file.pop("key", [])),
            skip={name: frozenset(v) for name, v in document.pop("skip", {}).items()},
            fixed=document.pop("fixed", {}),
            fields={name: _source(value) for name, value in document.pop("fields", {}).items()},
            identifiers=tuple(
                (number.pop("type", None), _source(number))
                for number in document.pop("identifiers", [])
            ),
        )
        _check(mapping)
    except KeyError as error:
        raise BadMapping(f"{error} is missing") from error
    except (TypeError, AttributeError, ValueError, LookupError, ZoneInfoNotFoundError) as error:
        raise BadMapping(str(error)) from error
    if left := [*file, *document]:
        raise BadMapping(f"unknown settings: {', '.join(left)}")
    return mapping


def _source(value: str | dict[str, Any]) -> Source:
    if isinstance(value, str):
        return Source(columns=(value,))
    columns = value.pop("columns", None) or [value.pop("column")]
    return Source(columns=tuple(columns), **value)


def _check(mapping: FileMapping) -> None:
    """Refuse what would fail on every line of the file."""
    codecs.lookup(mapping.encoding)
    csv.reader([], delimiter=mapping.delimiter)
    for path, source in mapping.fields.items():
        if path not in FIELDS:
            raise BadMapping(f"there is no field {path}; there are {', '.join(sorted(FIELDS))}")
        if source.template:
            source.template.format_map(dict.fromkeys(source.columns, ""))
    if unknown := set(mapping.fixed) - FIELDS:
        raise BadMapping(f"there is no field {', '.join(sorted(unknown))}")


def _put(body: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        body = body.setdefault(name, {})
    body[last] = value
