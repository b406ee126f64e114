"""Limits on what one client may ask, kept in the store so that all workers count together."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from registry.db import insert
from registry.errors import TooManyRequests
from registry.tables import RateCounter

WINDOW = timedelta(minutes=1)


def take(session: Session, now: datetime, *, client: str, limit: int, calls: int = 1) -> None:
    """Count one call of this client in the present minute, or as many as one is worth.

    Raises TooManyRequests above `limit` calls; the caller's transaction then rolls back.
    """
    window = now.replace(second=0, microsecond=0)
    statement = (
        insert(session, RateCounter)
        .values(client=client, window=window, count=calls)
        .on_conflict_do_update(
            index_elements=[RateCounter.client, RateCounter.window],
            set_={"count": RateCounter.count + calls},
        )
        .returning(RateCounter.count)
    )
    if session.scalars(statement).one() > limit:
        raise TooManyRequests(retry_after=int((window + WINDOW - now).total_seconds()) + 1)
