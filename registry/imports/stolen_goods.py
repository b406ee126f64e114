"""Importing stolen goods: batch by batch, each batch wholly or not at all, each line once."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from registry.access.actors import Actor
from registry.db import take_turns
from registry.errors import Invalid
from registry.imports.lines import Line, Lines, RefusedLines
from registry.imports.mapping import BadValue, FileMapping
from registry.pointers import refusals
from registry.register import Register
from registry.rules import stolen_goods
from registry.tables import StolenGood
from schemas.stolen_goods import StolenGoodIn

BATCH = 100


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


class _Refused(Exception):
    """Why one line can't be taken."""


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
        # What is not in the stated encoding is refused line by line, not with the whole file;
        # and only a line feed ends a line, since a stray return in a number would cut it.
        text = io.TextIOWrapper(raw, mapping.encoding, errors="surrogateescape", newline="\n")
        lines = Lines(text, mapping.delimiter)
        mapping.fit(lines.header)
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


def _import_batch(
    register: Register,
    actor: Actor,
    mapping: FileMapping,
    header: Sequence[str],
    batch: Sequence[Line],
    report: Report,
) -> list[tuple[Line, str]]:
    """Take what is new of a batch, and return what can't be taken."""
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
    schema, now, accepted, known = StolenGoodIn(), register.clock(), 0, 0
    with register.database.write() as session:
        # Of two imports of the same file the second must see what the first one took.
        take_turns(session, f"import of {mapping.source}")
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
