"""DOC, compliance at a glance: counts, shares, silence, own area only."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from registry.access.actors import Role
from registry.law import silence
from registry.law.silence import silence_at
from registry.tables import Dealer, Purchase
from tests.api.test_inspections import events
from tests.world import DEALER, NOW, World, item, purchase

ELSEWHERE = "GM0363"


def glance(world: World, role: Role = Role.INSPECTOR, **query: Any) -> Any:
    subject = query.pop("subject", None)
    answer = world.call("GET", "/compliance", role, subject=subject, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def of(world: World, dealer: str, **query: Any) -> Any:
    (line,) = [one for one in glance(world, **query)["items"] if one["dealer_id"] == dealer]
    return line


def buy(world: World, number: int, *, late: bool = False) -> None:
    acquired = world.clock.now - (timedelta(days=3) if late else timedelta(hours=1))
    world.buy(purchase(item=item(f"CG{number:05d}K7"), acquired_at=acquired.isoformat()))


def test_a_dealer_that_does_well(world: World) -> None:
    buy(world, 1)
    buy(world, 2)
    line = of(world, world.dealer)
    assert line == {
        "dealer_id": world.dealer,
        "name": "Tweede Kans",
        "municipality_code": "GM0344",
        "status": "approved",
        "entries": 2,
        "incomplete": 0,
        "complete_share": 1.0,
        "late": 0,
        "in_time_share": 1.0,
        "sold_in_hold": 0,
        "open_orders": 0,
        "breached": 0,
        "to_be_judged": 0,
        "last_entry_at": "2026-06-15T10:00:00Z",
        "silent": False,
        "on_dor_not_on_dol": False,
    }


def test_what_was_entered_late_lowers_the_share(world: World) -> None:
    for number in range(4):
        buy(world, number, late=number == 0)
    line = of(world, world.dealer)
    assert (line["entries"], line["late"], line["in_time_share"]) == (4, 1, 0.75)
    assert line["complete_share"] == 1.0
    assert line["breached"] > 0


def test_what_a_person_has_to_judge_is_counted_apart(world: World) -> None:
    vague = {"category": "phone", "description": "an old telephone"}
    world.buy(purchase(item=vague))
    line = of(world, world.dealer)
    assert (line["complete_share"], line["incomplete"], line["to_be_judged"]) == (1.0, 0, 1)


def test_who_is_on_dor_and_not_on_dol(world: World) -> None:
    told, untold = world.dealer, world.new_dealer(name="Ongemeld")
    with world.register.database.engine.begin() as connection:
        later = update(Dealer).where(Dealer.id == UUID(untold))
        connection.execute(later.values(submitted_at=NOW + timedelta(days=1)))
    assert of(world, told)["on_dor_not_on_dol"] is False
    assert of(world, untold)["on_dor_not_on_dol"] is True
    world.clock.move(timedelta(days=1))
    assert of(world, untold)["on_dor_not_on_dol"] is False


def test_orders_count_while_they_bind(world: World) -> None:
    bought = world.buy()
    until = world.clock.now + timedelta(days=5)
    body = {"until": until.isoformat(), "ground": "case 77"}
    path = f"/purchases/{bought['id']}/hold-orders"
    assert world.call("POST", path, Role.POLICE, json=body).status_code == 201
    assert of(world, world.dealer)["open_orders"] == 1
    world.clock.now = until
    assert of(world, world.dealer)["open_orders"] == 0


def test_what_was_sold_in_the_hold_is_counted(world: World) -> None:
    # The register refuses such a sale; a store that was brought in can hold one.
    bought = world.buy()
    world.clock.move(timedelta(days=5))
    body = {"sold_at": world.clock.now.isoformat(), "price": purchase()["price"]}
    buyer = {"name": "Koos Koper", "address": purchase()["seller"]["address"]}
    path = f"/purchases/{bought['id']}/sale"
    sold = world.call("POST", path, Role.DEALER, json={**body, "buyer": buyer})
    assert sold.status_code == 201, sold.json
    assert of(world, world.dealer)["sold_in_hold"] == 0
    with world.register.database.engine.begin() as connection:
        connection.execute(update(Purchase).values(hold_until=world.clock.now + timedelta(days=1)))
    assert of(world, world.dealer)["sold_in_hold"] == 1


def test_only_entries_of_the_period_count(world: World) -> None:
    buy(world, 1, late=True)
    world.clock.move(timedelta(days=10))
    buy(world, 2)
    since = NOW + timedelta(days=1)
    assert of(world, world.dealer)["entries"] == 2
    after = of(world, world.dealer, since=since.isoformat())
    assert (after["entries"], after["late"], after["in_time_share"]) == (1, 0, 1.0)
    before = of(world, world.dealer, until=since.isoformat())
    assert (before["entries"], before["late"], before["in_time_share"]) == (1, 1, 0.0)
    world.clock.move(timedelta(weeks=13, days=1))
    assert of(world, world.dealer)["entries"] == 0
    assert of(world, world.dealer)["complete_share"] is None


def test_silent_is_who_was_approved_and_entered_nothing_for_weeks(world: World) -> None:
    busy = world.dealer
    quiet = world.new_dealer(name="Stil")
    waiting = world.call("POST", "/dealers", json={**DEALER, "name": "Wacht"}).json["id"]
    buy(world, 1)
    term = silence_at(NOW.date())[None]
    world.clock.move(term - timedelta(hours=1))
    assert glance(world, silent="true")["items"] == []
    buy(world, 2)
    world.clock.move(timedelta(hours=2))
    new = world.new_dealer(name="Nieuw")
    assert [one["dealer_id"] for one in glance(world, silent="true")["items"]] == [quiet]
    others = {one["dealer_id"]: one["silent"] for one in glance(world, silent="false")["items"]}
    assert others == {busy: False, waiting: False, new: False}
    world.clock.move(term + timedelta(hours=1))
    silent = {one["dealer_id"] for one in glance(world, silent="true")["items"]}
    assert silent == {busy, quiet, new}


def test_a_municipality_may_have_a_term_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks = {None: [(date.min, 6)], ELSEWHERE: [(date.min, 20), (NOW.date(), 2)]}
    lines = [
        (place, since, timedelta(weeks=term))
        for place, terms in weeks.items()
        for since, term in terms
    ]
    monkeypatch.setattr(silence, "_lines", lambda: tuple(lines))
    assert silence_at(NOW.date()) == {None: timedelta(weeks=6), ELSEWHERE: timedelta(weeks=2)}
    assert silence_at(NOW.date() - timedelta(days=1))[ELSEWHERE] == timedelta(weeks=20)
    own, other = world.dealer, world.new_dealer(municipality_code=ELSEWHERE)
    world.clock.move(timedelta(weeks=3))
    silent = {one["dealer_id"]: one["silent"] for one in glance(world, Role.POLICE)["items"]}
    assert silent == {own: False, other: True}
    with world.register.database.engine.begin() as connection:
        abroad = update(Dealer).where(Dealer.id == UUID(own)).values(municipality_code=None)
        connection.execute(abroad)
    (found,) = glance(world, Role.POLICE, silent="true")["items"]
    assert found["dealer_id"] == other
    world.clock.move(timedelta(weeks=4))
    assert len(glance(world, Role.POLICE, silent="true")["items"]) == 2


def test_own_area_only_and_each_look_is_an_event(world: World) -> None:
    own, other = world.dealer, world.new_dealer(municipality_code=ELSEWHERE)
    for role in (Role.INSPECTOR, Role.MUNICIPALITY):
        assert [one["dealer_id"] for one in glance(world, role)["items"]] == [own]
        elsewhere = glance(world, role, subject=ELSEWHERE)["items"]
        assert [one["dealer_id"] for one in elsewhere] == [other]
    assert len(glance(world, Role.POLICE)["items"]) == 2
    listed = [event["details"]["listed"] for event in events(world, "doc:compliance:consult")]
    assert listed == [[own], [other], [own], [other], [other, own]]


def test_it_comes_in_pages(world: World) -> None:
    dealers = [world.dealer, *(world.new_dealer(name=f"Zaak {n}") for n in range(4))]
    found, cursor = [], None
    while True:
        page = glance(world, limit=2, **({"cursor": cursor} if cursor else {}))
        found += [one["dealer_id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == dealers[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"silent": "yes"},
        {"since": "2026-06-02T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
        {"since": "2026-06-02"},
        {"limit": 0},
    ],
)
def test_a_bad_question(small_world: World, query: dict[str, Any]) -> None:
    answer = small_world.call("GET", "/compliance", Role.POLICE, query_string=query)
    assert answer.status_code == 422


def test_the_usual_term_of_silence_is_in_force_at_all_times() -> None:
    for year in (1990, 2026, 2100):
        day = datetime(year, 1, 1, tzinfo=ZoneInfo("Europe/Amsterdam")).date()
        assert silence_at(day)[None] > timedelta(weeks=1)
