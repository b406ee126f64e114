"""Checkpoints: the size and root of the log, signed by exactly one signer at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.keys import Keys
from registry.audit import tree
from registry.audit.checkpoint import Checkpoint, VerifierKey, sign
from registry.db import take_turns
from registry.journal.leaves import reader, tree_size
from registry.tables import AuditEvent, JournalEntry, LogCheckpoint


class LogDamaged(RuntimeError):
    """The tree no longer begins with what was signed before; nothing more is signed."""


def sign_checkpoint(session: Session, now: datetime, keys: Keys) -> LogCheckpoint | None:
    """Sign the tree as it is, if it has grown since the last checkpoint, and return the newest.

    Every key that can still sign does, so that whoever holds the older one can follow. Raises
    LogDamaged rather than sign a log that contradicts the last checkpoint.
    """
    take_turns(session, "checkpoint")
    read, size, last = reader(session), tree_size(session), newest(session)
    if last is not None:
        if last.size > size or tree.root(last.size, read).hex() != last.root:
            raise LogDamaged(f"the log is not the one signed at {last.size} leaves")
        if last.size == size:
            return last
    if size == 0:
        return None
    root = tree.root(size, read)
    note = sign(Checkpoint(keys.log_origin, size, root), *keys.log.private.values())
    signed = LogCheckpoint(size=size, root=root.hex(), note=note, signed_at=now)
    session.add(signed)
    return signed


def newest(session: Session) -> LogCheckpoint | None:
    """Return the newest checkpoint, if there is one."""
    return session.scalars(
        select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1)
    ).one_or_none()


def oldest_uncovered(session: Session) -> datetime | None:
    """Return when the oldest event was recorded that no checkpoint covers, if there is one."""
    last = newest(session)
    return session.scalar(
        select(func.min(AuditEvent.at))
        .join(JournalEntry, JournalEntry.event_id == AuditEvent.id)
        .where(
            JournalEntry.position.is_(None) | (JournalEntry.position > (last.size if last else 0))
        )
    )


def latest(session: Session, count: int) -> Sequence[LogCheckpoint]:
    """Return the newest checkpoints, newest first."""
    return session.scalars(
        select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(count)
    ).all()


def notes(session: Session, size: int) -> list[str]:
    """Return every checkpoint up to this size as it was signed, oldest first."""
    return list(
        session.scalars(
            select(LogCheckpoint.note)
            .where(LogCheckpoint.size <= size)
            .order_by(LogCheckpoint.size)
        )
    )


def verifiers(keys: Keys) -> list[VerifierKey]:
    """Return the public keys of the log under its name, oldest first."""
    return [VerifierKey.of(keys.log_origin, key) for key in keys.log.public.values()]
