"""Made-up checks: the same each time, and with the campaign in them."""

from datetime import date, timedelta

from registry.demo.checks import CAMPAIGN, OUTCOMES, checks_by_day
from registry.rules.campaign_effect import effect
from registry.rules.check_days import OUTCOMES as KNOWN

FIRST, LAST = date(2023, 6, 28), date(2024, 10, 31)
CAMPAIGNS = ((date(2024, 8, 21), date(2024, 9, 17)),)


def test_they_are_the_same_each_time_and_differ_by_seed() -> None:
    made, again, other = (list(checks_by_day(seed, FIRST, LAST, CAMPAIGNS)) for seed in (1, 1, 2))
    assert made == again
    assert made != other
    assert [day for day, _ in made] == [
        FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)
    ]


def test_they_have_the_outcomes_that_checks_have() -> None:
    _, counts = next(checks_by_day(1, FIRST, LAST, CAMPAIGNS))
    assert set(counts) == set(OUTCOMES) == set(KNOWN)
    assert sum(OUTCOMES.values()) == 1


def test_the_campaign_that_was_drawn_is_found_in_most_of_them() -> None:
    held = 0
    for seed in range(40):
        days = checks_by_day(seed, FIRST, LAST, CAMPAIGNS)
        counts = {day: sum(outcomes.values()) for day, outcomes in days}
        found = effect(counts, *CAMPAIGNS[0]).both
        assert found is not None
        held += found.low <= CAMPAIGN <= found.high
    assert held >= 34
