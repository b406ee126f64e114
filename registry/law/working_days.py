"""Days on which the law counts, and days on which it doesn't (Algemene termijnenwet, article 3)."""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from holidays import country_holidays

Unit = Literal["calendar", "working"]
_SATURDAY = 5


@cache
def equated_days() -> frozenset[date]:
    """Return the days that a royal decree has equated with holidays (article 3 (3))."""
    text = (files("registry") / "data" / "legal_days.csv").read_text(encoding="utf-8")
    return frozenset(date.fromisoformat(row["day"]) for row in csv.DictReader(text.splitlines()))


@cache
def legal_holidays(year: int) -> frozenset[date]:
    """Return the holidays of a year under article 3: with Good Friday, and 5 May every year.

    The library calls Good Friday and 5 May optional in most years; the law makes no difference.
    """
    named = country_holidays("NL", years=[year], categories=("public", "optional"))
    return frozenset(named) | {day for day in equated_days() if day.year == year}


def is_working_day(day: date) -> bool:
    """Tell whether a day is no Saturday, no Sunday and no holiday under article 3."""
    return day.weekday() < _SATURDAY and day not in legal_holidays(day.year)


def last_of(day: date, days: int, unit: Unit) -> date:
    """Return the last of so many whole days after a day, which itself does not count.

    With none it is the day itself.
    """
    if unit == "calendar":
        return day + timedelta(days=days)
    last = day
    for _ in range(days):
        last += timedelta(days=1)
        while not is_working_day(last):
            last += timedelta(days=1)
    return last
