"""What a campaign did: the estimate holds the truth as often as it says, and says when it can't."""

from datetime import date, timedelta
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.campaigns import FIRST, LAST, Years, outcomes, pair_of_years
from registry.rules.campaign_effect import T_975, WEEKS_BEFORE, YEAR, effect

DAY = timedelta(days=1)
BEGINS = FIRST - timedelta(weeks=WEEKS_BEFORE)
STEADY = Years(2_500, 1.31, weeks=0.05, days=0.10)


def flat(first: date, last: date, count: int = 100) -> dict[date, int]:
    return {first + DAY * number: count for number in range((last - first).days + 1)}


def two_years(count: int = 100) -> dict[date, int]:
    return flat(BEGINS - YEAR, LAST - YEAR, count) | flat(BEGINS, LAST, count)


@pytest.mark.parametrize(
    "years",
    [
        STEADY,
        Years(2_500, 1.0, weeks=0.05, days=0.10),
        Years(2_500, 0.8, weeks=0.15, days=0.20),
        Years(40, 1.31, weeks=0.05, days=0.10),
        Years(2_500, 1.31, weeks=0.05, days=0.10, last=LAST - DAY * 5),
    ],
    ids=["more", "nothing", "less and wild", "few checks", "still running"],
)
def test_the_interval_holds_the_true_effect_as_often_as_it_says(years: Years) -> None:
    found = list(outcomes(years, 600))
    assert len(found) == 600
    assert 0.92 <= np.mean([holds for _, holds, _ in found]) <= 0.98
    assert abs(np.mean([error for error, _, _ in found])) < 0.01


def test_years_that_differ_more_give_a_wider_interval() -> None:
    wild = Years(2_500, 1.31, weeks=0.2, days=0.3)
    narrow, wide = (
        np.mean([width for *_, width in outcomes(years, 100)]) for years in (STEADY, wild)
    )
    assert wide > 2 * narrow


def test_a_season_that_both_years_share_is_no_effect() -> None:
    season = {BEGINS + DAY * n: exp(n / 60) for n in range((LAST - BEGINS).days + 1)}
    counts = {day: round(1_000 * level) for day, level in season.items()}
    counts |= {day - YEAR: round(800 * level) for day, level in season.items()}
    found = effect(counts, FIRST, LAST)
    assert found.both is not None
    assert found.both.ratio == pytest.approx(1, abs=0.01)
    # The weeks before alone take the season for an effect.
    assert found.weeks_before is not None
    assert found.weeks_before.low > 1.4
    assert found.year_before is not None
    assert found.year_before.ratio == pytest.approx(1.25, abs=0.01)


def test_days_of_the_week_are_no_effect_also_of_a_campaign_that_is_not_whole_weeks() -> None:
    last = date(2024, 9, 8)  # A Sunday: the last stretch has more weekend than a week has.
    weekly = (1, 1, 1, 1, 1, 3, 3)
    counts = {day: 100 * weekly[day.weekday()] for day in two_years() if day <= last}
    found = effect(counts, FIRST, last)
    for estimate in (found.both, found.weeks_before, found.year_before):
        assert estimate is not None
        assert estimate.ratio == pytest.approx(1)


@settings(max_examples=50, deadline=None)
@given(
    ratio=st.floats(0.5, 3),
    growth=st.floats(0.5, 2),
    weekday=st.lists(st.floats(0.5, 2), min_size=7, max_size=7),
)
def test_what_is_exact_is_found_exactly(ratio: float, growth: float, weekday: list[float]) -> None:
    def level(day: date) -> float:
        return 10_000 * weekday[day.weekday()] * (ratio if FIRST <= day <= LAST else 1)

    counts = {day: round(level(day) * (growth if day >= BEGINS else 1)) for day in two_years()}
    found = effect(counts, FIRST, LAST).both
    assert found is not None
    assert found.ratio == pytest.approx(ratio, rel=0.001)
    assert found.low <= found.ratio <= found.high


@pytest.mark.parametrize(
    ("counts", "last", "reason", "before"),
    [
        ({}, LAST, "too_few_weeks_before", False),
        (flat(FIRST - DAY * 27, LAST), LAST, "too_few_weeks_before", False),
        (two_years(), FIRST + DAY * 12, "too_few_weeks", False),
        (flat(BEGINS, LAST - DAY), LAST, "too_few_weeks", False),
        (two_years(1), LAST, "too_few_checks", False),
        (two_years(0), LAST, "too_few_checks", False),
        (flat(BEGINS, LAST), LAST, "no_year_before", True),
        (flat(BEGINS, LAST) | flat(FIRST - YEAR, LAST - YEAR), LAST, "no_year_before", True),
        (
            flat(BEGINS, LAST) | flat(BEGINS - YEAR, LAST - YEAR, 1),
            LAST,
            "too_few_checks_year_before",
            True,
        ),
    ],
)
def test_too_little_is_said_to_be_too_little(
    counts: dict[date, int], last: date, reason: str, before: bool
) -> None:
    found = effect(counts, FIRST, last)
    assert (found.both, found.reason) == (None, reason)
    assert (found.weeks_before is not None) == before


def test_a_campaign_that_ends_before_it_begins_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="ends after"):
        effect(two_years(), LAST, FIRST)


def test_the_quantiles_are_those_of_student() -> None:
    """Held against a million draws of the quotient that the distribution is defined by."""
    draw = np.random.default_rng(1)
    for freedom in (2, 10, 30):
        normal = draw.standard_normal(1_000_000)
        spread = np.sqrt(draw.chisquare(freedom, 1_000_000) / freedom)
        outside = np.mean(np.abs(normal / spread) > T_975[freedom - 1])
        assert outside == pytest.approx(0.05, abs=0.001)


def test_the_made_up_years_are_the_same_each_time() -> None:
    made = [pair_of_years(STEADY, np.random.default_rng(3)) for _ in range(2)]
    assert made[0] == made[1]
    assert min(made[0]) == BEGINS - YEAR
