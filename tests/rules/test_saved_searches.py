"""Saved searches: each fitting good is told of once, and a test of one agrees with the search."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from registry.followers import searching
from registry.followers.loop import catch_up
from registry.rules import register_search, saved_searches
from registry.rules.held import RegisterSide
from registry.tables import AuditEvent, SearchAlert
from tests.world import World, item, purchase, stolen_good

ANNA, BAS = Actor(Role.POLICE, "anna"), Actor(Role.POLICE, "bas")
PURPOSE = "zaak 2026-0417"


def save(world: World, side: RegisterSide = "purchase", **criteria: Any) -> UUID:
    with world.register.database.write() as session:
        return saved_searches.save(
            session,
            ANNA,
            world.clock(),
            name="x",
            side=side,
            criteria=criteria,
            purpose=PURPOSE,
        ).id


def alerts(world: World, search: UUID) -> list[str]:
    with world.register.database.read() as session:
        rows = session.scalars(select(SearchAlert).where(SearchAlert.search_id == search))
        return sorted(str(row.object_id) for row in rows)


def search(world: World, side: RegisterSide, **criteria: Any) -> list[str]:
    with world.register.fresh_desk() as session:
        near = register_search.near(session, world.register.desk, side, criteria)
    with world.register.database.write() as session:
        rows, _ = register_search.search(
            session,
            ANNA,
            world.clock(),
            keys=world.register.keys,
            side=side,
            criteria=criteria,
            near=near,
            purpose=PURPOSE,
            limit=50,
        )
    return sorted(str(row["id"]) for row in rows)


def test_what_fits_is_told_of_once_whoever_follows(world: World) -> None:
    number = save(world, number="352099001761481")
    red = save(world, "good", words="RED", category="phone")
    catch_up(world.register)
    bought = world.buy(purchase(item=item("352099001761481")))
    world.buy(purchase(item=item("5CD1234XYZ")))
    lost = world.lose(stolen_good(item=item("AB12345678", colour="dark red")))
    world.call(
        "POST",
        f"/purchases/{bought['id']}/corrections",
        Role.DEALER,
        key="a-correction-of-it",
        json={"reason": "colour", "item": item("352099001761481", colour="grey")},
    )
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: catch_up(world.register), range(4)))
    catch_up(world.register)
    assert alerts(world, number) == [bought["id"]]
    assert alerts(world, red) == [lost["id"]]
    with world.register.database.read() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "desk:search-alert:find")
        ).all()
    assert len(told) == 2
    assert all(PURPOSE in event.leaf and "352099" not in event.leaf for event in told)


def test_a_follower_that_dies_tells_of_it_again_and_not_twice(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = save(small_world, number="352099001761481")
    catch_up(small_world.register)
    bought = small_world.buy()
    alert = saved_searches.alert

    def die(*args: Any) -> None:
        alert(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(saved_searches, "alert", die)
    with pytest.raises(KeyboardInterrupt):
        catch_up(small_world.register)
    assert alerts(small_world, number) == []
    monkeypatch.undo()
    assert searching.follow(small_world.register) > 0
    assert alerts(small_world, number) == [bought["id"]]
    assert searching.follow(small_world.register) == 0


def test_a_search_is_its_officers_own_and_looking_is_recorded(small_world: World) -> None:
    mine = save(small_world, brand="samsung")
    catch_up(small_world.register)
    bought = small_world.buy()
    catch_up(small_world.register)

    def look(officer: Actor) -> list[dict[str, Any]]:
        with small_world.register.database.write() as session:
            _, found, _ = saved_searches.show(
                session, officer, small_world.clock(), search_id=mine, limit=50
            )
        return found

    with pytest.raises(NotFound):
        look(BAS)
    with small_world.register.database.read() as session:
        assert saved_searches.unseen(session, ANNA) == 1
        assert saved_searches.unseen(session, BAS) == 0
        assert saved_searches.index(session, BAS) == []
    assert [(f["new"], str(f["id"])) for f in look(ANNA)] == [(True, bought["id"])]
    assert [f["new"] for f in look(ANNA)] == [False]
    with small_world.register.database.write() as session:
        saved_searches.end(session, ANNA, small_world.clock(), search_id=mine)
    with pytest.raises(NotFound):
        look(ANNA)
    small_world.buy()
    catch_up(small_world.register)
    assert len(alerts(small_world, mine)) == 1
    with small_world.register.database.read() as session:
        seen = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "desk:saved-search:consult")
        ).all()
    assert bought["id"] in seen[0].leaf
    assert PURPOSE in seen[0].leaf


@pytest.mark.parametrize("side", ["good", "purchase"])
def test_a_search_and_its_alerts_find_the_same(world: World, side: RegisterSide) -> None:
    """Every criterion by itself, and every two together."""
    criteria: dict[str, Any] = {
        "number": "5CD1234XYZ",
        "words": "red scratched",
        "category": "phone",
        "brand": "SAM",
        "place": "utrecht",
        "first": date(2026, 6, 11),
        "last": date(2026, 6, 15),
    }
    names = list(criteria)
    asked = [
        {name: criteria[name] for name in chosen}
        for chosen in (*itertools.combinations(names, 1), *itertools.combinations(names, 2))
    ]
    saved = [save(world, side, **each) for each in asked]
    goods = [
        item("5CD1234XYZ", colour="Red", marks="scratched"),
        item("5CD1234XY2", brand="Nokia"),
        item("5CD1243XYZ", category="laptop", description="red and scratched"),
        item("Q5CD1234XYZ99", colour="red"),
        item("9QQ8877AAB", brand="100% Samsung", marks="a_scratch"),
    ]
    for each in goods:
        if side == "good":
            world.lose(stolen_good(item=each))
        else:
            world.buy(purchase(item=each))
    if side == "good":
        earlier = {"stolen_at": "2026-06-01T22:00:00+02:00", "place": "Delft"}
        world.lose(stolen_good(item=goods[0], **earlier))
    catch_up(world.register)
    found = [search(world, side, **each) for each in asked]
    assert [alerts(world, id_) for id_ in saved] == found
    assert all(found[: len(names)]), "each criterion by itself finds something"
    assert len({tuple(each) for each in found}) > 5


def test_a_search_needs_a_purpose_and_something_to_search_by(small_world: World) -> None:
    for bad in ({}, {"number": "onbekend"}, {"first": date(2026, 2, 1), "last": date(2026, 1, 1)}):
        with pytest.raises(Invalid):
            search(small_world, "good", **bad)
    with pytest.raises(Forbidden), small_world.register.database.write() as session:
        register_search.search(
            session,
            ANNA,
            small_world.clock(),
            keys=small_world.register.keys,
            side="good",
            criteria={"brand": "x"},
            near=None,
            purpose="",
            limit=1,
        )
