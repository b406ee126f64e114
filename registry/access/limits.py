"""Limits on what one client may ask, kept in the store so that all workers count together."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from registry.db import insert
from registry.errors import TooManyRequests
from registry.tables import RateCounter

WINDOW = timedelta(minutes=1)
KEPT = timedelta(hours=24)


def take(session: Session, now: datetime, *, client: str, limit: int) -> None:
    """Count one call of this client in the present minute.

    Raises TooManyRequests above `limit` calls; the caller's transaction then rolls back.
    """
    window = now.replace(second=0, microsecond=0)
    statement = (
        insert(session, RateCounter)
        .values(client=client, window=window, count=1)
        .on_conflict_do_update(
            index_elements=[RateCounter.client, RateCounter.window],
            set_={"count": RateCounter.count + 1},
        )
        .returning(RateCounter.count)
    )
    if session.scalars(statement).one() > limit:
        raise TooManyRequests(retry_after=int((window + WINDOW - now).total_seconds()) + 1)


def forget(session: Session, now: datetime) -> None:
    """Drop counters after a day, so that no trace of an address stays."""
    session.execute(delete(RateCounter).where(RateCounter.window < now - KEPT))
