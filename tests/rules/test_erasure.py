"""Erasing a person: nothing is left to read or to recognise, in no file and no backup."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, text

from registry.access.actors import Actor, Role
from registry.access.sealing import unseal
from registry.db import Database
from registry.errors import Conflict, Gone, MissingKeys, NotFound
from registry.followers.retention import Keeper, scrub
from registry.ids import new_id
from registry.journal.reconcile import differences
from registry.law.retention import Subject
from registry.observe.logs import configure_logs
from registry.rules import erasure, retention, scrubbing, sealing_keys
from registry.tables import AuditEvent, IdempotencyKey, PurchaseVersion, SealedIdentity
from tests.raw_store import files_of
from tests.stores import Stores
from tests.world import PURCHASE, World, purchase

ADMIN = Actor(Role.ADMIN, "test")
FOUR_YEARS = timedelta(days=4 * 365 + 1)
A_PIECE = 24  # bytes: shorter than any secret, and too long to turn up by chance


@pytest.fixture
def own_world(store_url: str, tmp_path: Path) -> Iterator[World]:
    """Give a world with keys of its own, which may be destroyed."""
    made = World(store_url, tmp_path / "keys")
    yield made
    made.register.database.dispose()


def sold_by(name: str, number: str) -> dict[str, Any]:
    body = deepcopy(purchase())
    body["seller"]["name"] = name
    body["seller"]["id_document"]["number"] = number
    return body


def identities(database: Database, purchase_id: str) -> list[SealedIdentity]:
    with database.read() as session:
        return list(
            session.scalars(
                select(SealedIdentity)
                .join(PurchaseVersion, PurchaseVersion.seller_id == SealedIdentity.id)
                .where(PurchaseVersion.purchase_id == UUID(purchase_id))
                .order_by(SealedIdentity.id)
            )
        )


def fingerprints(database: Database, purchase_id: str) -> list[str]:
    with database.read() as session:
        rows = session.scalars(select(IdempotencyKey))
        return [
            row.fingerprint
            for row in rows
            if row.reference and row.reference.get("purchase") == purchase_id
        ]


def erase_person(world: World, purchase_id: str) -> int:
    with world.register.database.write() as session:
        return erasure.erase_person(
            session, ADMIN, world.clock(), purchase_id=UUID(purchase_id), because="order 1"
        ).records


def pieces(secret: bytes) -> list[bytes]:
    return [secret[at : at + A_PIECE] for at in range(0, len(secret) - A_PIECE + 1, 4)]


def rotate(world: World) -> None:
    """Renew both keys and destroy the old ones, as an administrator does."""
    runner = world.app.test_cli_runner()
    for kind, old in (("sealing", "sealing-1"), ("blind-index", "blind-1")):
        for arguments in ([f"rotate-{kind}"], [f"destroy-{kind}", old]):
            done = runner.invoke(args=["keys", *arguments])
            assert done.exit_code == 0, done.output


@pytest.mark.parametrize("which", [0, 3, 6], ids=["first", "middle", "last"])
def test_no_bytes_of_the_erased_are_left_in_the_files(world: World, which: int) -> None:
    """Wherever the record lies among others: first, between, or last in its page."""
    bought = [world.buy(sold_by(f"Person {n}", f"DOC{n:06}")) for n in range(7)]
    database = world.register.database
    (before,) = identities(database, bought[which]["id"])
    blind = (before.blind_index or "").encode()
    secrets = [before.wrapped_key or b"", before.ciphertext or b"", blind, before.salt]
    secrets += [fingerprint.encode() for fingerprint in fingerprints(database, bought[which]["id"])]
    assert len(secrets) == 5
    raw = files_of(database)
    assert all(secret and secret in raw for secret in secrets)

    assert erase_person(world, bought[which]["id"]) == 1
    assert scrub(world.register)

    raw = files_of(database)
    for secret in secrets:
        assert secret not in raw
        assert not [piece for piece in pieces(secret) if piece in raw]
    assert b"Person" not in raw
    (after,) = identities(database, bought[which]["id"])
    assert (after.wrapped_key, after.ciphertext, after.blind_index) == (None, None, None)
    with pytest.raises(Gone):
        unseal(world.register.keys, after)
    for other in (n for n in range(7) if n != which):
        (living,) = identities(database, bought[other]["id"])
        assert unseal(world.register.keys, living)["name"] == f"Person {other}"


def test_every_version_of_the_seller_goes(world: World) -> None:
    bought = world.buy()
    for name in ("Jan Voorbeeld", "Jantje Voorbeelt"):
        corrected = world.call(
            "POST",
            f"/purchases/{bought['id']}/corrections",
            Role.DEALER,
            json={"reason": "misread", "seller": sold_by(name, "SPECI2014")["seller"]},
        )
        assert corrected.status_code == 201
    assert erase_person(world, bought["id"]) == 3
    rows = identities(world.register.database, bought["id"])
    assert {(row.wrapped_key, row.erased_because) for row in rows} == {(None, "order 1")}
    with pytest.raises(Gone):
        erase_person(world, bought["id"])
    with pytest.raises(NotFound):
        erase_person(world, str(new_id()))


def test_what_was_kept_to_answer_again_goes_too(world: World) -> None:
    """The keyed hash of the body would tell whether a guessed person is the right one."""
    erased, kept = world.buy(key="one"), world.buy(key="two")
    assert erase_person(world, erased["id"]) == 1
    with world.register.database.read() as session:
        rows = session.scalars(select(IdempotencyKey.reference)).all()
    assert [row["purchase"] for row in rows if row and "purchase" in row] == [kept["id"]]


def test_the_log_still_verifies_and_names_nobody(world: World) -> None:
    bought = world.buy()
    assert erase_person(world, bought["id"]) == 1
    world.buy()
    with world.register.database.read() as session:
        assert list(differences(session, [])) == []
        leaves = session.scalars(select(AuditEvent.leaf)).all()
    (event,) = [leaf for leaf in map(json.loads, leaves) if leaf["name"].endswith(":erase")]
    assert event["object"]["id"] == bought["id"]
    assert event["details"]["because"] == "order 1"
    for personal in ("Voorbeeld", "SPECI2014", "Oudegracht"):
        assert personal not in "".join(leaves)


def test_the_term_is_four_years_and_not_a_day_less(world: World) -> None:
    world.buy()
    keeper = Keeper()
    world.clock.move(FOUR_YEARS - timedelta(minutes=20))
    keeper.follow(world.register)
    with world.register.database.read() as session:
        assert session.scalar(select(func.count()).where(SealedIdentity.erased_at.is_(None))) == 1
    world.clock.move(timedelta(minutes=20))
    while keeper.follow(world.register):
        pass
    with world.register.database.read() as session:
        row = session.scalars(select(SealedIdentity)).one()
        assert erasure.newest(session) == scrubbing.moment(session, scrubbing.SCRUBBED)
        assert session.scalar(select(func.count()).select_from(PurchaseVersion)) == 1
    assert (row.wrapped_key, row.erased_because) == (None, "term P4Y")


def test_a_correction_does_not_begin_the_term_again(world: World) -> None:
    bought = world.buy()
    world.clock.move(timedelta(days=365))
    corrected = world.call(
        "POST",
        f"/purchases/{bought['id']}/corrections",
        Role.DEALER,
        json={"reason": "misread", "seller": sold_by("Jan", "SPECI2015")["seller"]},
    )
    assert corrected.status_code == 201
    world.clock.move(timedelta(days=3 * 365 + 1))
    with world.register.database.write() as session:
        done = retention.carry_out(session, world.clock())
    assert done[Subject.SELLER_IDENTITY] == 2


def test_a_confirmed_hit_suspends_erasure(world: World) -> None:
    bought = world.buy()
    world.lose()
    (hit,) = world.hits()

    def judge(judgement: str) -> None:
        path = f"/hits/{hit['id']}/judgement"
        answer = world.call("POST", path, Role.POLICE, json={"judgement": judgement})
        assert answer.status_code == 200

    judge("confirmed")
    with pytest.raises(Conflict) as refused:
        erase_person(world, bought["id"])
    assert refused.value.code == "erasure_suspended"
    world.clock.move(FOUR_YEARS)
    with world.register.database.write() as session:
        line = retention.due(session, world.clock())[0]
        assert (line.rows, line.suspended) == (0, 1)
        assert retention.carry_out(session, world.clock())[Subject.SELLER_IDENTITY] == 0
    judge("rejected")
    with world.register.database.write() as session:
        assert retention.carry_out(session, world.clock())[Subject.SELLER_IDENTITY] == 1


def test_batches_are_bounded_and_come_to_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        world.buy()
    world.clock.move(FOUR_YEARS)
    done: list[int] = []
    while not done or done[-1]:
        with world.register.database.write() as session:
            done.append(retention.carry_out(session, world.clock())[Subject.SELLER_IDENTITY])
    assert done == [2, 2, 1, 0]


def test_readers_of_the_log_put_the_scrubbing_off(stores: Stores, keys: Path) -> None:
    world = World(stores.sqlite(), keys)
    erased = world.buy()["id"]
    (sealed,) = identities(world.register.database, erased)
    path = str(world.register.database.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sealed_identities").fetchone()
        erase_person(world, erased)
        assert not scrub(world.register)
    assert scrub(world.register)
    assert sealed.ciphertext
    assert sealed.ciphertext not in files_of(world.register.database)
    world.register.database.dispose()


def test_a_role_that_may_not_vacuum_is_told(stores: Stores) -> None:
    with stores.postgresql() as url:
        owner = Database(url)
        assert owner.scrub(*erasure.TABLES)
        role = f"r{new_id().hex}"
        with owner.engine.begin() as connection:
            connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        other = Database(url.replace("register@", f"{role}@"))
        assert not other.scrub(*erasure.TABLES)
        other.dispose()
        owner.dispose()


def test_a_backup_can_not_bring_the_erased_back(own_world: World, tmp_path: Path) -> None:
    """The epoch of the backup is destroyed; what lives now is read with the new key."""
    world = own_world
    database = world.register.database
    erased, living = (world.buy(sold_by(n, f"{n}1234"))["id"] for n in ("Erased", "Living"))
    (backup,) = identities(database, erased)  # what a copy made now has in this row
    erase_person(world, erased)
    rotate(world)

    keys = world.register.keys
    assert keys.sealing.names() == ["sealing-2"]
    assert not (tmp_path / "keys" / "sealing-1.key").exists()
    with pytest.raises(MissingKeys):
        unseal(keys, backup)
    backup.master_key = "sealing-2"
    with pytest.raises(InvalidTag):
        unseal(keys, backup)
    (row,) = identities(database, living)
    assert unseal(keys, row)["name"] == "Living"
    with database.read() as session:
        assert list(differences(session, [])) == []


def test_a_copy_of_the_file_is_as_blind(stores: Stores, tmp_path: Path) -> None:
    world = World(stores.sqlite(), tmp_path / "keys")
    erased, living = (world.buy(sold_by(n, f"{n}1234"))["id"] for n in ("Erased", "Living"))
    copy = tmp_path / "backup.sqlite3"
    with (
        closing(sqlite3.connect(str(world.register.database.url.database))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    erase_person(world, erased)
    rotate(world)
    restored = Database(f"sqlite:///{copy}")
    for purchase_id in (erased, living):
        (row,) = identities(restored, purchase_id)
        assert row.wrapped_key
        with pytest.raises(MissingKeys):
            unseal(world.register.keys, row)
    (row,) = identities(world.register.database, living)
    assert unseal(world.register.keys, row)["name"] == "Living"
    restored.dispose()
    world.register.database.dispose()


def test_nothing_personal_is_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("DEBUG")
    bought = world.buy()
    world.demand("PL-1")
    path = f"/purchases/{bought['id']}"
    opened = [
        world.call("POST", f"{path}/seller-consultation", Role.DEALER, json={"purpose": "asked"}),
        world.call(
            "POST",
            f"{path}/seller-disclosure",
            Role.POLICE,
            json={"ground": "demand", "case_number": "PL-1"},
        ),
        world.call("GET", f"{path}/same-seller", Role.POLICE, query_string={"purpose": "case 1"}),
        world.call("POST", "/purchases", Role.DEALER, json=PURCHASE),
    ]
    assert [answer.status_code for answer in opened] == [200, 200, 200, 400]
    erase_person(world, bought["id"])
    with world.register.database.write() as session:
        sealing_keys.record_new(session, ADMIN, world.clock(), name="sealing-2")
    logged = capsys.readouterr()
    assert "seller-disclosure" in logged.err
    for personal in ("Voorbeeld", "SPECI2014", "Oudegracht"):
        assert personal not in logged.err + logged.out
