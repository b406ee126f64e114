"""Retention: erases and drops what is over its term, and leaves no bytes of it behind.

The counts of checks by day are kept along with it.
"""

from datetime import datetime, timedelta

from registry.register import Register
from registry.rules import check_days, erasure, retention

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
    """Leave no bytes of erased people in the store's files; False if it has to be tried again."""
    with register.database.read() as session:
        newest = erasure.newest_unscrubbed(session)
    if newest is None:
        return True
    if not register.database.scrub(*erasure.TABLES):
        return False
    with register.database.write() as session:
        erasure.note_scrubbed(session, newest)
    return True
