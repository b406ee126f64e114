"""What was erased or dropped, of which bytes may be left in the store's files, and what was not.

The moments are kept beside the followers' positions, in microseconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.db import insert
from registry.tables import FollowerCursor

SCRUBBED, DROPPED, DROPS_SCRUBBED = "scrubbed", "dropped", "drops-scrubbed"
_BEGINNING = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Left:
    """Up to when bytes may be left, in which tables, and under which name that is noted."""

    up_to: datetime
    tables: tuple[str, ...]
    done: str


def is_left(session: Session, left: Left) -> bool:
    """Tell whether the files were not scrubbed since."""
    scrubbed = moment(session, left.done)
    return scrubbed is None or left.up_to > scrubbed


def moment(session: Session, name: str) -> datetime | None:
    """Return the moment that was noted under a name, if one was."""
    position = session.scalar(select(FollowerCursor.position).where(FollowerCursor.name == name))
    return None if position is None else _BEGINNING + timedelta(microseconds=position)


def note(session: Session, name: str, at: datetime) -> None:
    """Note a moment under a name, in place of the one before."""
    position = round((at - _BEGINNING).total_seconds() * 1_000_000)
    statement = insert(session, FollowerCursor).values(name=name, position=position)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[FollowerCursor.name], set_={"position": position}
        )
    )
