"""Limits on trying to sign in: who fails waits, longer each time, and nobody for good.

An attempt is counted before it is judged, so that many at once are no more than many in a row. The
count is of an e-mail address, whether it is known here or not, and of a client's address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal, select, update
from sqlalchemy.orm import Session

from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.db import insert
from registry.errors import TooManyRequests
from registry.tables import SignInAttempts

FORGOTTEN_AFTER = timedelta(hours=12)
LONGEST_WAIT = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)
FREE_OF_EMAIL, FREE_OF_CLIENT = 5, 20
LOCKED = "sign_in_locked"


@dataclass(frozen=True, slots=True)
class Limits:
    """Whom an attempt counts for: the e-mail address that was named, and the client."""

    email: str
    client: str

    @classmethod
    def of(cls, keys: Keys, email: str, client: str) -> "Limits":
        """Return them as keyed hashes; `client` is one already."""
        return cls(
            keyed_hash(keys.fingerprint, "sign-in-email", email),
            keyed_hash(keys.fingerprint, "sign-in-client", client),
        )


def count(session: Session, now: datetime, limits: Limits) -> None:
    """Count an attempt. Raises TooManyRequests for one that comes too early; it is not counted."""
    # Both rows are taken in one order, so that two attempts never wait for each other.
    free = {limits.email: FREE_OF_EMAIL, limits.client: FREE_OF_CLIENT}
    rows = [_row(session, now, who) for who in sorted(free)]
    wait = max(row.blocked_until for row in rows) - now
    if wait > timedelta(0):
        seconds = int(wait.total_seconds()) + 1
        params = {"minutes": -(-seconds // 60)}
        raise TooManyRequests(LOCKED, retry_after=seconds, params=params)
    for row in rows:
        row.count = row.count + 1 if row.last_at + FORGOTTEN_AFTER > now else 1
        row.last_at = now
        row.blocked_until = now + wait_after(row.count, free[row.who])


def was_right(session: Session, limits: Limits, *, came_in: bool) -> None:
    """Take back the client's attempt, which was right; who came in has the address's forgotten."""
    left: dict[str, ColumnElement[int]] = {limits.client: SignInAttempts.count - 1}
    if came_in:
        left[limits.email] = literal(0)
    # They are taken in the order in which they are counted, for the same reason.
    for who in sorted(left):
        session.execute(
            update(SignInAttempts)
            .where(SignInAttempts.who == who, SignInAttempts.count > 0)
            .values(count=left[who], blocked_until=SignInAttempts.last_at)
        )


def wait_after(count: int, free: int) -> timedelta:
    """Return how long the next attempt has to wait after so many, of which some are free."""
    over = count - free
    if over < 0:
        return timedelta(0)
    doubled: int = 2 ** min(over, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _row(session: Session, now: datetime, who: str) -> SignInAttempts:
    """Return somebody's row, locked, made first if it is not there."""
    session.execute(
        insert(session, SignInAttempts)
        .values(who=who, count=0, last_at=now, blocked_until=now)
        .on_conflict_do_nothing(index_elements=[SignInAttempts.who])
    )
    return session.scalars(
        select(SignInAttempts)
        .where(SignInAttempts.who == who)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
