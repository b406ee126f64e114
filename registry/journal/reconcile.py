"""Reconciling: holds the tables, the events, the tree and the checkpoints against each other.

Whoever can write to the store can change all of them, but not the checkpoints that others hold:
that is what `registry.audit.verify` and witnesses are for. This finds the row that was changed.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, inspect, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from registry.audit import tree
from registry.audit.checkpoint import NoteRefused, VerifierKey, opened
from registry.audit.rows import commitment, key_of, revision_of
from registry.journal.leaves import reader, tree_size
from registry.tables import Audited, AuditEvent, JournalEntry, LogCheckpoint, LogTile, Table

_BATCH = 1_000
_SCHEMA = """
CREATE TABLE bound (
    "table" TEXT, key TEXT, revision INT, event TEXT, commitment TEXT, seen INT DEFAULT 0,
    PRIMARY KEY ("table", key)
) WITHOUT ROWID
"""
_BIND = """
INSERT INTO bound ("table", key, revision, event, commitment) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    revision = excluded.revision, event = excluded.event, commitment = excluded.commitment
WHERE excluded.revision >= revision
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree: a code, the table and key (or place) it is at."""

    code: str
    table: str
    key: str


def differences(session: Session, verifiers: list[VerifierKey]) -> Iterator[Difference]:
    """Yield everything in which the store does not agree with its own log.

    Memory stays flat: what each row must be is kept in a file that is gone afterwards.
    """
    with closing(sqlite3.connect("")) as bound:
        bound.execute(_SCHEMA)
        yield from _events(session, bound)
        yield from _log(session, verifiers)
        for mapper in sorted(Table.registry.mappers, key=lambda each: each.class_.__name__):
            if issubclass(mapper.class_, Audited):
                yield from _rows(session, bound, mapper.class_)
        missing = bound.execute(
            'SELECT "table", key FROM bound WHERE NOT seen AND commitment IS NOT NULL'
        )
        for table, key in missing:
            yield Difference("row_missing", table, key)


def _events(session: Session, bound: sqlite3.Connection) -> Iterator[Difference]:
    """Read the events in order: their columns say what their leaves say, and bind the rows."""
    rows = session.execute(
        select(AuditEvent, JournalEntry)
        .outerjoin(JournalEntry, JournalEntry.event_id == AuditEvent.id)
        .order_by(JournalEntry.position.is_(None), JournalEntry.position)
        .execution_options(yield_per=_BATCH)
    )
    for event, entry in rows:
        try:
            leaf = json.loads(event.leaf)
            agrees = _columns(event, entry) == _said(leaf)
            bindings = [(t, k, revision, leaf["id"], c) for t, k, revision, c in leaf["rows"]]
        except (KeyError, TypeError, ValueError):
            agrees, bindings = False, []
        if not agrees:
            yield Difference("event_differs", AuditEvent.__tablename__, str(event.id))
        bound.executemany(_BIND, bindings)


def _columns(event: AuditEvent, entry: JournalEntry | None) -> tuple[Any, ...]:
    return (
        str(event.id),
        event.name,
        event.at.isoformat(timespec="microseconds"),
        event.actor_role,
        event.actor_subject,
        str(event.object_id) if event.object_id else None,
        event.leaf_hash == tree.leaf_hash(event.leaf.encode()).hex(),
        entry and (entry.topic, entry.object_id, entry.object_version),
    )


def _said(leaf: dict[str, Any]) -> tuple[Any, ...]:
    object_id = leaf["object"]["id"]
    return (
        leaf["id"],
        leaf["name"],
        leaf["at"],
        leaf["actor"]["role"],
        leaf["actor"]["subject"],
        object_id,
        True,
        (leaf["object"]["type"], UUID(object_id) if object_id else None, leaf["object"]["version"]),
    )


def _log(session: Session, verifiers: list[VerifierKey]) -> Iterator[Difference]:
    """Make the tree again from the events, and hold the tiles and the checkpoints against it."""
    yield from _tiles(session)
    read, size = reader(session), tree_size(session)
    for kept in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.size)):
        try:
            said = opened(kept.note, verifiers)
            agrees = (
                (said.size, said.root.hex()) == (kept.size, kept.root)
                and said.size <= size
                and tree.root(said.size, read) == said.root
            )
        except (NoteRefused, tree.TileTooShort):
            agrees = False
        if not agrees:
            yield Difference("checkpoint_differs", LogCheckpoint.__tablename__, str(kept.size))


def _tiles(session: Session) -> Iterator[Difference]:
    growing: dict[tuple[int, int], bytes] = {}
    size, read = 0, reader(session)
    leaves = session.scalars(
        select(AuditEvent.leaf)
        .join(JournalEntry, JournalEntry.event_id == AuditEvent.id)
        .where(JournalEntry.position <= tree_size(session))
        .order_by(JournalEntry.position)
        .execution_options(yield_per=_BATCH)
    )
    for batch in leaves.partitions():
        hashes = [tree.leaf_hash(leaf.encode()) for leaf in batch]
        growing.update(tree.extended(size, hashes, lambda *place: growing.get(place, b"")))
        size += len(hashes)
        full = [p for p, t in growing.items() if len(t) == tree.TILE_WIDTH * tree.HASH_BYTES]
        yield from _compared({place: growing.pop(place) for place in full}, read)
    yield from _compared(growing, read)
    expected = {(level, -(-(size >> 8 * level) // tree.TILE_WIDTH)) for level in range(8)}
    for level, tiles in sorted(expected):
        beyond = session.scalars(
            select(LogTile.number).where(LogTile.level == level, LogTile.number >= tiles)
        )
        yield from (_tile(level, number) for number in beyond)


def _compared(made: dict[tuple[int, int], bytes], read: tree.Read) -> Iterator[Difference]:
    for place, tile in sorted(made.items()):
        if read(*place) != tile:
            yield _tile(*place)


def _tile(level: int, number: int) -> Difference:
    return Difference("tile_differs", LogTile.__tablename__, f"{level}/{number}")


def _rows(
    session: Session, bound: sqlite3.Connection, table: type[Audited]
) -> Iterator[Difference]:
    """Compute the commitment of each row of a table again."""
    keys = inspect(table).primary_key
    total = session.scalar(select(func.count()).select_from(table)) or 0
    last: tuple[Any, ...] | None = None
    for start in range(0, total, _BATCH):
        page = select(table).order_by(*keys).limit(_BATCH)
        try:
            rows = session.scalars(page if last is None else page.where(tuple_(*keys) > last)).all()
        except (LookupError, TypeError, ValueError):
            # SQLite takes a text for a time or an id, which can't be read back as one.
            yield from _one_by_one(session, bound, table, start)
            return
        for row in rows:
            yield from _row(bound, row)
        if rows:
            last = tuple(inspect(rows[-1]).identity or ())
        session.expunge_all()


def _one_by_one(
    session: Session, bound: sqlite3.Connection, table: type[Audited], start: int
) -> Iterator[Difference]:
    """Read what is left of a table row by row, since one of them can't be read."""
    keys = inspect(table).primary_key
    raw = select(*(type_coerce(key, String) for key in keys)).order_by(*keys).offset(start)
    for n, key in enumerate(session.execute(raw).all(), start):
        try:
            row = session.scalars(select(table).order_by(*keys).offset(n).limit(1)).one()
        except (LookupError, TypeError, ValueError):
            place = (table.__tablename__, "/".join(_spelt(part) for part in key))
            bound.execute('UPDATE bound SET seen = 1 WHERE "table" = ? AND key = ?', place)
            yield Difference("row_differs", *place)
        else:
            yield from _row(bound, row)


def _spelt(part: object) -> str:
    """Return a raw part of a key as `key_of` spells it, if it is one."""
    try:
        return str(UUID(str(part)))
    except ValueError:
        return str(part)


def _row(bound: sqlite3.Connection, row: Audited) -> Iterator[Difference]:
    place = (row.__tablename__, key_of(row))
    found = bound.execute(
        'UPDATE bound SET seen = 1 WHERE "table" = ? AND key = ?'
        " RETURNING revision, event, commitment",
        place,
    ).fetchone()
    if found is None:
        yield Difference("row_without_event", *place)
        return
    revision, event, committed = found
    if revision != revision_of(row) or commitment(row, UUID(event)) != committed:
        yield Difference("row_differs", *place)
