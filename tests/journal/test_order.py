"""The total order: dense, permanent, and never overtaken by a transaction that was slow."""

import threading

import pytest
from sqlalchemy import select, text

from registry.access.actors import SYSTEM
from registry.audit.names import EventName
from registry.ids import new_id
from registry.journal import UnrecordedChange, append, close, entries_after, sequence
from registry.journal.follow import advance, position_of
from registry.tables import AuditEvent, JournalEntry
from tests.stores import Stores
from tests.world import NOW, World


def note(session, name: EventName = EventName.GOOD_REPORT):  # type: ignore[no-untyped-def]  # returns an id
    """Append an entry about some new object and return the object's id."""
    object_id = new_id()
    append(session, SYSTEM, NOW, name, object_id=object_id, object_version=1)
    return object_id


def ordered(world: World):  # type: ignore[no-untyped-def]  # list of ids
    """Return the objects in the order of the journal."""
    with world.register.database.read() as session:
        return list(
            session.scalars(
                select(JournalEntry.object_id)
                .where(JournalEntry.position.is_not(None))
                .order_by(JournalEntry.position)
            )
        )


def sequence_all(world: World) -> None:
    with world.register.database.write() as session:
        while sequence(session, limit=3):
            pass


def test_positions_are_dense_and_stay(world: World) -> None:
    for _ in range(5):
        with world.register.database.write() as session:
            note(session)
            note(session)
    sequence_all(world)
    first = ordered(world)
    assert len(first) == 10
    with world.register.database.write() as session:
        note(session)
    sequence_all(world)
    assert ordered(world)[:10] == first
    with world.register.database.read() as session:
        positions = session.scalars(select(JournalEntry.position)).all()
    assert sorted(p for p in positions if p) == list(range(1, 12))


def test_a_slow_transaction_is_not_overtaken(stores: Stores, keys) -> None:  # type: ignore[no-untyped-def]  # a fixture
    with stores.postgresql() as url:
        world = World(url, keys)
        slow = world.register.database.writers()
        slow.begin()
        early = note(slow)
        close(slow)  # The slow transaction has its number now, and does not commit yet.
        with world.register.database.write() as session:
            late = note(session)
        sequence_all(world)
        assert ordered(world) == [], "what came later was sequenced past a running transaction"
        slow.commit()
        slow.close()
        sequence_all(world)
        assert ordered(world) == [early, late]
        world.register.database.dispose()


def test_entries_from_before_a_restore_are_sequenced(stores: Stores, keys) -> None:  # type: ignore[no-untyped-def]  # a fixture
    with stores.postgresql() as url:
        world = World(url, keys)
        with world.register.database.write() as session:
            restored = note(session)
        with world.register.database.write() as session:
            # A dump keeps the numbers of another cluster, which may lie far ahead.
            session.execute(text("UPDATE journal SET txid = txid + 1000000000"))
        sequence_all(world)
        assert ordered(world) == [restored]
        world.register.database.dispose()


def test_two_sequencers_at_once(world: World) -> None:
    for _ in range(40):
        with world.register.database.write() as session:
            note(session)

    def run() -> None:
        for _ in range(20):
            with world.register.database.write() as session:
                sequence(session, limit=3)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.register.database.read() as session:
        positions = session.scalars(
            select(JournalEntry.position).where(JournalEntry.position.is_not(None))
        ).all()
    assert {*positions} == {*range(1, len(positions) + 1)}


def test_no_audit_no_commit(world: World) -> None:
    from registry.tables import Dealer

    with pytest.raises(UnrecordedChange), world.register.database.write() as session:
        session.add(
            Dealer(
                id=new_id(),
                version=1,
                status="approved",
                name="x",
                country="NL",
                municipality_code="GM0344",
                email="x@y.example",
                goods=[],
                address={},
                submitted_at=NOW,
                last_sequence_number=0,
            )
        )
    with pytest.raises(UnrecordedChange), world.register.database.write() as session:
        from sqlalchemy import update

        session.execute(update(Dealer).values(status="approved"))
    with world.register.database.read() as session:
        assert session.scalars(select(Dealer)).all() == []


def test_a_rolled_back_change_leaves_no_event(world: World) -> None:
    with pytest.raises(RuntimeError), world.register.database.write() as session:
        note(session)
        close(session)
        raise RuntimeError
    with world.register.database.read() as session:
        assert session.scalars(select(AuditEvent)).all() == []
        assert session.scalars(select(JournalEntry)).all() == []


def test_followers_do_not_do_the_same_twice(world: World) -> None:
    for _ in range(3):
        with world.register.database.write() as session:
            note(session)
    sequence_all(world)
    with world.register.database.read() as session:
        entries = entries_after(session, 0, ("good",), 10)
    assert [entry.position for entry in entries] == [1, 2, 3]
    with world.register.database.write() as session:
        assert advance(session, "f", expected=0, position=3)
    with world.register.database.write() as session:
        assert not advance(session, "f", expected=0, position=2)
    with world.register.database.read() as session:
        assert position_of(session, "f") == 3
        assert entries_after(session, 3, ("good",), 10) == []


def test_disclosures_are_no_changes(world: World) -> None:
    with world.register.database.write() as session:
        append(session, SYSTEM, NOW, EventName.GOOD_CONSULT, object_id=new_id())
    sequence_all(world)
    with world.register.database.read() as session:
        assert entries_after(session, 0, ("good",), 10) == []
