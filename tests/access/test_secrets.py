"""Keys, tokens, sealing, limits: secrets stay secret and limits hold."""

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from registry.access.actors import SYSTEM
from registry.access.hashing import body_fingerprint
from registry.access.keys import load_keys
from registry.access.sealing import seal, unseal
from registry.audit.names import EventName
from registry.errors import MissingKeys
from registry.followers.retention import Keeper
from registry.journal import append
from registry.tables import AccessToken, RateCounter, SealedIdentity
from tests.stores import Stores
from tests.world import NOW, PURCHASE, World

SELLER = cast("dict[str, Any]", PURCHASE["seller"])


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    with pytest.raises(MissingKeys):
        load_keys(tmp_path / "keys", create=False)
    made = load_keys(tmp_path / "keys", create=True)
    again = load_keys(tmp_path / "keys", create=True)
    assert made.sealing.names() == again.sealing.names() == ["sealing-1"]
    wrapped = made.sealing.wrap(b"a record's key", b"its row")
    assert again.sealing.unwrap(*wrapped, b"its row") == b"a record's key"
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 6
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    secret = (tmp_path / "keys" / "sealing-1.key").read_bytes()
    for told in (repr(made), repr(made.sealing), repr(made.blind)):
        assert repr(secret)[2:-1] not in told
        assert secret.hex() not in told


def test_the_seller_is_sealed(world: World) -> None:
    world.buy()
    with world.register.database.read() as session:
        row = session.scalars(select(SealedIdentity)).one()
    assert b"Voorbeeld" not in (row.ciphertext or b"") + (row.wrapped_key or b"")
    assert unseal(world.register.keys, row) == PURCHASE["seller"]


def test_the_seller_stands_nowhere_in_the_file(stores: Stores, keys: Path) -> None:
    url = stores.sqlite()
    world = World(url, keys)
    world.buy()
    path = Path(url.removeprefix("sqlite:///"))
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"SPECI2014" not in raw
    assert b"Jantje" not in raw
    world.register.database.dispose()


def test_a_sealed_record_is_bound_to_its_row(small_world: World) -> None:
    keys = small_world.register.keys
    with small_world.register.database.write() as session:
        one, two = (
            seal(session, NOW, keys, {**SELLER, "name": name}, entered_at=NOW)
            for name in ("a", "b")
        )
        append(session, SYSTEM, NOW, EventName.PURCHASE_REGISTER, rows=[one, two])
    one.wrapped_key, one.ciphertext = two.wrapped_key, two.ciphertext
    with pytest.raises(InvalidTag):
        unseal(keys, one)


def test_tokens_are_kept_as_hashes(small_world: World) -> None:
    header = small_world.headers(SYSTEM.role.POLICE)["Authorization"]
    with small_world.register.database.read() as session:
        rows = session.scalars(select(AccessToken)).all()
    assert rows
    assert all(row.token_hash not in header for row in rows)


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3)))
def test_a_fingerprint_does_not_depend_on_the_order_of_keys(body: dict[str, object]) -> None:
    turned = dict(reversed(list(body.items())))
    assert body_fingerprint(b"k", body) == body_fingerprint(b"k", turned)
    assert body_fingerprint(b"k", body) != body_fingerprint(b"l", body)


def test_the_public_is_limited_by_client(store_url: str, keys: Path) -> None:
    world = World(store_url, keys, public_calls_per_minute=3)
    question = {"identifier": "AB12345678"}

    def ask(address: str) -> int:
        answer = world.call(
            "POST", "/checks", json=question, environ_overrides={"REMOTE_ADDR": address}
        )
        return int(answer.status_code)

    assert [ask("192.0.2.1") for _ in range(5)] == [200, 200, 200, 429, 429]
    assert ask("192.0.2.2") == 200
    refused = world.call(
        "POST", "/checks", json=question, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert int(refused.headers["Retry-After"]) >= 1
    world.clock.move(timedelta(minutes=1))
    assert ask("192.0.2.1") == 200
    with world.register.database.read() as session:
        assert "192.0.2" not in " ".join(session.scalars(select(RateCounter.client)))
    world.register.database.dispose()


def test_what_fails_or_is_sent_again_is_counted_too(stores: Stores, keys: Path) -> None:
    world = World(stores.sqlite(), keys, public_calls_per_minute=3)
    question = {"identifier": "AB12345678"}
    answers = [
        world.call("POST", "/checks", json=question, key="one"),
        world.call("POST", "/checks", json=question, key="one"),
        world.call("POST", "/checks", data=b"rubbish"),
        world.call("POST", "/checks", json=question, key="one"),
        world.call("POST", "/dealers", json={}),
        world.client.post("/", data={"identifier": "AB12345678"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 415, 429, 429, 429]
    assert world.client.get("/").status_code == 200
    world.register.database.dispose()


def test_addresses_are_forgotten_within_a_day(small_world: World) -> None:
    small_world.call("POST", "/checks", json={"identifier": "AB12345678"})
    small_world.clock.move(timedelta(hours=23, minutes=50))
    Keeper().follow(small_world.register)
    with small_world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(RateCounter)) == 0
