"""Theft checks by day, made up: growth, weekdays, seasons, and campaigns that draw more of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import cos, exp, pi
from random import Random

from registry.demo.draw import stream

A_DAY = 2_400
GROWTH_A_YEAR = 0.12
SEASON = 0.08
WEEKDAYS = (1.0, 0.94, 0.95, 0.98, 1.05, 1.3, 1.12)
CAMPAIGN = 1.31
SPREAD_OF_WEEKS, SPREAD_OF_DAYS = 0.035, 0.05
# What share of the checks has which outcome.
OUTCOMES = {"listed": 0.011, "similar_listed": 0.017, "not_listed": 0.927, "not_checkable": 0.045}

Campaign = tuple[date, date]


def checks_by_day(
    seed: int, first: date, last: date, campaigns: Sequence[Campaign]
) -> Iterator[tuple[date, dict[str, int]]]:
    """Yield each day of a period with its number of checks of each outcome."""
    rng = stream(seed, "checks")
    of_the_week = 0.0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if number % 7 == 0:
            of_the_week = rng.gauss(0, SPREAD_OF_WEEKS)
        log_level = (
            GROWTH_A_YEAR * number / 365
            + SEASON * cos(2 * pi * (day.timetuple().tm_yday - 340) / 365)
            + of_the_week
            + rng.gauss(0, SPREAD_OF_DAYS)
        )
        level = A_DAY * WEEKDAYS[day.weekday()] * exp(log_level)
        if any(begins <= day <= ends for begins, ends in campaigns):
            level *= CAMPAIGN
        yield day, {name: _count(rng, level * share) for name, share in OUTCOMES.items()}


def _count(rng: Random, mean: float) -> int:
    """Return a count that differs from its mean as counts do."""
    return max(round(rng.gauss(mean, mean**0.5)), 0)
