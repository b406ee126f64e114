"""Mappings: how a line of somebody's file becomes a body of ours.

docs/importing.md has the form of the file; `registry.imports.mapping_file` reads it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, str]


class BadMapping(ValueError):
    """The mapping is not of the form described, or does not fit the file."""


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
            put(body, path, value)
        for path, source in self.fields.items():
            value = self._value(row, source)
            if value is not None:
                put(body, path, value)
        numbers = [
            {"type": kind, "value": value}
            for kind, source in self.identifiers
            if (value := self._value(row, source)) is not None
        ]
        if numbers:
            put(body, "item.identifiers", numbers)
        return body

    def fit(self, header: list[str]) -> None:
        """Raise BadMapping unless this header has every column that is named, and once.

        Without key columns the whole line is its own key, so then no column may come twice.
        """
        named = self._columns()
        if missing := named - set(header):
            raise BadMapping(f"the file has no column {', '.join(sorted(missing))}")
        counted = named if self.key else set(header)
        if twice := {name for name in counted if header.count(name) > 1}:
            raise BadMapping(f"the file has more than one column {', '.join(sorted(twice))}")

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

    def _columns(self) -> set[str]:
        sources = [*self.fields.values(), *(source for _, source in self.identifiers)]
        named = {column for source in sources for column in source.columns}
        return {*self.key, *self.skip, *named}

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
        """Return a moment in ISO 8601; of the two that a clock shows in autumn, the first."""
        columns = " and ".join(source.columns)
        try:
            read = datetime.strptime(text, source.format or "")  # noqa: DTZ007 - zoned just below
        except ValueError as error:
            raise BadValue(f"{columns}: not in the form {source.format}") from error
        aware = zoned(read, self.time_zone)
        if aware is None:
            raise BadValue(f"{columns}: there was no such time in {self.time_zone}")
        return aware.isoformat()


def zoned(read: datetime, zone: ZoneInfo) -> datetime | None:
    """Return a moment that a clock in a zone showed, or None if it never did."""
    if read.tzinfo:
        return read
    aware = read.replace(tzinfo=zone)
    # In spring the clock skips an hour, and Python takes a time in it without a word.
    return aware if aware.astimezone(UTC).astimezone(zone) == aware else None


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path of a body."""
    *parents, last = path.split(".")
    for name in parents:
        body = body.setdefault(name, {})
    body[last] = value
