"""Retention: erases and drops what is over its term, and leaves no bytes of it behind.

The counts of checks by day are kept along with it.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from registry.register import Register
from registry.rules import check_days, erasure, retention, scrubbing

EVERY = timedelta(minutes=10)


class Keeper:
    """Looks at most once every ten minutes, and then goes on until nothing is left."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def follow(self, register: Register) -> int:
        """Carry out a batch if it is time, and return how many rows that were."""
        now = register.clock()
        if self._last is not None and now - self._last < EVERY:
            return 0
        with register.database.write() as session:
            done = sum(retention.carry_out(session, now).values())
            done += check_days.count_up(session, now)
        if not done:
            self._last = now
            scrub(register)
        return done


def scrub(register: Register) -> bool:
    """Leave no bytes of what went in the store's files; False if it has to be tried again.

    The tables of who was erased are large, so they are written anew for them alone.
    """
    with register.database.read() as session:
        left = [each for each in _left(session) if scrubbing.is_left(session, each)]
    for each in left:
        if not register.database.scrub(*each.tables):
            return False
        with register.database.write() as session:
            scrubbing.note(session, each.done, each.up_to)
    return True


def _left(session: Session) -> list[scrubbing.Left]:
    erased, dropped = erasure.newest(session), scrubbing.moment(session, scrubbing.DROPPED)
    of_drops = tuple(table.__tablename__ for table in retention.TELLING.values())
    return [
        scrubbing.Left(up_to, tables, done)
        for up_to, tables, done in (
            (erased, erasure.TABLES, scrubbing.SCRUBBED),
            (dropped, of_drops, scrubbing.DROPS_SCRUBBED),
        )
        if up_to is not None
    ]
