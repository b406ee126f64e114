"""Snapshots: they save time, and withholding or spoiling one costs no hit."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.register import Register
from registry.rules import indexed_side
from tests.stores import Stores
from tests.world import World, item, purchase, stolen_good

OLD, NEW, GONE = "5CD1234XYZ", "9QQ8877AAB", "7KK3355MMN"


@pytest.fixture
def snapped(store_url: str, keys: Path, tmp_path: Path) -> Iterator[World]:
    """Give a world with a snapshot, a good listed before it, one after, and one withdrawn after."""
    world = World(store_url, keys, snapshots_dir=tmp_path / "snapshots")
    world.lose(stolen_good(item=item(OLD)))
    gone = world.lose(stolen_good(item=item(GONE)))
    catch_up(world.register)
    with world.register.database.read() as session:
        assert world.register.snapshots.write(session) > 0
        assert world.register.snapshots.write(session) == 0, "there is one already"
    world.lose(stolen_good(item=item(NEW)))
    path = f"/stolen-goods/{gone['id']}/withdrawal"
    assert world.call("POST", path, Role.POLICE, json={"reason": "found"}).status_code == 200
    yield world
    world.register.database.dispose()


def snapshot_of(world: World) -> Path:
    """Return the folder of the only snapshot."""
    assert world.settings.snapshots_dir is not None
    (head,) = world.settings.snapshots_dir.rglob("snapshot.json")
    return head.parent


def started_again(world: World) -> Register:
    """Return a register as a process that starts now has it."""
    return Register(world.settings, clock=world.clock)


def found(register: Register) -> list[int]:
    """Return how many goods are proposed for each of the numbers."""
    try:
        return [len(register.stolen_like({"item": item(number)})) for number in (OLD, NEW, GONE)]
    finally:
        register.database.dispose()


def test_a_start_with_a_snapshot_reads_only_what_came_after(
    snapped: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_rows: object) -> None:
        raise AssertionError("all rows were read")

    monkeypatch.setattr(indexed_side.IndexedSide, "build", refuse)
    assert found(started_again(snapped)) == [1, 1, 0]


@pytest.mark.parametrize("spoiled", ["whole", "good/serials", "good/rows.npz", "snapshot.json"])
def test_a_snapshot_that_is_withheld_or_spoiled_costs_no_hit(snapped: World, spoiled: str) -> None:
    folder = snapshot_of(snapped)
    if spoiled == "whole":
        shutil.rmtree(folder)
    else:
        octets = bytearray((folder / spoiled).read_bytes())
        octets[len(octets) // 2] ^= 0xFF
        (folder / spoiled).write_bytes(octets[: len(octets) * 3 // 4])
    assert found(started_again(snapped)) == [1, 1, 0]


def test_the_snapshot_of_another_history_is_not_used(
    snapped: World, stores: Stores, keys: Path
) -> None:
    """Somebody puts a snapshot where another store looks for its own."""
    other = World(stores.sqlite(), keys, snapshots_dir=snapped.settings.snapshots_dir)
    for number in (GONE, NEW):
        other.lose(stolen_good(item=item(number)))
    catch_up(other.register)
    with other.register.database.read() as session:
        assert other.register.snapshots.horizon(session) == 0
        theirs = other.register.snapshots._of_store(session)
    assert theirs is not None
    shutil.copytree(snapshot_of(snapped), theirs / "1")
    assert found(started_again(other)) == [0, 1, 1]


def test_what_a_stale_snapshot_has_is_matched_in_the_request(snapped: World) -> None:
    register = started_again(snapped)
    world = World(snapped.settings.database_url, snapped.settings.keys_dir)
    assert register.stolen_like({"item": item(OLD)})
    world._dealer = snapped.dealer
    assert world.buy(purchase(item=item(NEW)))["match"] == {"outcome": "listed"}
    register.database.dispose()
    world.register.database.dispose()
