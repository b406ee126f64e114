"""Audit events and receipts: names with a grammar, leaves that can be checked, no personal data."""

import base64
import hashlib
import json
import re
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from registry.access.actors import Role
from registry.audit.activities import activity_of
from registry.audit.names import EventName
from registry.audit.receipts import sign_receipt, verify_receipt
from registry.tables import AuditEvent, JournalEntry
from tests.world import PURCHASE, World


@pytest.mark.parametrize("name", list(EventName))
def test_names_follow_the_grammar(name: EventName) -> None:
    assert re.fullmatch(r"[a-z-]+:[a-z-]+:[a-z-]+", name.value)


def test_a_leaf_is_the_hash_of_what_stands_there(world: World) -> None:
    world.lose()
    world.buy()
    with world.register.database.read() as session:
        events = session.scalars(select(AuditEvent)).all()
        entries = session.scalars(select(JournalEntry.event_id)).all()
    assert sorted(event.id for event in events) == sorted(entries)
    for event in events:
        assert event.leaf_hash == hashlib.sha256(b"\0" + event.leaf.encode()).hexdigest()
        leaf = json.loads(event.leaf)
        assert (leaf["id"], leaf["name"]) == (str(event.id), event.name)


def test_events_hold_no_personal_data_and_no_numbers(world: World) -> None:
    world.lose()
    bought = world.buy()
    world.call("GET", f"/purchases/{bought['id']}", Role.POLICE)
    world.call("POST", "/checks", json={"identifier": "35-209900-176148-1"})
    with world.register.database.read() as session:
        log = " ".join(session.scalars(select(AuditEvent.leaf)))
    for secret in (
        "Jantje",
        "Voorbeeld",
        "Oudegracht",
        "SPECI2014",
        "352099001761481",
        "35-209900",
    ):
        assert secret not in log


@pytest.mark.parametrize(
    ("method", "path", "role", "name"),
    [
        ("GET", "/hits", Role.POLICE, "desk:hit:consult"),
        ("GET", "/hits/{hit}", Role.POLICE, "desk:hit:consult"),
        ("GET", "/purchases/{purchase}", Role.POLICE, "dor:purchase:consult"),
        ("GET", "/purchases/{purchase}", Role.INSPECTOR, "dor:purchase:consult"),
        ("GET", "/purchases", Role.INSPECTOR, "dor:purchase:consult"),
        ("GET", "/stolen-goods/{good}", Role.POLICE, "stop-heling:good:consult"),
        ("GET", "/dealers", Role.MUNICIPALITY, "dol:dealer:consult"),
        ("GET", "/dealers/{dealer}", Role.POLICE, "dol:dealer:consult"),
    ],
)
def test_looking_leaves_an_event(
    small_world: World, method: str, path: str, role: Role, name: str
) -> None:
    good = small_world.lose()
    bought = small_world.buy()
    (hit,) = small_world.hits()
    path = path.format(
        hit=hit["id"], purchase=bought["id"], good=good["id"], dealer=small_world.dealer
    )
    headers = small_world.headers(role)

    def count() -> int:
        with small_world.register.database.read() as session:
            return len(session.scalars(select(AuditEvent).where(AuditEvent.name == name)).all())

    before = count()
    answer = small_world.client.open(f"/api/v1{path}", method=method, headers=headers)
    assert answer.status_code == 200
    assert count() == before + 1


def test_anybody_verifies_a_receipt(small_world: World) -> None:
    published = small_world.call("GET", "/receipt-key").json
    key = load_pem_public_key(published["public_key"].encode())
    bought = small_world.buy()
    checked = small_world.call("POST", "/checks", json={"identifier": "AB12345678"}).json
    assert checked["receipt"]["statement"]["number"] == "AB12345678"
    for receipt in (bought["receipt"], checked["receipt"]):
        assert receipt["key"] == published["key"]
        assert verify_receipt(key, receipt)  # type: ignore[arg-type]  # the key's kind is known
        forged = json.loads(json.dumps(receipt))
        forged["statement"]["event"] = "0" * 64
        assert not verify_receipt(key, forged)  # type: ignore[arg-type]  # as above
    with small_world.register.database.read() as session:
        leaves = set(session.scalars(select(AuditEvent.leaf_hash)))
    assert bought["receipt"]["statement"]["event"] in leaves
    assert "Voorbeeld" not in json.dumps(bought)
    assert PURCHASE["seller"]["name"] not in json.dumps(bought)  # type: ignore[index]


@given(
    st.dictionaries(st.text(), st.text() | st.booleans() | st.none(), max_size=5),
    st.integers(min_value=0),
)
def test_a_changed_receipt_is_no_receipt(statement: dict[str, object], at: int) -> None:
    key = Ed25519PrivateKey.generate()
    receipt = sign_receipt(key, "k", statement)
    assert verify_receipt(key.public_key(), receipt)
    signature = bytearray(base64.b64decode(receipt["signature"]))
    signature[at % len(signature)] ^= 1
    broken = {**receipt, "signature": base64.b64encode(bytes(signature)).decode()}
    assert not verify_receipt(key.public_key(), broken)
    extended = {**receipt, "statement": {**statement, uuid.uuid4().hex: True}}
    assert not verify_receipt(key.public_key(), extended)


@pytest.mark.parametrize(
    ("method", "path", "role", "body", "code"),
    [
        ("GET", "/hits", Role.DEALER, None, "forbidden"),
        ("GET", "/purchases", Role.POLICE, None, "purpose_required"),
        (
            "POST",
            "/purchases/{purchase}/seller-disclosure",
            Role.POLICE,
            {"ground": "confirmed_hit", "case_number": "77"},
            "hit_not_confirmed",
        ),
    ],
)
def test_what_is_refused_leaves_an_event(
    small_world: World, method: str, path: str, role: Role, body: object, code: str
) -> None:
    bought = small_world.buy()
    answer = small_world.call(method, path.format(purchase=bought["id"]), role, json=body)
    assert answer.json["code"] == code
    with small_world.register.database.read() as session:
        (event,) = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "access:request:refuse")
        )
    leaf = json.loads(event.leaf)
    assert (leaf["result"], leaf["details"]) == ("refused", {"code": code})
    assert leaf["object"]["id"] == (bought["id"] if "{" in path else None)
    assert leaf["trace_id"] == answer.json["trace_id"]


@pytest.mark.parametrize("name", list(EventName))
def test_every_event_has_an_activity_with_ground_and_purpose(name: EventName) -> None:
    activity = activity_of(name)
    assert all((activity.name, activity.ground, activity.purpose))


def test_an_event_names_who_what_why_and_whence(small_world: World) -> None:
    bought = small_world.buy()
    small_world.call("GET", f"/purchases/{bought['id']}?purpose=zaak+7", Role.POLICE)
    with small_world.register.database.read() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "dor:purchase:consult")
        ).one()
    leaf = json.loads(event.leaf)
    assert leaf["actor"] == {
        "role": "police",
        "subject": "somebody",
        "organisation": "police",
        "member": None,
    }
    assert (leaf["purpose"], leaf["ground"]) == ("zaak 7", "art. 8 Wpg")
    assert (leaf["recipient"], leaf["origin"]) == ("police:somebody", "purchases.show")
    assert leaf["object"] == {"id": bought["id"], "type": "purchase", "version": None}
    assert leaf["result"] == "done"
    assert re.fullmatch("[0-9a-f]{32}", leaf["trace_id"])
