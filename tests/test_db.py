"""The store's promises: durable commits, one snapshot to read from, all or nothing."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from registry.db import Database
from registry.errors import StoreUnavailable
from registry.settings import Mode, Settings
from registry.tables import FollowerCursor
from tests.stores import Stores


@pytest.fixture
def database(store_url: str):  # type: ignore[no-untyped-def]  # a generator fixture
    """Give the store bare, with no guard on it."""
    made = Database(store_url)
    yield made
    made.dispose()


def test_every_sqlite_connection_is_durable(stores: Stores) -> None:
    database = Database(stores.sqlite())
    connections = [database.engine.connect() for _ in range(5)]
    for connection in connections:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
        assert pragma == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
    for connection in connections:
        connection.close()
    with database.write() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
    database.dispose()


def test_postgresql_is_left_durable_and_never_waits_for_ever(stores: Stores) -> None:
    with stores.postgresql() as url:
        database = Database(url)
        with database.write() as session:
            shown = {
                name: session.execute(text(f"SHOW {name}")).scalar()
                for name in ("lock_timeout", "statement_timeout", "TimeZone")
            }
            idle = session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
        assert shown == {"lock_timeout": "10s", "statement_timeout": "1min", "TimeZone": "UTC"}
        assert idle == "30s"
        database.dispose()


def test_all_or_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(FollowerCursor(name="a", position=1))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalars(select(FollowerCursor)).all() == []


def test_a_reader_keeps_its_snapshot(database: Database) -> None:
    with database.read() as reader:
        assert reader.scalars(select(FollowerCursor)).all() == []
        with database.write() as writer:
            writer.add(FollowerCursor(name="a", position=1))
        assert reader.scalars(select(FollowerCursor)).all() == []
    with database.read() as reader:
        assert len(reader.scalars(select(FollowerCursor)).all()) == 1


def test_a_reader_cannot_write_on_postgresql(stores: Stores) -> None:
    with stores.postgresql() as url:
        database = Database(url)
        with database.read() as session, pytest.raises(DBAPIError):
            session.execute(text("INSERT INTO follower_cursors VALUES ('a', 1)"))
        database.dispose()


def test_a_warning_at_commit_is_no_success(stores: Stores) -> None:
    with stores.postgresql() as url:
        database = Database(url)
        with database.write() as session:
            # A trigger that warns when the transaction commits stands for a replica that
            # did not confirm in time.
            session.execute(
                text(
                    "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN RAISE WARNING 'canceling wait'; RETURN NULL; END $$"
                )
            )
            session.execute(
                text(
                    "CREATE CONSTRAINT TRIGGER warns AFTER INSERT ON follower_cursors"
                    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()"
                )
            )
        with pytest.raises(StoreUnavailable) as refused, database.write() as session:
            session.add(FollowerCursor(name="a", position=1))
        assert refused.value.code == "commit_not_replicated"
        database.dispose()


def test_a_full_store_is_a_clear_refusal(stores: Stores) -> None:
    database = Database(stores.sqlite())
    with pytest.raises(StoreUnavailable), database.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        session.add_all(FollowerCursor(name=f"n{n}", position=n) for n in range(10_000))
    database.dispose()


def test_settings_can_not_be_changed(tmp_path: Path) -> None:
    settings = Settings(mode=Mode.DEMO, database_url="sqlite://", keys_dir=tmp_path)
    with pytest.raises(AttributeError):
        settings.mode = Mode.PRODUCTION  # type: ignore[misc]  # that is the test
