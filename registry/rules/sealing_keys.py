"""Changing the keys of sealed records: wrapped anew, indexed anew, the old key retired.

Each call is one batch and belongs in one transaction, with one event that says how many.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.access.sealing import KEYS_IN_USE, reindex, rewrap
from registry.audit.names import EventName
from registry.db import take_turns
from registry.errors import Conflict, NotFound
from registry.journal import append
from registry.tables import SealedIdentity, Upload

BATCH = 200
LIVING = SealedIdentity.erased_at.is_(None)


def record_new(session: Session, actor: Actor, now: datetime, *, name: str) -> None:
    """Record that a key was made, current from now on."""
    append(session, actor, now, EventName.KEY_CREATE, details={"key": name})


def is_wrapped_throughout(session: Session, keys: Keys) -> bool:
    """Tell whether every living record is wrapped by the newest master key.

    It waits for whoever is sealing with an older one; from then on nobody does.
    """
    return _all_under(session, SealedIdentity.master_key, keys.sealing.current)


def is_indexed_throughout(session: Session, keys: Keys) -> bool:
    """Tell whether every living record is indexed under the newest key; waits likewise."""
    return _all_under(session, SealedIdentity.blind_key, keys.blind.current)


def rewrap_next(
    session: Session, actor: Actor, now: datetime, *, keys: Keys, after: UUID | None
) -> UUID | None:
    """Wrap the next records after this id with the newest master key; return the last one's id.

    Returns None when there are no more.
    """
    current = keys.sealing.current
    return _next(
        session,
        actor,
        now,
        SealedIdentity.master_key != current,
        after,
        lambda row: rewrap(keys, row),
        lambda row: row.master_key,
        EventName.IDENTITY_REWRAP,
        current,
    )


def reindex_next(
    session: Session, actor: Actor, now: datetime, *, keys: Keys, after: UUID | None
) -> UUID | None:
    """Index the next records after this id under the newest key; return the last one's id.

    The system opens each of them for it, shows nobody, and keeps nothing but the new index.
    Returns None when there are no more.
    """
    current = keys.blind.current
    return _next(
        session,
        actor,
        now,
        SealedIdentity.blind_key != current,
        after,
        lambda row: reindex(keys, row),
        lambda row: str(row.blind_key),
        EventName.IDENTITY_REINDEX,
        current,
    )


def retire_sealing(session: Session, actor: Actor, now: datetime, *, keys: Keys, name: str) -> None:
    """Record that a master key is destroyed, which is done once this is committed.

    Raises NotFound if it is not there, and Conflict if somebody else keeps the keys, while it is
    the newest one, or while a living record or a file that waits is wrapped by it. It waits for
    whoever is sealing, so that nobody is left with a record under a key that is gone.
    """
    if keys.sealing.kept_elsewhere:
        raise Conflict("keys_kept_elsewhere")
    waiting = exists().where(Upload.master_key == name, Upload.wrapped_key.is_not(None))
    sealed = exists().where(SealedIdentity.master_key == name, LIVING)
    _retire(session, actor, now, name, keys.sealing.names(), [sealed, waiting])


def retire_blind(session: Session, actor: Actor, now: datetime, *, keys: Keys, name: str) -> None:
    """Record that a key of the blind index is destroyed; as `retire_sealing`."""
    indexed = exists().where(SealedIdentity.blind_key == name, LIVING)
    _retire(session, actor, now, name, keys.blind.names(), [indexed])


def _next(
    session: Session,
    actor: Actor,
    now: datetime,
    behind: ColumnElement[bool],
    after: UUID | None,
    renew: Callable[[SealedIdentity], None],
    key_of: Callable[[SealedIdentity], str],
    name: EventName,
    to: str,
) -> UUID | None:
    statement = select(SealedIdentity).where(behind, LIVING).order_by(SealedIdentity.id)
    if after is not None:
        statement = statement.where(SealedIdentity.id > after)
    rows = session.scalars(statement.limit(BATCH).with_for_update(key_share=True)).all()
    if not rows:
        return None
    before = Counter(key_of(row) for row in rows)
    for row in rows:
        renew(row)
    details: dict[str, Any] = {"count": len(rows), "from": dict(before), "to": to}
    append(session, actor, now, name, details=details, rows=rows)
    return rows[-1].id


def _retire(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    names: Sequence[str],
    uses: Sequence[Exists],
) -> None:
    if name not in names:
        raise NotFound
    take_turns(session, KEYS_IN_USE)
    if name == names[-1] or any(session.scalar(select(use)) for use in uses):
        raise Conflict("key_in_use", params={"name": name})
    append(session, actor, now, EventName.KEY_DESTROY, details={"key": name})


def _all_under(session: Session, column: InstrumentedAttribute[Any], current: str) -> bool:
    take_turns(session, KEYS_IN_USE)
    # Smallest and largest are found in the index, and not by reading every record.
    ends = session.execute(select(func.min(column), func.max(column)).where(LIVING)).one()
    return set(ends) <= {None, current}
