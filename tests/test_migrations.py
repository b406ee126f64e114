"""Every migration goes up and down on both stores, and ends where the mappings say."""

import uuid
from datetime import UTC, datetime
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from registry.access.sealing import erase
from registry.audit.rows import content
from registry.db import Database
from registry.rules.law_facts import hold_kept
from registry.tables import Dealer, Purchase, SealedIdentity, Table
from tests.stores import Stores, migrate
from tests.world import World


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


def test_entries_from_before_holds_were_kept_have_the_one_they_were_told(world: World) -> None:
    url = str(world.settings.database_url)
    hilversum = world.new_dealer(municipality_code="GM0402")
    ids = [world.buy()["id"], world.buy(subject=hilversum)["id"]]
    world.clock.now = datetime(2026, 10, 23, 22, 30, tzinfo=UTC)  # The 24th there; winter is near.
    ids.append(world.buy()["id"])
    world.register.database.dispose()
    migrate(url, "0005", down=True)
    migrate(url)
    with world.register.database.read() as session:
        rows = [session.get_one(Purchase, UUID(id_)) for id_ in ids]
    # Until then everybody was told three days, wherever the shop is.
    assert {row.hold_basis for row in rows} == {"apv-model-2:68:3-days"}
    assert [row.hold_until.isoformat() for row in rows] == [
        "2026-06-18T22:00:00+00:00",
        "2026-06-18T22:00:00+00:00",
        "2026-10-27T23:00:00+00:00",
    ]
    assert hold_kept(rows[0]).days == 3
    bound = content(rows[0])
    assert "hold_until" not in bound, "their commitments know nothing of holds"
    rows[0].hold_profile = "nl"
    assert {"hold_until", "hold_basis", "hold_profile"} <= set(content(rows[0]))


def test_dealers_from_before_are_on_both_systems_since_their_approval(empty_url: str) -> None:
    migrate(empty_url, "0005")
    database = Database(empty_url)
    identity = uuid.uuid4()
    column = identity.hex if database.embedded else str(identity)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dealers (id, version, status, name, municipality_code, email, goods,"
                " address, submitted_at, decided_at, last_sequence_number, salt, revision)"
                " VALUES (:id, 2, 'approved', 'Tweede Kans', 'GM0344', 'a@b.example', '[]',"
                " :address, '2026-06-13 10:00:00', '2026-06-15 10:00:00', 0, :salt, 2)"
            ),
            {"id": column, "address": '{"country": "BE"}', "salt": b"salt"},
        )
    migrate(empty_url)
    with database.writers() as session:
        dealer = session.scalars(select(Dealer)).one()
        assert dealer.dol_from == dealer.dor_from == dealer.decided_at
        assert (dealer.country, dealer.municipality_code) == ("BE", "GM0344")
        assert (dealer.email, dealer.address) == ("a@b.example", {"country": "BE"})
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE dealers SET municipality_code = NULL, email = NULL"))
    migrate(empty_url, "0005", down=True)
    with database.engine.connect() as connection:
        left = connection.execute(text("SELECT municipality_code, email FROM dealers")).one()
    assert tuple(left) == ("", "")
    database.dispose()
