"""Every migration goes up and down on both stores, and ends where the mappings say."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from registry.db import Database
from registry.tables import Table
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
