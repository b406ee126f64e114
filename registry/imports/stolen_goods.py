"""Importing stolen goods: batch by batch, each batch wholly or not at all, each line once."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.db import take_turns
from registry.errors import FieldError, Invalid
from registry.imports.lines import Line, Lines, RefusedLines
from registry.imports.mapping import BadValue, FileMapping
from registry.pointers import refusals
from registry.register import Register
from registry.rules import stolen_goods
from registry.tables import StolenGood
from schemas.stolen_goods import StolenGoodIn

BATCH = 100
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken, and why; `fields` are the bad ones, if the reason is in fields."""

    line: int
    reason: str
    fields: tuple[FieldError, ...] = ()


@dataclass(slots=True)
class Report:
    """What came of an import: how many were taken, were there already, left out, refused."""

    accepted: int = 0
    known: int = 0
    skipped: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would come to, and the first goods that it would take."""

    report: Report
    goods: list[dict[str, Any]]


class _Refused(Exception):
    """Why one line can't be taken."""

    def __init__(self, reason: str, fields: Sequence[FieldError] = ()) -> None:
        self.fields = tuple(fields)
        super().__init__(reason)


def import_file(
    register: Register,
    actor: Actor,
    path: Path,
    mapping: FileMapping,
    refused_path: Path,
    *,
    on_progress: Callable[[int], None] = lambda _bytes: None,
    make_room: Callable[[float], None] = lambda _seconds: None,
) -> Report:
    """Import a CSV file and write the refused lines, with the reason, to `refused_path`.

    Each batch is one transaction and each line is recognised by its key, so an interrupted
    import is simply started again. Finding the goods among the purchases is the matcher's.
    `make_room` is called after each batch with the seconds that it took. Raises BadMapping if
    the file does not fit the mapping, and OSError if the refused lines can't be written.
    """
    report = Report()
    with path.open("rb") as raw:
        lines = _lines(raw, mapping)
        coming = iter(lines)
        with RefusedLines(refused_path, mapping, lines.header) as refused:
            while batch := list(islice(coming, BATCH)):
                began = monotonic()
                for line, reason in _import_batch(
                    register, actor, mapping, lines.header, batch, report
                ):
                    report.refusals.append(Refusal(line.number, reason))
                    refused.add(line, reason)
                on_progress(raw.tell())
                make_room(monotonic() - began)
    return report


def preview_file(register: Register, path: Path, mapping: FileMapping) -> Preview:
    """Read a CSV file as `import_file` does, and tell what it would take, without taking it.

    Raises BadMapping if the file does not fit the mapping.
    """
    report, taken = Report(), list[dict[str, Any]]()
    seen: set[str | None] = set()
    schema, now = StolenGoodIn(), register.clock()
    with path.open("rb") as raw, register.database.read() as session:
        lines = _lines(raw, mapping)
        coming = iter(lines)
        while batch := list(islice(coming, BATCH)):
            refused, readable = _read_batch(mapping, lines.header, batch, report)
            report.refusals += [Refusal(line.number, reason) for line, reason in refused]
            seen.update(_known(session, [key for _, _, key in readable]))
            for line, row, key in readable:
                if key in seen:
                    report.known += 1
                    continue
                try:
                    good = _good(mapping, schema, row)
                    stolen_goods.check_times(good, now)
                except (_Refused, Invalid) as error:
                    bad = tuple(error.fields)
                    report.refusals.append(Refusal(line.number, _reason(error), bad))
                    continue
                seen.add(key)
                report.accepted += 1
                if len(taken) < SHOWN:
                    taken.append(good)
    report.refusals.sort(key=lambda refusal: refusal.line)
    return Preview(report, taken)


def _lines(raw: BinaryIO, mapping: FileMapping) -> Lines:
    # What is not in the stated encoding is refused line by line, not with the whole file;
    # and only a line feed ends a line, since a stray return in a number would cut it.
    text = io.TextIOWrapper(raw, mapping.encoding, errors="surrogateescape", newline="\n")
    lines = Lines(text, mapping.delimiter)
    mapping.fit(lines.header)
    return lines


def _read_batch(
    mapping: FileMapping, header: Sequence[str], batch: Sequence[Line], report: Report
) -> tuple[list[tuple[Line, str]], list[tuple[Line, dict[str, str], str]]]:
    """Return the lines that can't be read, and those that can with their cells and keys."""
    refused, readable = [], []
    for line in batch:
        if line.refused is not None:
            refused.append((line, line.refused))
            continue
        row = dict(zip(header, line.cells, strict=True))
        if mapping.skips(row):
            report.skipped += 1
        else:
            readable.append((line, row, mapping.import_key(row)))
    return refused, readable


def _known(session: Session, keys: Sequence[str]) -> set[str | None]:
    return set(
        session.scalars(select(StolenGood.import_key).where(StolenGood.import_key.in_(keys)))
    )


def _import_batch(
    register: Register,
    actor: Actor,
    mapping: FileMapping,
    header: Sequence[str],
    batch: Sequence[Line],
    report: Report,
) -> list[tuple[Line, str]]:
    """Take what is new of a batch, and return what can't be taken."""
    refused, readable = _read_batch(mapping, header, batch, report)
    schema, now, accepted, known = StolenGoodIn(), register.clock(), 0, 0
    with register.database.write() as session:
        # Of two imports of the same file the second must see what the first one took.
        take_turns(session, f"import of {mapping.source}")
        seen = _known(session, [key for _, _, key in readable])
        for line, row, key in readable:
            if key in seen:
                known += 1
                continue
            try:
                good = _good(mapping, schema, row)
                stolen_goods.report(session, actor, now, good=good, import_key=key)
            except (_Refused, Invalid) as error:
                refused.append((line, _reason(error)))
                continue
            seen.add(key)
            accepted += 1
    # Counted only now that the batch is committed.
    report.accepted += accepted
    report.known += known
    return sorted(refused, key=lambda pair: pair[0].number)


def _good(mapping: FileMapping, schema: StolenGoodIn, row: dict[str, str]) -> dict[str, Any]:
    try:
        good: dict[str, Any] = schema.load(mapping.body(row))
    except BadValue as error:
        raise _Refused(str(error)) from error
    except ValidationError as error:
        found = refusals(error)
        raise _Refused(_told(found), found) from error
    return good


def _reason(error: Exception) -> str:
    return _told(error.fields) if isinstance(error, Invalid) else str(error)


def _told(fields: Sequence[FieldError]) -> str:
    return "; ".join(f"{field.pointer}: {field.code}" for field in fields)
