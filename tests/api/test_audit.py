"""The audit log over the API: anybody can verify, few can read."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.access.actors import SYSTEM, Role
from registry.audit import tree
from registry.audit.checkpoint import opened
from registry.audit.names import EventName
from registry.followers import sequencing, signing
from registry.ids import new_id
from registry.journal import append
from registry.journal.checkpoints import verifiers
from registry.tables import AuditEvent
from tests.world import World


@pytest.fixture
def signed(small_world: World) -> World:
    """Give a world with a few hundred events under a checkpoint."""
    small_world.lose()
    with small_world.register.database.write() as session:
        for _ in range(300):
            append(session, SYSTEM, small_world.clock(), EventName.GOOD_CONSULT, object_id=new_id())
    sign(small_world)
    return small_world


def sign(world: World) -> None:
    world.clock.move(timedelta(seconds=60))
    sequencing.follow(world.register)
    signing.follow(world.register)


def checkpoint_of(world: World, note: str) -> Any:
    return opened(note, verifiers(world.register.keys))


def decoded(proof: list[str]) -> list[bytes]:
    return [base64.b64decode(each) for each in proof]


def test_a_receipt_leads_to_a_proof(signed: World) -> None:
    receipt = signed.call("POST", "/checks", json={"identifier": "XY99887766"}).json["receipt"]
    event = receipt["statement"]["event"]
    assert receipt["statement"]["promise"]["checkpoint_within_seconds"] == 60
    early = signed.call("GET", f"/audit/proofs/{event}")
    assert (early.status_code, early.json["code"]) == (404, "leaf_not_covered_yet")
    worth = signed.call("POST", "/audit/receipt-verifications", json=receipt).json
    assert (worth["signed"], worth["covered"]) == (True, False)
    sign(signed)
    shown = signed.call("GET", f"/audit/proofs/{event}").json
    said = checkpoint_of(signed, shown["checkpoint"])
    assert tree.verify_inclusion(
        bytes.fromhex(event), shown["index"], said.size, decoded(shown["proof"]), said.root
    )
    worth = signed.call("POST", "/audit/receipt-verifications", json=receipt).json
    assert worth == {"signed": True, "event": event, "covered": True, "proof": shown}


def test_a_changed_receipt_is_worth_nothing(signed: World) -> None:
    receipt = signed.call("POST", "/checks", json={"identifier": "XY99887766"}).json["receipt"]
    receipt["statement"]["outcome"] = "listed"
    worth = signed.call("POST", "/audit/receipt-verifications", json=receipt).json
    assert worth == {"signed": False, "event": None, "covered": False, "proof": None}


def test_the_log_is_shown_to_grow_only(signed: World) -> None:
    first = checkpoint_of(signed, signed.call("GET", "/audit/checkpoint").text)
    signed.call("POST", "/checks", json={"identifier": "XY99887766"})
    sign(signed)
    shown = signed.call("GET", f"/audit/consistency?first={first.size}").json
    second = checkpoint_of(signed, shown["checkpoint"])
    assert second.size > first.size
    assert tree.verify_consistency(
        first.size, second.size, decoded(shown["proof"]), first.root, second.root
    )
    larger = signed.call("GET", f"/audit/consistency?first={second.size + 1}")
    assert larger.status_code == 422


def test_a_mirror_follows_by_tiles(signed: World) -> None:
    said = checkpoint_of(signed, signed.call("GET", "/audit/checkpoint").text)
    full, rest = divmod(said.size, tree.TILE_WIDTH)
    names = [f"{n:03}" for n in range(full)] + ([f"{full:03}.p/{rest}"] if rest else [])
    leaves = b"".join(signed.call("GET", f"/audit/tile/0/{name}").data for name in names)
    assert len(leaves) == said.size * 32
    hashes = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    tiles = tree.extended(0, hashes, lambda *_: b"")
    assert tree.root(said.size, lambda *place: tiles[place]) == said.root
    assert signed.call("GET", "/audit/tile/1/000.p/1").data == tiles[1, 0][:32]


@pytest.mark.parametrize("place", ["0/999", "9/000", "0/1", "0/x000/000", "0/000.p/257", "0/a"])
def test_there_are_no_other_tiles(signed: World, place: str) -> None:
    assert signed.call("GET", f"/audit/tile/{place}").status_code == 404


def test_reading_the_log_is_recorded(signed: World) -> None:
    assert signed.call("GET", "/audit/entries?purpose=x").status_code == 401
    assert signed.call("GET", "/audit/entries?purpose=x", Role.DEALER).status_code == 403
    assert signed.call("GET", "/audit/entries", Role.POLICE).status_code == 422
    first = signed.call("GET", "/audit/entries?purpose=zaak+7&limit=2", Role.POLICE).json
    assert [entry["position"] for entry in first["items"]] == [1, 2]
    for entry in first["items"]:
        assert tree.leaf_hash(entry["leaf"].encode()).hex() == entry["leaf_hash"]
    query = {"purpose": "zaak 7", "limit": "2", "cursor": first["next"]}
    second = signed.call("GET", "/audit/entries", Role.ADMIN, query_string=query).json
    assert [entry["position"] for entry in second["items"]] == [3, 4]
    with signed.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "audit:entry:consult")
        ).all()
    assert [json.loads(leaf)["purpose"] for leaf in leaves] == ["zaak 7", "zaak 7"]


def test_without_a_checkpoint_there_is_nothing_to_show(small_world: World) -> None:
    answer = small_world.call("GET", "/audit/checkpoint")
    assert (answer.status_code, answer.json["code"]) == (404, "no_checkpoint_yet")
    assert small_world.call("GET", f"/audit/proofs/{'0' * 64}").status_code == 404


def test_looking_at_the_log_costs_no_event(signed: World) -> None:
    def count() -> int:
        with signed.register.database.read() as session:
            return session.scalar(select(func.count()).select_from(AuditEvent)) or 0

    before = count()
    for path in ("checkpoint", "checkpoints", "consistency?first=1"):
        assert signed.call("GET", f"/audit/{path}").status_code == 200
    assert count() == before
