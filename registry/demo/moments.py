"""Moments: times in UTC, as they stand in the contract and as shops are open."""

from datetime import UTC, datetime, timedelta
from random import Random

SUNDAY = 6


def utc(moment: datetime) -> datetime:
    """Return an aware time in UTC to the second; a naive one is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def wire(moment: datetime) -> str:
    """Return a time in UTC in ISO 8601 with a Z, as the contract wants it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str) -> datetime:
    """Return the time that `wire` wrote."""
    return datetime.fromisoformat(text)


def between(rng: Random, low: datetime, high: datetime) -> datetime:
    """Return a time in [low, high], to the second."""
    return low + timedelta(seconds=rng.randint(0, int((high - low).total_seconds())))


def open_hours(rng: Random, low: datetime, high: datetime) -> datetime | None:
    """Return a time in [low, high] at which shops are open, or None if none was found.

    Open means Monday to Saturday, 08:00 to 17:00 UTC: nine or ten o'clock to five or six by the
    Dutch clock.
    """
    if low > high:
        return None
    tries = (between(rng, low, high) for _ in range(200))
    return next((at for at in tries if at.weekday() != SUNDAY and 8 <= at.hour < 17), None)
