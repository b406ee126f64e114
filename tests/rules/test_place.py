"""Where goods were bought: kept with each version of an entry, and weighed."""

from uuid import UUID

from sqlalchemy import select, update

from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.rules import match_profiles
from registry.tables import Dealer, PurchaseVersion
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.world import World, stolen_good


def places(world: World) -> list[str | None]:
    with world.register.database.read() as session:
        return list(
            session.scalars(
                select(PurchaseVersion.municipality_code).order_by(PurchaseVersion.version)
            )
        )


def sentences(world: World) -> list[str]:
    (hit,) = world.hits()
    return [one["text"]["en"] for one in hit["evidence"] if one["feature"] == "place"]


def test_an_entry_tells_where_it_was_made(world: World) -> None:
    world.lose(stolen_good(place="Oudegracht 12, Utrecht"))
    world.buy()
    assert places(world) == ["GM0344"]
    assert sentences(world) == ["Bought in the municipality where it was stolen."]


def test_it_stays_where_it_was_bought_when_the_dealer_moves(world: World) -> None:
    world.lose(stolen_good(place="Amsterdam"))
    bought = world.buy()
    with world.register.database.engine.begin() as connection:
        connection.execute(update(Dealer).values(municipality_code="GM0363"))
    answer = world.call(
        "POST",
        f"/purchases/{bought['id']}/corrections",
        Role.DEALER,
        key="of-the-payment",
        json={"payment": "cash", "reason": "verkeerd aangevinkt"},
    )
    assert answer.status_code in {200, 201}, answer.json
    assert places(world) == ["GM0344", "GM0344"]
    assert sentences(world) == ["Bought in another municipality than where it was stolen."]


def test_what_is_found_afterwards_weighs_the_place_too(world: World) -> None:
    world.buy()
    world.lose(stolen_good(place="Utrecht"))
    catch_up(world.register)
    assert sentences(world) == ["Bought in the municipality where it was stolen."]
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    (hit,) = world.hits()
    with world.register.database.read() as session:
        found = match_profiles.recomputed(session, UUID(hit["id"]))
    assert [one.agrees for one in found] == [True]
