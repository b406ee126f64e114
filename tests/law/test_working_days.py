"""Legal days from 2024 to 2032 against a table written out by hand (tests/law/legal_days.csv)."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.law.working_days import equated_days, is_working_day, last_of, legal_holidays

TABLE = Path(__file__).parent / "legal_days.csv"
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def written_out() -> set[date]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["day"]) for row in csv.DictReader(file)}


def test_every_day_of_nine_years_is_a_working_day_or_not_as_the_table_has_it() -> None:
    free = written_out()
    day = date(2024, 1, 1)
    while day <= date(2032, 12, 31):
        expected = day.weekday() < 5 and day not in free
        assert is_working_day(day) == expected, day
        day += timedelta(days=1)


def test_the_table_covers_every_year_and_article_3_whole() -> None:
    by_year = {
        year: sum(day.year == year for day in written_out() - equated_days())
        for year in range(2024, 2033)
    }
    assert set(by_year.values()) == {9}


@pytest.mark.parametrize("year", range(2013, 2046))
def test_the_fifth_of_may_and_good_friday_count_every_year(year: int) -> None:
    days = legal_holidays(year)
    assert date(year, 5, 5) in days
    good_friday = [day for day in days if day.weekday() == 4 and day + timedelta(days=3) in days]
    assert len(good_friday) == 1


def test_days_equated_by_decree_are_weekdays() -> None:
    assert all(day.weekday() < 5 for day in equated_days())


@settings(deadline=None)
@given(day=DAYS, days=st.integers(0, 60))
def test_a_term_in_working_days_is_never_shorter(day: date, days: int) -> None:
    assert last_of(day, days, "working") >= last_of(day, days, "calendar")


@settings(deadline=None)
@given(day=DAYS, days=st.integers(1, 60))
def test_a_term_in_working_days_holds_that_many_and_ends_on_one(day: date, days: int) -> None:
    last = last_of(day, days, "working")
    within = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(map(is_working_day, within)) == days
    assert is_working_day(last)
