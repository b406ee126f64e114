"""Following the journal: read what comes after a position, and remember how far one came."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry.db import insert
from registry.tables import FollowerCursor, JournalEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """One sequenced change of an object."""

    position: int
    topic: str
    object_id: UUID
    object_version: int


def entries_after(
    session: Session, position: int, topics: Collection[str], limit: int
) -> list[Entry]:
    """Return the changes after `position` in order, disclosures left out."""
    rows = session.execute(
        select(
            JournalEntry.position,
            JournalEntry.topic,
            JournalEntry.object_id,
            JournalEntry.object_version,
        )
        .where(
            JournalEntry.position > position,
            JournalEntry.topic.in_(topics),
            JournalEntry.object_version.is_not(None),
        )
        .order_by(JournalEntry.position)
        .limit(limit)
    )
    return [
        Entry(position, topic, object_id, version)
        for position, topic, object_id, version in rows
        if position and object_id and version
    ]


def position_of(session: Session, follower: str) -> int:
    """Return the position that the follower has handled last; 0 before its first."""
    return (
        session.scalar(select(FollowerCursor.position).where(FollowerCursor.name == follower)) or 0
    )


def waiting(session: Session, follower: str, topics: Collection[str]) -> int:
    """Return how many changes the follower has not handled yet, sequenced or not."""
    position = position_of(session, follower)
    return session.scalars(
        select(func.count()).where(
            or_(JournalEntry.position > position, JournalEntry.position.is_(None)),
            JournalEntry.topic.in_(topics),
            JournalEntry.object_version.is_not(None),
        )
    ).one()


def advance(session: Session, follower: str, *, expected: int, position: int) -> bool:
    """Move the cursor on, unless another process has moved it since we read `expected`.

    The row stays locked until the transaction ends, so of two processes that handle the same
    entries one waits, finds the cursor moved, and has to drop what it did.
    """
    session.execute(
        insert(session, FollowerCursor)
        .values(name=follower, position=0)
        .on_conflict_do_nothing(index_elements=[FollowerCursor.name])
    )
    cursor = session.scalars(
        select(FollowerCursor)
        .where(FollowerCursor.name == follower)
        .with_for_update(key_share=True)
    ).one()
    if cursor.position != expected:
        return False
    cursor.position = position
    return True
