"""Adopting: rows from before the log bound rows get an event that commits to what they say now.

Nothing can be said about what happened to them earlier.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.audit.rows import key_of
from registry.journal.append import append
from registry.tables import Audited, Table

ROWS_AN_EVENT = 200


def adopt(
    session: Session, actor: Actor, now: datetime, places: Collection[tuple[str, str]]
) -> int:
    """Bind the rows at these places (table and key) to the log, and return how many there were."""
    rows = _rows_at(session, places)
    count = 0
    while batch := list(islice(rows, ROWS_AN_EVENT)):
        append(session, actor, now, EventName.ROWS_ADOPT, details={"rows": len(batch)}, rows=batch)
        count += len(batch)
    return count


def _rows_at(session: Session, places: Collection[tuple[str, str]]) -> Iterator[Audited]:
    wanted = set(places)
    tables = {table for table, _ in wanted}
    for mapper in Table.registry.mappers:
        kind = mapper.class_
        if issubclass(kind, Audited) and kind.__tablename__ in tables:
            keys: Sequence[object] = inspect(kind).primary_key
            for row in session.scalars(select(kind).order_by(*keys)):  # type: ignore[arg-type]  # columns
                if (kind.__tablename__, key_of(row)) in wanted:
                    yield row
