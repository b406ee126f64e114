"""The transparency log: one leaf for each event, one signer, and nothing signed twice over."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from registry.access.actors import SYSTEM
from registry.audit import tree
from registry.audit.canonical import canonical
from registry.audit.checkpoint import opened
from registry.audit.names import EventName
from registry.errors import StoreUnavailable
from registry.followers import sequencing, signing
from registry.ids import new_id
from registry.journal import append
from registry.journal.checkpoints import LogDamaged, newest, sign_checkpoint, verifiers
from registry.journal.leaves import reader, tree_size
from registry.journal.sink import FileSink, SyslogSink, missing_from
from registry.settings import Mode
from registry.tables import AuditEvent, JournalEntry, LogCheckpoint
from tests.stores import Stores
from tests.world import NOW, World


def note(world: World, count: int = 1) -> None:
    """Record that something was looked at, this often."""
    with world.register.database.write() as session:
        for _ in range(count):
            append(session, SYSTEM, NOW, EventName.GOOD_CONSULT, object_id=new_id())


def root_of(leaves: list[str]) -> bytes:
    """Return the root as RFC 6962 defines it, by its own recursion."""
    hashes = [tree.leaf_hash(leaf.encode()) for leaf in leaves]

    def root(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return part[0]
        half = 1 << (len(part) - 1).bit_length() - 1
        return tree.node_hash(root(part[:half]), root(part[half:]))

    return root(hashes)


def leaves_in_order(world: World) -> list[str]:
    with world.register.database.read() as session:
        return list(
            session.scalars(
                select(AuditEvent.leaf)
                .join(JournalEntry, JournalEntry.event_id == AuditEvent.id)
                .order_by(JournalEntry.position)
            )
        )


def test_the_tree_is_that_of_the_journal(world: World) -> None:
    for count in (1, 2, 300, 600):
        note(world, count)
        sequencing.follow(world.register)
        leaves = leaves_in_order(world)
        with world.register.database.read() as session:
            size, root = tree_size(session), tree.root(len(leaves), reader(session))
        assert size == len(leaves)
        assert root == root_of(leaves)


def test_a_checkpoint_follows_within_a_minute(world: World) -> None:
    note(world)
    sequencing.follow(world.register)
    signing.follow(world.register)
    note(world)
    sequencing.follow(world.register)
    signing.follow(world.register)
    with world.register.database.read() as session:
        assert newest(session).size == 1, "signed again at once"  # type: ignore[union-attr]  # there is one
    world.clock.move(timedelta(seconds=30))
    signing.follow(world.register)
    with world.register.database.read() as session:
        last = newest(session)
        assert last is not None
        said = opened(last.note, verifiers(world.register.keys))
        assert (said.size, said.root) == (2, tree.root(2, reader(session)))
    world.clock.move(timedelta(days=1))
    signing.follow(world.register)
    with world.register.database.read() as session:
        assert len(session.scalars(select(LogCheckpoint)).all()) == 2, "nothing new, and signed"


def test_signers_take_turns(world: World) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(8):
                note(world)
                sequencing.follow(world.register)
                with world.register.database.write() as session:
                    sign_checkpoint(session, NOW, world.register.keys)
        except BaseException as error:  # noqa: BLE001 - told in the assertion
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    keys = verifiers(world.register.keys)
    with world.register.database.read() as session:
        for kept in session.scalars(select(LogCheckpoint)):
            said = opened(kept.note, keys)
            assert said.root == tree.root(said.size, reader(session))


def test_a_log_that_contradicts_what_was_signed_is_not_signed(small_world: World) -> None:
    note(small_world, 3)
    sequencing.follow(small_world.register)
    signing.follow(small_world.register)
    note(small_world)
    sequencing.follow(small_world.register)
    with small_world.register.database.engine.begin() as connection:
        hashes = connection.execute(text("SELECT hashes FROM log_tiles")).scalar_one()
        forged = bytes([hashes[0] ^ 1]) + hashes[1:]
        connection.execute(text("UPDATE log_tiles SET hashes = :forged"), {"forged": forged})
    with pytest.raises(LogDamaged), small_world.register.database.write() as session:
        sign_checkpoint(session, NOW, small_world.register.keys)


def test_a_leaf_is_canonical(world: World) -> None:
    world.lose()
    world.buy()
    world.hits()
    for leaf in leaves_in_order(world):
        assert canonical(json.loads(leaf)) == leaf.encode()


def test_the_sink_has_each_event_before_it_is_committed(
    store_url: str, keys: Path, tmp_path: Path
) -> None:
    sink = tmp_path / "sink.jsonl"
    world = World(store_url, keys, Mode.DEMO, audit_sink=str(sink))
    world.lose()
    world.buy()
    lines = sink.read_text().splitlines()
    sequencing.follow(world.register)
    assert sorted(lines) == sorted(leaves_in_order(world))
    assert list(missing_from(sink, (line.encode() for line in lines))) == []
    sink.write_text("".join(f"{line}\n" for line in lines[1:]))
    assert list(missing_from(sink, (line.encode() for line in lines))) == [
        tree.leaf_hash(lines[0].encode()).hex()
    ]
    world.register.database.dispose()


def test_without_its_sink_nothing_is_stored(stores: Stores, keys: Path, tmp_path: Path) -> None:
    world = World(stores.sqlite(), keys, Mode.DEMO, audit_sink=str(tmp_path / "no" / "sink"))
    answer = world.call("POST", "/checks", json={"identifier": "AB12345678"})
    assert (answer.status_code, answer.json["code"]) == (503, "audit_sink_unavailable")
    with world.register.database.read() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_a_full_disk_leaves_the_sink_whole(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        FileSink(Path("/dev/full")).write(["x"])


def test_syslog_gets_each_event_or_refuses(tmp_path: Path) -> None:
    import socket

    address = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(address))
        sink = SyslogSink(str(address))
        sink.write(['{"id":"1"}', '{"id":"2"}'])
        assert [b'{"id":"%d"}' % n in server.recv(1_000) for n in (1, 2)] == [True, True]
    address.unlink()
    with pytest.raises(StoreUnavailable):
        sink.write(["{}"])
