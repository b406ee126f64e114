"""The tables are bound to the log: whatever is changed behind its back is named."""

import random

import pytest
from sqlalchemy import text

from registry.access.actors import SYSTEM, Role
from registry.followers import signing
from registry.followers.loop import catch_up
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import Difference, differences
from registry.rules import match_profiles
from tests.journal.doctoring import doctored
from tests.world import NOW, World, item, purchase, stolen_good


def lived_in(world: World) -> None:
    """Fill every table, with rows that changed and rows that did not."""
    good = world.lose()
    world.lose(stolen_good(item=item("9QQ8877AAB")))
    entry = world.buy()
    for number in ("9QQ8877AAB", "5CD1234XYZ"):
        world.buy(purchase(item=item(number)))
    world.new_dealer(name="Een ander", kvk_number="00654321")
    hit = world.hits()[0]
    world.call("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json={"judgement": "unsure"})
    world.call(
        "POST",
        f"/purchases/{entry['id']}/corrections",
        Role.DEALER,
        json={"reason": "typfout", "payment": "bank", "seller": purchase()["seller"]},
    )
    world.call("PATCH", f"/stolen-goods/{good['id']}", Role.POLICE, json={"place": "Zeist"})
    world.call("POST", "/checks", json={"identifier": "9QQ8877AAB"})
    world.call("POST", "/checks", json={"identifier": "5CD1234XYZ"})
    with world.register.database.write() as session:
        match_profiles.publish(
            session, SYSTEM, NOW, profile=match_profiles.in_force(session).frozen([])
        )
    catch_up(world.register)
    signing.follow(world.register)


def found(world: World) -> list[Difference]:
    with world.register.database.read() as session:
        return list(differences(session, verifiers(world.register.keys)))


def edit_and_look(world: World, edits: int, seed: int) -> None:
    rng = random.Random(seed)
    lived_in(world)
    assert found(world) == []
    for _ in range(edits):
        with doctored(world.register, rng) as edit:
            named = {(each.table, each.key) for each in found(world)}
            assert named == {edit.place}, edit
    assert found(world) == []


def test_edits_of_rows_are_named(world: World) -> None:
    edit_and_look(world, edits=120, seed=437)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(2))
def test_500_edits_of_rows_are_named(world: World, seed: int) -> None:
    edit_and_look(world, edits=500, seed=seed)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_events SET leaf = replace(leaf, 'dol:', 'dor:')", "event_differs"),
        ("UPDATE audit_events SET leaf = 'nonsense'", "event_differs"),
        ("UPDATE audit_events SET actor_subject = 'somebody else'", "event_differs"),
        ("DELETE FROM audit_events WHERE name = 'stop-heling:check:answer'", "tile_differs"),
        ("UPDATE journal SET position = 100 - position", "tile_differs"),
        ("UPDATE journal SET object_version = 7 WHERE topic = 'good'", "event_differs"),
        ("UPDATE log_checkpoints SET root = '00'", "checkpoint_differs"),
        ("UPDATE log_checkpoints SET note = replace(note, 'log', 'hog')", "checkpoint_differs"),
        ("UPDATE log_checkpoints SET size = size + 1", "checkpoint_differs"),
        ("INSERT INTO log_tiles VALUES (0, 9, 'x')", "tile_differs"),
        ("DELETE FROM log_tiles", "checkpoint_differs"),
    ],
)
def test_edits_of_the_log_itself_are_named(small_world: World, statement: str, code: str) -> None:
    lived_in(small_world)
    with small_world.register.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(text(statement))
        connection.commit()
    assert code in {each.code for each in found(small_world)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dealers SET address = '{not json'",
        "UPDATE purchase_versions SET recorded_at = 'yesterday' WHERE version = 1",
        "UPDATE checks SET id = 'nonsense'",
    ],
)
def test_what_can_not_be_read_is_named(small_world: World, statement: str) -> None:
    lived_in(small_world)
    with small_world.register.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(text(statement.replace("id = 'n", "id = rowid || 'n")))
        connection.commit()
    table = statement.split()[1]
    assert {each.table for each in found(small_world)} == {table}
