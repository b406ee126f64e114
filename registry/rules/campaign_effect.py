"""How much more was checked during a campaign: a ratio with an interval, from counts by day.

Pure: counts in, estimates out. Days are put together in weeks, counted from the first day of the
campaign, so that each week holds every weekday once. A week is held against the same week 364 days
earlier: the same weekdays, and the same time of the year.

The log of that ratio, week by week, is the growth since the year before. The effect is the mean
growth in the weeks of the campaign minus the mean growth in the weeks before it (difference in
differences). Its interval is that of Student for two means with one spread, so whatever makes
weeks differ more than chance alone would (weather, news) widens it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import fmean

WEEK = 7
WEEKS_BEFORE = 8
YEAR = timedelta(days=364)
# Below these nothing is estimated: a week with fewer checks, or fewer weeks, tells hardly anything.
LEAST_CHECKS_A_WEEK = 10
LEAST_WEEKS_BEFORE = 4
LEAST_WEEKS = 2
# The quantile 0.975 of Student's t for 1, 2, 3 ... degrees of freedom.
T_975 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio (1.31 is 31 % more) with its 95 % interval."""

    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a campaign did to the number of checks; what can't be estimated is None.

    `both` is against the weeks before and the year before together; `weeks_before` and
    `year_before` are against one of them alone, so the first takes the season for an effect and
    the second a year's growth. `reason` is the code of why `both` is None.
    """

    both: Estimate | None = None
    weeks_before: Estimate | None = None
    year_before: Estimate | None = None
    reason: str | None = None


def effect(counts: Mapping[date, int], first: date, last: date) -> Effect:
    """Estimate the effect of a campaign from the checks of each day.

    `last` is the last day of it, or the last that is over. `counts` must have every day of which
    something is known; a day without checks is 0 and not absent. Raises ValueError if the campaign
    ends before it begins.
    """
    if last < first:
        raise ValueError("a campaign ends after it begins")
    during = _weeks_of(first, last)
    before = [_week(first - timedelta(days=WEEK * back)) for back in range(WEEKS_BEFORE, 0, -1)]
    before = [week for week in before if _known(counts, week)]
    if len(before) < LEAST_WEEKS_BEFORE:
        return Effect(reason="too_few_weeks_before")
    if len(during) < LEAST_WEEKS or not all(_known(counts, week) for week in during):
        return Effect(reason="too_few_weeks")
    if any(_sum(counts, week) < LEAST_CHECKS_A_WEEK for week in (*before, *during)):
        return Effect(reason="too_few_checks")
    usual = _usual_day(counts, before)
    weeks_before = _difference(
        [_level(counts, week, usual) for week in during],
        [_level(counts, week, usual) for week in before],
    )
    paired = [week for week in before if _known(counts, _year_earlier(week))]
    if len(paired) < LEAST_WEEKS_BEFORE or not all(
        _known(counts, _year_earlier(week)) for week in during
    ):
        return Effect(weeks_before=weeks_before, reason="no_year_before")
    if any(_sum(counts, _year_earlier(week)) < LEAST_CHECKS_A_WEEK for week in (*paired, *during)):
        return Effect(weeks_before=weeks_before, reason="too_few_checks_year_before")
    grown = [_growth(counts, week) for week in during]
    grown_before = [_growth(counts, week) for week in paired]
    return Effect(
        both=_difference(grown, grown_before),
        weeks_before=weeks_before,
        year_before=_mean(grown),
    )


_Week = tuple[date, ...]


def _week(first: date, days: int = WEEK) -> _Week:
    return tuple(first + timedelta(days=day) for day in range(days))


def _weeks_of(first: date, last: date) -> list[_Week]:
    """Return the weeks of the campaign; days that are left over belong to its last week."""
    days = (last - first).days + 1
    whole = max(days // WEEK, 1)
    weeks = [_week(first + timedelta(days=WEEK * week)) for week in range(whole - 1)]
    begins = first + timedelta(days=WEEK * (whole - 1))
    return [*weeks, _week(begins, (last - begins).days + 1)]


def _year_earlier(week: _Week) -> _Week:
    return tuple(day - YEAR for day in week)


def _known(counts: Mapping[date, int], week: _Week) -> bool:
    return all(day in counts for day in week)


def _sum(counts: Mapping[date, int], week: _Week) -> int:
    return sum(counts[day] for day in week)


def _usual_day(counts: Mapping[date, int], weeks: Sequence[_Week]) -> dict[int, float]:
    """Return the mean of each weekday over whole weeks."""
    return {
        weekday: fmean(counts[day] for week in weeks for day in week if day.weekday() == weekday)
        for weekday in range(WEEK)
    }


def _level(counts: Mapping[date, int], week: _Week, usual: Mapping[int, float]) -> float:
    """Return the log of how much was checked beside what these weekdays usually have."""
    return log(_sum(counts, week) / sum(usual[day.weekday()] for day in week))


def _growth(counts: Mapping[date, int], week: _Week) -> float:
    """Return the log of how much was checked beside the same week of the year before."""
    return log(_sum(counts, week) / _sum(counts, _year_earlier(week)))


def _difference(during: Sequence[float], before: Sequence[float]) -> Estimate:
    freedom = len(during) + len(before) - 2
    spread = sqrt((_squares(during) + _squares(before)) / freedom)
    error = spread * sqrt(1 / len(during) + 1 / len(before))
    return _estimate(fmean(during) - fmean(before), error, freedom)


def _mean(values: Sequence[float]) -> Estimate:
    freedom = len(values) - 1
    error = sqrt(_squares(values) / freedom / len(values))
    return _estimate(fmean(values), error, freedom)


def _squares(values: Sequence[float]) -> float:
    mean = fmean(values)
    return sum((value - mean) ** 2 for value in values)


def _estimate(log_ratio: float, error: float, freedom: int) -> Estimate:
    # Beyond the table that of its last line, which is wider than need be.
    margin = T_975[min(freedom, len(T_975)) - 1] * error
    return Estimate(exp(log_ratio), exp(log_ratio - margin), exp(log_ratio + margin))
