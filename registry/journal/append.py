"""Appending: the audit event and its journal entry, in the transaction of the change.

An event commits to the rows that it wrote, so its leaf is made when they have their final
content: when the transaction ends, or earlier when `close` is called to show a receipt.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.events import Event, Row
from registry.audit.names import EventName
from registry.audit.rows import commitment, key_of, revision_of
from registry.ids import new_id
from registry.tables import Audited, JournalEntry

PENDING = "pending_events"
CHANGED = "changed_rows"
LEAVES = "leaves"


class UnrecordedChange(RuntimeError):
    """A programming error: a change was about to be committed that no event tells of."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """An event whose leaf is still to be made, and the rows that it claims by name."""

    event: Event
    rows: tuple[Audited, ...]


def append(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    *,
    object_id: UUID | None = None,
    object_version: int | None = None,
    details: Mapping[str, Any] | None = None,
    purpose: str | None = None,
    ground: str | None = None,
    recipient: str | None = None,
    result: str = "done",
    rows: Collection[Audited] = (),
) -> UUID:
    """Record that `actor` did this, and return the event's id.

    It is committed with the change it records, or neither is. `object_version` is given for a
    new version of the object, and is None for a disclosure. `rows` are the changed rows that are
    no part of the object; the rows of the object itself need no naming.
    """
    event = Event(
        id=new_id(),
        name=name,
        at=now,
        actor=actor,
        object_id=object_id,
        object_version=object_version,
        details=details or {},
        purpose=purpose,
        ground=ground,
        recipient=recipient,
        result=result,
    )
    pending: list[_Pending] = session.info.setdefault(PENDING, [])
    pending.append(_Pending(event, tuple(rows)))
    return event.id


def close(session: Session) -> None:
    """Make the leaves of the events so far; rows changed later need an event of their own.

    Raises UnrecordedChange if a changed row is claimed by none of the events.
    """
    session.flush()
    pending: list[_Pending] = session.info.pop(PENDING, [])
    changed: dict[int, Audited] = session.info.pop(CHANGED, {})
    parts = defaultdict(list)
    for row in changed.values():
        parts[_object_of(row)].append(row)
    claimed: set[int] = set()
    for each in pending:
        # What an earlier event of the same object has told need not be told again.
        own = parts.pop(each.event.object_id, ()) if each.event.object_id else ()
        rows = list(dict.fromkeys([*each.rows, *own]))
        claimed.update(id(row) for row in rows)
        stored = each.event.stored([_bound(row, each.event.id) for row in rows])
        session.add_all([stored, _entry(each.event)])
        session.info.setdefault(LEAVES, []).append(stored.leaf)
    unclaimed = {row.__tablename__ for key, row in changed.items() if key not in claimed}
    if unclaimed:
        raise UnrecordedChange(f"no event tells of changes in {', '.join(sorted(unclaimed))}")
    session.flush()


def _bound(row: Audited, event_id: UUID) -> Row:
    gone = inspect(row).was_deleted or inspect(row).deleted
    return Row(
        table=row.__tablename__,
        key=key_of(row),
        revision=revision_of(row),
        commitment=None if gone else commitment(row, event_id),
    )


def _object_of(row: Audited) -> UUID:
    """Return the id of the object that a row is a part of: itself, or what it is a version of."""
    identity: UUID = inspect(row).mapper.primary_key_from_instance(row)[0]
    return identity


def _entry(event: Event) -> JournalEntry:
    return JournalEntry(
        topic=event.name.subject,
        object_id=event.object_id,
        object_version=event.object_version,
        event_id=event.id,
    )
