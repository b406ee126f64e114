"""Checks by day: counted once they are over, and the same figures before and after."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from registry.followers.retention import Keeper
from registry.rules import campaigns, check_days
from registry.rules.campaigns import Campaign
from registry.tables import CheckDay
from tests.world import World

EVENING = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # Half past eleven in the Netherlands.
PERIOD = {"first": "2026-10-23", "last": "2026-10-28"}


def check(world: World, at: datetime, identifier: str = "n/a") -> None:
    world.clock.now = at
    assert world.call("POST", "/checks", json={"identifier": identifier}).status_code == 200


def figures(world: World) -> Any:
    return world.call("GET", "/figures/checks", query_string=PERIOD).json


def counted(world: World) -> dict[date, int]:
    with world.register.database.read() as session:
        found: dict[date, int] = {}
        for row in session.scalars(select(CheckDay).order_by(CheckDay.day)):
            found[row.day] = found.get(row.day, 0) + row.count
        return found


def test_days_are_counted_once_they_are_over_and_figures_stay_the_same(world: World) -> None:
    check(world, EVENING)
    check(world, EVENING + timedelta(hours=1))  # The next day, which has 25 hours.
    check(world, EVENING + timedelta(days=2), "862771040000013")
    before = figures(world)
    assert [day["checks"] for day in before["days"]] == [0, 1, 1, 1, 0, 0]
    Keeper().follow(world.register)
    assert counted(world) == {date(2026, 10, 24): 1, date(2026, 10, 25): 1}
    assert figures(world) == before

    world.clock.move(timedelta(days=1, hours=3))
    keeper = Keeper()
    while keeper.follow(world.register):
        pass
    assert list(counted(world).values()) == [1, 1, 1, 0]
    assert figures(world) == before
    check(world, world.clock.now)
    assert [day["checks"] for day in figures(world)["days"]] == [0, 1, 1, 1, 0, 1]


def test_a_day_is_not_counted_in_its_last_hour_nor_just_after(small_world: World) -> None:
    check(small_world, EVENING)
    for at, count in ((timedelta(minutes=59), 0), (timedelta(hours=1, minutes=30), 1)):
        with small_world.register.database.write() as session:
            assert check_days.count_up(session, EVENING + at) == count


def test_many_days_are_counted_in_batches_without_one_left_out(small_world: World) -> None:
    check(small_world, EVENING)
    later = EVENING + timedelta(days=100)
    batches: list[int] = []
    while not batches or batches[-1]:
        with small_world.register.database.write() as session:
            batches.append(check_days.count_up(session, later))
    assert batches == [31, 31, 31, 7, 0]
    assert len(counted(small_world)) == 100


def test_without_a_check_nothing_is_counted(small_world: World) -> None:
    with small_world.register.database.write() as session:
        assert check_days.count_up(session, small_world.clock()) == 0
        assert check_days.known_since(session) is None


def test_days_around_a_campaign_end_yesterday_and_know_what_is_made_up(
    small_world: World,
) -> None:
    campaign = Campaign(date(2026, 6, 1), date(2026, 6, 28), "test")
    with small_world.register.database.write() as session:
        session.execute(
            insert(CheckDay),
            [
                {
                    "day": date(2026, 4, 10) + timedelta(days=number),
                    "outcome": outcome,
                    "count": 5,
                    "made_up": True,
                }
                for number in range(66)
                for outcome in check_days.OUTCOMES
            ],
        )
        found = campaigns.checks_around(session, small_world.clock(), campaign)
    assert (found["running"], found["made_up"]) == (True, True)
    assert found["days"][0]["day"] == date(2026, 4, 6)
    assert found["days"][0]["checks"] is None, "before anything is known it is not nought"
    assert found["days"][-1]["day"] == date(2026, 6, 14)
    assert (found["days"][-1]["checks"], found["days"][-1]["year_before"]) == (20, None)
    assert found["effect"].reason == "no_year_before"
    assert found["effect"].weeks_before.ratio == 1


def test_a_campaign_a_year_earlier_is_noticed() -> None:
    campaign = Campaign(date(2025, 8, 20), date(2025, 9, 16), "test")
    earlier = Campaign(date(2024, 8, 21), date(2024, 9, 17), "test")
    spring = Campaign(date(2024, 3, 1), date(2024, 3, 28), "test")
    assert campaigns._had_one(campaign, [campaign, earlier])
    assert not campaigns._had_one(campaign, [campaign, spring])


def test_the_campaign_of_2024_is_dated_data() -> None:
    (campaign,) = campaigns.campaigns()
    assert (campaign.first, campaign.last) == (date(2024, 8, 21), date(2024, 9, 17))
    assert campaign.source
