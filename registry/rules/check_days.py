"""Stop Heling, theft checks by day: counted once a day is over, and from the checks until then."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from registry.rules.adoption import ZONE, beginning, end_of
from registry.tables import Check, CheckDay

OUTCOMES = ("listed", "similar_listed", "not_listed", "not_checkable")
HOUR = "%Y-%m-%d %H"
# A check that was begun before midnight may be committed a moment after.
SETTLED_AFTER = timedelta(hours=1)
DAYS_AT_ONCE = 31


def by_day(session: Session, first: date, last: date) -> dict[date, Counter[str]]:
    """Return the checks of each day of a period by outcome; days without any are there too."""
    found: dict[date, Counter[str]] = {day: Counter() for day in _days(first, last)}
    rows = session.execute(
        select(CheckDay.day, CheckDay.outcome, CheckDay.count).where(
            CheckDay.day >= first, CheckDay.day <= last
        )
    ).all()
    for day, outcome, count in rows:
        found[day][outcome] = count
    counted = {day for day, _, _ in rows}
    missing = [day for day in found if day not in counted]
    if missing:
        # One question for all that are missing; days in between that are counted stay as they are.
        fresh = _count(session, missing[0], missing[-1])
        found.update((day, fresh[day]) for day in missing)
    return found


def known_since(session: Session) -> date | None:
    """Return the first day of which there is a count or a check; None without any."""
    counted: date | None = session.scalar(select(func.min(CheckDay.day)))
    if counted is not None:
        return counted
    checked_at: datetime | None = session.scalar(select(func.min(Check.checked_at)))
    return None if checked_at is None else checked_at.astimezone(ZONE).date()


def any_made_up(session: Session, first: date, last: date) -> bool:
    """Tell whether a day of the period was drawn for a demonstration."""
    made_up = exists().where(CheckDay.day >= first, CheckDay.day <= last, CheckDay.made_up)
    return bool(session.scalar(select(made_up)))


def count_up(session: Session, now: datetime) -> int:
    """Count the next days that are over, a month of them at most, and return how many."""
    newest = session.scalar(select(func.max(CheckDay.day)))
    first = known_since(session) if newest is None else newest + timedelta(days=1)
    over = (now - SETTLED_AFTER).astimezone(ZONE).date() - timedelta(days=1)
    if first is None or first > over:
        return 0
    days = _count(session, first, min(over, first + timedelta(days=DAYS_AT_ONCE - 1)))
    session.add_all(
        CheckDay(day=day, outcome=outcome, count=found[outcome], made_up=False)
        for day, found in days.items()
        for outcome in OUTCOMES
    )
    return len(days)


def _count(session: Session, first: date, last: date) -> dict[date, Counter[str]]:
    found: dict[date, Counter[str]] = {day: Counter() for day in _days(first, last)}
    # Both stores can count by the hour, and a Dutch day begins on one.
    hour = _hour(session)
    rows = session.execute(
        select(hour, Check.outcome, func.count())
        .where(Check.checked_at >= beginning(first), Check.checked_at < end_of(last))
        .group_by(hour, Check.outcome)
    )
    for at, outcome, count in rows:
        day = datetime.strptime(at, HOUR).replace(tzinfo=UTC).astimezone(ZONE).date()
        found[day][outcome] += count
    return found


def _hour(session: Session) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime(HOUR, Check.checked_at)
    return func.to_char(func.timezone("UTC", Check.checked_at), "YYYY-MM-DD HH24")


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
