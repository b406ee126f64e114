"""Renewing the keys of sealed records while the register is in use."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.access.actors import Actor, Role
from registry.access.sealing import seal, unseal
from registry.audit.names import EventName
from registry.errors import Conflict, MissingKeys
from registry.journal import append
from registry.register import Register
from registry.rules import sealing_keys
from registry.tables import AuditEvent, SealedIdentity
from tests.world import NOW, PURCHASE, World

ADMIN = Actor(Role.ADMIN, "test")


@pytest.fixture
def own_world(store_url: str, tmp_path: Path) -> Iterator[World]:
    """Give a world with keys of its own, which may be renewed."""
    made = World(store_url, tmp_path / "keys")
    yield made
    made.register.database.dispose()


def keys_command(world: World, *arguments: str) -> Any:
    return world.app.test_cli_runner().invoke(args=["keys", *arguments])


def by_key(world: World) -> dict[tuple[str, str | None], int]:
    with world.register.database.read() as session:
        counted = session.execute(
            select(SealedIdentity.master_key, SealedIdentity.blind_key, func.count()).group_by(
                SealedIdentity.master_key, SealedIdentity.blind_key
            )
        )
        return {(master, blind): count for master, blind, count in counted}


def opened(world: World) -> list[str]:
    with world.register.database.read() as session:
        rows = session.scalars(select(SealedIdentity)).all()
    return [unseal(world.register.keys, row)["name"] for row in rows]


def destroyed(world: World) -> list[str]:
    """Return the keys of which the log says that they were destroyed."""
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf)
            .where(AuditEvent.name == EventName.KEY_DESTROY)
            .order_by(AuditEvent.id)
        ).all()
    return [json.loads(leaf)["details"]["key"] for leaf in leaves]


def test_everything_living_is_wrapped_anew(own_world: World) -> None:
    for _ in range(3):
        own_world.buy()
    done = keys_command(own_world, "rotate-sealing")
    assert (done.exit_code, done.stdout) == (0, "sealing-2\n")
    own_world.buy()
    assert by_key(own_world) == {("sealing-2", "blind-1"): 4}
    assert opened(own_world) == ["Jantje Voorbeeld"] * 4
    with own_world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == EventName.IDENTITY_REWRAP)
        ).all()
    assert len(leaves) == 1
    assert '"count":3,"from":{"sealing-1":3},"to":"sealing-2"' in leaves[0]


def test_the_blind_index_is_computed_anew(own_world: World) -> None:
    first, second = own_world.buy()["id"], own_world.buy()["id"]
    done = keys_command(own_world, "rotate-blind-index")
    assert (done.exit_code, done.stdout) == (0, "blind-2\n")
    third = own_world.buy()["id"]
    assert by_key(own_world) == {("sealing-1", "blind-2"): 3}
    answer = own_world.call(
        "GET", f"/purchases/{second}/same-seller", Role.POLICE, query_string={"purpose": "case 1"}
    )
    assert answer.json["complete"] is True
    assert [row["purchase_id"] for row in answer.json["items"]] == [third, first]


def test_an_interrupted_rotation_goes_on(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing_keys, "BATCH", 2)
    for _ in range(5):
        own_world.buy()
    register = own_world.register
    register.keys.sealing.add()
    with register.database.write() as session:
        last = sealing_keys.rewrap_next(session, ADMIN, NOW, keys=register.keys, after=None)
    assert last is not None
    assert by_key(own_world) == {("sealing-1", "blind-1"): 3, ("sealing-2", "blind-1"): 2}
    refused = keys_command(own_world, "destroy-sealing", "sealing-1")
    assert refused.exit_code == 1
    assert "living records are still under it" in refused.stderr
    done = keys_command(own_world, "rotate-sealing")
    assert done.stdout == "sealing-2\n"
    assert by_key(own_world) == {("sealing-2", "blind-1"): 5}
    assert keys_command(own_world, "destroy-sealing", "sealing-1").exit_code == 0
    assert destroyed(own_world) == ["sealing-1"]
    assert register.keys.sealing.names() == ["sealing-2"]


def test_the_same_seller_is_told_to_be_incomplete_meanwhile(own_world: World) -> None:
    own_world.buy()
    own_world.register.keys.blind.add()
    bought = own_world.buy()
    answer = own_world.call(
        "GET",
        f"/purchases/{bought['id']}/same-seller",
        Role.POLICE,
        query_string={"purpose": "case 1"},
    )
    assert (answer.json["items"], answer.json["complete"]) == ([], False)


@pytest.mark.parametrize("kind", ["sealing", "blind-index"])
def test_the_newest_key_is_not_destroyed(own_world: World, kind: str) -> None:
    name = f"{kind.partition('-')[0]}-1"
    refused = keys_command(own_world, f"destroy-{kind}", name)
    assert refused.exit_code == 1
    assert (own_world.settings.keys_dir / f"{name}.key").exists()
    unknown = keys_command(own_world, f"destroy-{kind}", "sealing-7")
    assert (unknown.exit_code, unknown.stderr) == (1, "Error: there is no such key\n")
    assert destroyed(own_world) == []


def test_whoever_destroys_waits_for_whoever_is_sealing(own_world: World) -> None:
    """A record that was sealed just before is not left under a key that is gone."""
    register = own_world.register
    keys = register.keys
    sealed, go_on = threading.Event(), threading.Event()
    refusals: list[str] = []

    def seal_slowly() -> None:
        with register.database.write() as session:
            row = seal(session, NOW, keys, PURCHASE["seller"], entered_at=NOW)  # type: ignore[arg-type]  # a purchase
            append(session, ADMIN, NOW, EventName.PURCHASE_REGISTER, rows=[row])
            session.flush()
            sealed.set()
            go_on.wait(20)

    def destroy() -> None:
        try:
            with register.database.write() as session:
                sealing_keys.retire_sealing(session, ADMIN, NOW, keys=keys, name="sealing-1")
        except Conflict as error:
            refusals.append(error.code)

    threads = [threading.Thread(target=seal_slowly), threading.Thread(target=destroy)]
    threads[0].start()
    assert sealed.wait(20)
    keys.sealing.add()
    threads[1].start()
    threads[1].join(0.3)
    assert threads[1].is_alive()
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert refusals == ["key_in_use"]


def test_registering_goes_on_while_keys_are_renewed(own_world: World) -> None:
    headers = own_world.headers(Role.DEALER)
    statuses: list[int] = []
    stop = threading.Event()

    def register_on(till: int) -> None:
        client = own_world.app.test_client()
        number = 0
        while not stop.is_set():
            number += 1
            answer = client.post(
                "/api/v1/purchases",
                json=PURCHASE,
                headers={**headers, "Idempotency-Key": f"{till}-{number}"},
            )
            statuses.append(answer.status_code)

    tills = [threading.Thread(target=register_on, args=(till,)) for till in range(3)]
    for till in tills:
        till.start()
    try:
        for number in range(1, 5):
            assert keys_command(own_world, "rotate-sealing").exit_code == 0
            assert keys_command(own_world, "destroy-sealing", f"sealing-{number}").exit_code == 0
    finally:
        stop.set()
        for till in tills:
            till.join()
    assert set(statuses) == {201}
    assert len(opened(own_world)) == len(statuses)


def test_keys_from_the_environment(store_url: str, keys: Path) -> None:
    old, new = ("sealing-1:" + "A" * 43 + "=", "sealing-2:" + "B" * 42 + "A=")
    world = World(store_url, keys, sealing_keys=old)
    world.buy()
    refused = keys_command(world, "rotate-sealing")
    assert refused.exit_code == 1
    assert "SEALING_KEYS" in refused.stderr
    world.register.database.dispose()

    world = World(store_url, keys, sealing_keys=f"{new} {old}")
    assert opened(world) == ["Jantje Voorbeeld"]
    assert keys_command(world, "rotate-sealing").stdout == "sealing-2\n"
    refused = keys_command(world, "destroy-sealing", "sealing-1")
    assert refused.exit_code == 1
    assert "SEALING_KEYS" in refused.stderr
    assert destroyed(world) == []
    assert "A" * 43 not in repr(world.settings) + repr(world.register.keys.sealing)
    world.register.database.dispose()

    world = World(store_url, keys, sealing_keys=new)
    assert opened(world) == ["Jantje Voorbeeld"]
    world.register.database.dispose()


def test_another_process_takes_over_the_new_key(own_world: World) -> None:
    """A server that runs meanwhile has read the old key long ago."""
    own_world.buy()
    other = Register(own_world.settings, clock=own_world.clock)
    assert other.keys.sealing.current == "sealing-1"
    assert keys_command(own_world, "rotate-sealing").exit_code == 0
    assert keys_command(own_world, "destroy-sealing", "sealing-1").exit_code == 0
    assert other.keys.sealing.current == "sealing-2"
    with other.database.read() as session:
        row = session.scalars(select(SealedIdentity)).one()
    assert unseal(other.keys, row)["name"] == "Jantje Voorbeeld"
    row.master_key = "sealing-1"
    with pytest.raises(MissingKeys):
        unseal(other.keys, row)
    other.database.dispose()
