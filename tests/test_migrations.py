"""Every migration goes up and down on both stores, and ends where the mappings say."""

import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from registry.access.sealing import erase
from registry.db import Database
from registry.tables import SealedIdentity, Table
from tests.stores import Stores, migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, stores: Stores, tmp_path):  # type: ignore[no-untyped-def]  # a fixture of two kinds
    """Give an empty store, with no table in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        with stores.postgresql(template="template0") as url:
            yield url


def test_up_down_up(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url, "base")
    database = Database(empty_url)
    left = set(inspect(database.engine).get_table_names())
    assert left <= {"alembic_version"}
    database.dispose()
    migrate(empty_url)


def test_the_migrations_make_what_the_mappings_say(store_url: str) -> None:
    database = Database(store_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    database.dispose()


def test_what_was_sealed_before_is_kept_and_stays_erased(empty_url: str) -> None:
    migrate(empty_url, "0003")
    database = Database(empty_url)
    identity = uuid.uuid4()
    column = identity.hex if database.embedded else str(identity)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO sealed_identities"
                " (id, master_key, wrapped_key, ciphertext, sealed_at, salt, revision)"
                " VALUES (:id, 'sealing-1', :key, :sealed, '2026-06-15 10:00:00', :salt, 1)"
            ),
            {"id": column, "key": b"wrapped", "sealed": b"sealed", "salt": b"salt"},
        )
    migrate(empty_url)
    with database.writers() as session:
        row = session.scalars(select(SealedIdentity)).one()
        assert (row.wrapped_key, row.ciphertext, row.salt) == (b"wrapped", b"sealed", b"salt")
        assert (row.blind_key, row.blind_index, row.erased_at) == ("none", None, None)
        assert row.entered_at == row.sealed_at
        erase(row, row.sealed_at, "order 1")
        session.commit()
    database.dispose()
    migrate(empty_url, "0003", down=True)
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT wrapped_key, ciphertext FROM sealed_identities"))
        assert [tuple(map(bytes, row)) for row in kept] == [(b"", b"")]
    database.dispose()
