"""Importing stolen goods: batch by batch, each batch wholly or not at all, each line once."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from registry.access.actors import Actor
from registry.errors import Invalid
from registry.imports.mapping import BadMapping, BadValue, FileMapping
from registry.pointers import refusals
from registry.register import Register
from registry.rules import stolen_goods
from registry.tables import StolenGood
from schemas.stolen_goods import StolenGoodIn

BATCH = 500
LINE, REASON = "_line", "_reason"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What came of an import: how many were taken, were there already, left out, refused."""

    accepted: int = 0
    known: int = 0
    skipped: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: where it starts (from 1), and its cells."""

    number: int
    cells: list[str]


class _Refused(Exception):
    """Why one line can't be taken."""


def import_file(
    register: Register,
    actor: Actor,
    path: Path,
    mapping: FileMapping,
    refused_path: Path,
    on_progress: Callable[[int], None] = lambda _bytes: None,
) -> Report:
    """Import a CSV file and write the refused lines, with the reason, to `refused_path`.

    Each batch is one transaction and each line is recognised by its key, so an interrupted
    import is simply started again. Finding the goods among the purchases is the matcher's.
    Raises BadMapping if the file lacks a column that the mapping names.
    """
    report, refused = Report(), []
    with path.open("rb") as raw:
        # What is not in the stated encoding is refused line by line, not with the whole file.
        text = io.TextIOWrapper(raw, mapping.encoding, errors="surrogateescape", newline="")
        lines = _lines(csv.reader(text, delimiter=mapping.delimiter))
        header = next(lines, _Line(0, [])).cells
        if missing := mapping.columns() - set(header):
            raise BadMapping(f"the file has no column {', '.join(sorted(missing))}")
        while batch := list(islice(lines, BATCH)):
            for line, reason in _import_batch(register, actor, mapping, header, batch, report):
                report.refusals.append(Refusal(line.number, reason))
                refused.append((line, reason))
            on_progress(raw.tell())
    if refused:
        _write_refused(refused_path, mapping, header, refused)
    return report


def _lines(reader: Any) -> Iterator[_Line]:
    start = 1
    for cells in reader:
        if cells:
            yield _Line(start, cells)
        start = reader.line_num + 1


def _import_batch(
    register: Register,
    actor: Actor,
    mapping: FileMapping,
    header: Sequence[str],
    batch: Sequence[_Line],
    report: Report,
) -> list[tuple[_Line, str]]:
    """Take what is new of a batch, and return what can't be taken."""
    refused, readable = [], []
    for line in batch:
        if len(line.cells) != len(header):
            refused.append((line, f"{len(line.cells)} cells instead of {len(header)}"))
            continue
        row = dict(zip(header, line.cells, strict=True))
        if mapping.skips(row):
            report.skipped += 1
        else:
            readable.append((line, row, mapping.import_key(row)))
    schema, now, accepted, known = StolenGoodIn(), register.clock(), 0, 0
    with register.database.write() as session:
        keys = [key for _, _, key in readable]
        seen = set(
            session.scalars(select(StolenGood.import_key).where(StolenGood.import_key.in_(keys)))
        )
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
        raise _Refused("; ".join(f"{f.pointer}: {f.code}" for f in found)) from error
    return good


def _reason(error: Exception) -> str:
    if isinstance(error, Invalid):
        return "; ".join(f"{f.pointer}: {f.code}" for f in error.fields)
    return str(error)


def _write_refused(
    path: Path,
    mapping: FileMapping,
    header: Sequence[str],
    refused: Iterable[tuple[_Line, str]],
) -> None:
    """Write the lines as they were, with two columns of ours that an import does not look at."""
    own = [name for name in header if name not in {LINE, REASON}]
    with path.open("w", encoding=mapping.encoding, errors="surrogateescape", newline="") as file:
        writer = csv.writer(file, delimiter=mapping.delimiter)
        writer.writerow([*own, LINE, REASON])
        for line, reason in refused:
            writer.writerow(
                [*_fitted(line.cells, len(own), mapping.delimiter), line.number, reason]
            )


def _fitted(cells: list[str], width: int, delimiter: str) -> list[str]:
    """Return exactly `width` cells; what stood beyond the header stays in the last one."""
    if len(cells) > width:
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]
