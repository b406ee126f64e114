"""Housekeeping: drops what is kept for a while only (counters, sessions, idempotency keys)."""

from datetime import datetime, timedelta

from registry.access import limits, tokens
from registry.register import Register
from registry.rules import idempotency

EVERY = timedelta(minutes=10)


class Housekeeper:
    """Cleans up at most once every ten minutes."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def follow(self, register: Register) -> int:
        """Clean up if it is time; there is never more to do at once, so return 0."""
        now = register.clock()
        if self._last is None or now - self._last >= EVERY:
            self._last = now
            with register.database.write() as session:
                limits.forget(session, now)
                tokens.forget(session, now)
                idempotency.forget(session, now)
        return 0
