"""What comes back, month by month, and what of it all may see."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.access.actors import Role
from registry.rules import recovery
from registry.rules.adoption import by_municipality, growth
from registry.rules.small_counts import LEAST, Kept, shown, shown_of
from tests.world import World, item, purchase, stolen_good

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def hit(world: World, number: str, judgement: str | None = None) -> str:
    """Lose and buy a good, let the police judge after two hours, and return the good's id."""
    good = str(world.lose(stolen_good(item=item(number)))["id"])
    world.buy(purchase(item=item(number)))
    if judgement:
        world.clock.move(timedelta(hours=2))
        (found,) = (each for each in world.hits() if each["stolen_good"]["id"] == good)
        path = f"/hits/{found['id']}/judgement"
        world.call("POST", path, Role.POLICE, json={"judgement": judgement})
    return good


def give_back(world: World, good: str, *, returned: bool = True) -> None:
    body = {"reason": "found", "returned_to_owner": returned}
    path = f"/stolen-goods/{good}/withdrawal"
    assert world.call("POST", path, Role.POLICE, json=body).status_code == 200


def by_month(world: World, **options: Any) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        return recovery.by_month(session, [JUNE, JULY], **options)


def test_a_good_that_is_back_still_counts_as_confirmed(world: World) -> None:
    good = hit(world, "TR1000001", "confirmed")
    hit(world, "XY2000042", "rejected")
    hit(world, "QW3000777")
    closed = hit(world, "ZE4000555")
    give_back(world, closed, returned=False)
    world.clock.now = world.clock.now.replace(month=7)
    give_back(world, good)
    june, july = by_month(world)
    assert (june["hits"], june["confirmed"], june["rejected"], june["open"]) == (3, 1, 1, 1)
    assert (june["value"], june["priced"]) == (Decimal("120.00"), 1)
    assert (june["hours_half"], june["hours_most"]) == (2, 2)
    assert (june["returned"], july["returned"]) == (0, 1)
    assert july["hits"] == 0
    assert july["hours_half"] is None
    assert by_month(world, municipality="GM0344")[0] == june
    assert by_month(world, municipality="GM0363")[0]["hits"] == 0


def test_a_month_begins_by_the_dutch_clock(small_world: World) -> None:
    assert recovery.months_until(small_world.clock().replace(day=30, hour=22), 2) == [JUNE, JULY]
    assert recovery.months_until(small_world.clock().replace(month=1), 2) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_all_are_told_nothing_of_a_few() -> None:
    exact = {
        "month": JUNE,
        "hits": 9,
        "confirmed": 5,
        "rejected": 4,
        "open": 0,
        "returned": 1,
        "value": Decimal("1251.50"),
        "priced": 5,
        "judged": 9,
        "hours_half": 2.5,
        "hours_most": 30.0,
    }
    few = {**exact, "priced": 4, "judged": 4}
    told, told_less = recovery.for_all([exact, few])
    assert told == {
        "month": JUNE,
        "hits": 9,
        "confirmed": 5,
        "rejected": Kept.FEW,
        "open": 0,
        "returned": Kept.FEW,
        "value": 1300,
        "hours_half": 2.5,
        "hours_most": 30.0,
    }
    assert (told_less["value"], told_less["hours_half"], told_less["hours_most"]) == (None,) * 3


@pytest.mark.parametrize("count", range(8))
def test_one_to_four_are_a_few(count: int) -> None:
    assert shown(count) == (Kept.FEW if 1 <= count <= 4 else count)


@given(st.dictionaries(st.integers(), st.integers(0, 12), max_size=12))
def test_no_small_count_follows_from_the_whole(counts: dict[int, int]) -> None:
    told = shown_of(counts)
    missing = [part for part, count in told.items() if isinstance(count, Kept)]
    assert all(told[part] == counts[part] for part in counts if part not in missing)
    assert all(not 0 < counts[part] < LEAST for part in counts if part not in missing)
    if any(told[part] is Kept.FEW for part in missing) and any(c >= LEAST for c in counts.values()):
        assert len(missing) >= 2


def test_dealers_over_time_and_by_municipality(world: World) -> None:
    first = world.clock().date()
    world.new_dealer()
    ended = world.new_dealer()
    world.new_dealer(municipality_code="GM0363")
    world.clock.move(timedelta(days=30))
    body = {"happened_at": (world.clock() - timedelta(days=1)).isoformat()}
    world.call("POST", f"/dealers/{ended}/end", Role.DEALER, subject=ended, json=body)
    days = [first - timedelta(days=1), first, world.clock().date()]
    with world.register.database.read() as session:
        assert [(line["dor"], line["dol"]) for line in growth(session, days)] == [
            (0, 0),
            (3, 3),
            (2, 2),
        ]
        assert by_municipality(session, first) == {
            system: {"GM0344": 2, "GM0363": 1} for system in ("dor", "dol")
        }
        assert by_municipality(session, days[0]) == {"dor": {}, "dol": {}}
