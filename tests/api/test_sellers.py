"""Opening sellers over the API: the ground, the event before the answer, nothing without it."""

import json
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.access.sealing import unseal
from registry.errors import StoreUnavailable
from registry.rules import erasure
from registry.rules.retention import KEEPER
from registry.tables import AuditEvent, IdempotencyKey
from tests.world import PURCHASE, World, purchase

SELLER = {name: PURCHASE["seller"][name] for name in ("name", "address", "id_document")}  # type: ignore[index]  # a purchase
DEMAND = {"ground": "demand", "case_number": "PL0900-2026-77"}


def disclose(world: World, purchase_id: str, body: dict[str, Any], **options: Any) -> Any:
    path = f"/purchases/{purchase_id}/seller-disclosure"
    return world.call("POST", path, Role.POLICE, json=body, **options)


def events(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        ).all()
    return [json.loads(leaf) for leaf in leaves]


@pytest.mark.parametrize(
    ("ground", "article"),
    [("demand", "art. 437 (1)(g) Sr"), ("court_order", "court order")],
)
def test_on_a_stated_ground_the_police_see_the_seller(
    world: World, ground: str, article: str
) -> None:
    bought = world.buy()
    answer = disclose(world, bought["id"], {"ground": ground, "case_number": "77"})
    assert (answer.status_code, answer.json) == (200, SELLER)
    (event,) = events(world, "dor:seller:disclose")
    assert event["object"]["id"] == bought["id"]
    assert (event["actor"]["role"], event["ground"]) == ("police", article)
    assert event["recipient"] == "police:somebody"
    assert event["details"]["case_number"] == "77"


def test_a_hit_has_to_stand_confirmed(world: World) -> None:
    bought = world.buy()
    ground = {"ground": "confirmed_hit", "case_number": "77"}
    assert disclose(world, bought["id"], ground).json["code"] == "hit_not_confirmed"
    world.lose()
    (hit,) = world.hits()
    for judgement, status in (("unsure", 409), ("confirmed", 200), ("rejected", 409)):
        judged = world.call(
            "POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json={"judgement": judgement}
        )
        assert judged.status_code == 200
        assert disclose(world, bought["id"], ground).status_code == status
    assert len(events(world, "dor:seller:disclose")) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"case_number": "77"}, "/ground"),
        ({"ground": "demand"}, "/case_number"),
        ({"ground": "curiosity", "case_number": "77"}, "/ground"),
        ({**DEMAND, "case_number": ""}, "/case_number"),
        ({**DEMAND, "purpose": "x"}, "/purpose"),
    ],
)
def test_no_ground_no_seller(world: World, body: dict[str, Any], pointer: str) -> None:
    answer = disclose(world, world.buy()["id"], body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert events(world, "dor:seller:disclose") == []


def test_the_seller_as_corrected(world: World) -> None:
    bought = world.buy()
    seller = {**deepcopy(purchase()["seller"]), "name": "Jan Voorbeeld"}
    first = disclose(world, bought["id"], DEMAND, key="one")
    corrected = world.call(
        "POST",
        f"/purchases/{bought['id']}/corrections",
        Role.DEALER,
        json={"reason": "misread", "seller": seller},
    )
    assert corrected.status_code == 201
    assert disclose(world, bought["id"], DEMAND).json["name"] == "Jan Voorbeeld"
    assert disclose(world, bought["id"], DEMAND, key="one").json == first.json == SELLER


def test_sent_again_it_is_opened_and_recorded_again_and_nothing_is_kept(world: World) -> None:
    bought = world.buy()
    first, again = (disclose(world, bought["id"], DEMAND, key="one") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(events(world, "dor:seller:disclose")) == 2
    other = disclose(world, bought["id"], {**DEMAND, "case_number": "78"}, key="one")
    assert other.json["code"] == "idempotency_key_reused"
    with world.register.database.read() as session:
        kept = session.scalars(select(IdempotencyKey)).all()
    told = json.dumps([[row.scope, row.key, row.reference] for row in kept])
    assert "Voorbeeld" not in told
    assert "SPECI2014" not in told


def test_without_the_event_there_is_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails, as on a full disk: nothing was opened, and nothing leaves."""
    bought = world.buy()
    opened: list[object] = []

    def watched(*args: Any) -> dict[str, Any]:
        opened.append(args)
        return unseal(*args)

    monkeypatch.setattr("registry.rules.disclosure.unseal", watched)

    def fails(*_args: Any, **_options: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        headers = world.headers(Role.POLICE)
        patch.setattr("sqlalchemy.orm.session.SessionTransaction.commit", fails)
        answer = world.client.post(
            f"/api/v1/purchases/{bought['id']}/seller-disclosure", json=DEMAND, headers=headers
        )
    assert answer.status_code == 503
    assert "Voorbeeld" not in answer.text
    assert opened == []
    assert events(world, "dor:seller:disclose") == []
    assert disclose(world, bought["id"], DEMAND).json == SELLER
    assert len(opened) == 1


def test_the_erased_are_gone(world: World) -> None:
    bought = world.buy()
    assert disclose(world, bought["id"], DEMAND, key="one").status_code == 200
    with world.register.database.write() as session:
        erasure.erase_person(
            session, KEEPER, world.clock(), purchase_id=UUID(bought["id"]), because="order 1"
        )
    path = f"/purchases/{bought['id']}"
    answers = [
        disclose(world, bought["id"], DEMAND),
        disclose(world, bought["id"], DEMAND, key="one"),
        world.call("POST", f"{path}/seller-consultation", Role.DEALER, json={"purpose": "asked"}),
        world.call("GET", f"{path}/same-seller", Role.POLICE, query_string={"purpose": "asked"}),
    ]
    assert {(a.status_code, a.json["code"]) for a in answers} == {(410, "seller_erased")}
    assert world.call("GET", path, Role.DEALER).status_code == 200


def test_a_dealer_sees_its_own_register_and_it_is_recorded(world: World) -> None:
    bought = world.buy()
    other = world.new_dealer()
    path = f"/purchases/{bought['id']}/seller-consultation"
    body = {"purpose": "the seller asks for the goods back"}
    answer = world.call("POST", path, Role.DEALER, json=body)
    assert (answer.status_code, answer.json) == (200, SELLER)
    foreign = world.call("POST", path, Role.DEALER, subject=other, json=body)
    assert foreign.status_code == 404
    assert world.call("POST", path, Role.DEALER, json={}).status_code == 422
    (event,) = events(world, "dor:seller:consult")
    assert event["ground"] == "art. 437 (1)(c) Sr"
    assert event["purpose"] == body["purpose"]
    assert event["actor"]["subject"] == world.dealer


def test_the_same_seller_is_found_in_other_registers(world: World) -> None:
    other = world.new_dealer()
    first = world.buy()
    again = deepcopy(purchase())
    again["seller"]["name"] = "JANTJE  VOORBEELD"
    again["seller"]["id_document"].update(type="passport", number="speci 2014")
    second = world.buy(again, subject=other)
    stranger = deepcopy(purchase())
    stranger["seller"]["id_document"]["number"] = "SPECI2015"
    world.buy(stranger)
    path = f"/purchases/{first['id']}/same-seller"
    asked = world.call("GET", path, Role.POLICE, query_string={"purpose": "case 1"})
    assert asked.json == {
        "items": [{"purchase_id": second["id"], "dealer_id": other}],
        "next": None,
        "complete": True,
    }
    (event,) = events(world, "dor:seller:compare")
    assert event["purpose"] == "case 1"
    assert event["details"] == {"listed": [second["id"]]}
    assert world.call("GET", path, Role.POLICE).json["code"] == "purpose_required"
    assert world.call("GET", path, Role.DEALER).status_code == 403


def test_the_same_seller_in_pages(world: World) -> None:
    bought = [world.buy()["id"] for _ in range(5)]
    query = {"purpose": "case 1", "limit": 2}
    seen: list[str] = []
    while True:
        page = world.call(
            "GET", f"/purchases/{bought[2]}/same-seller", Role.POLICE, query_string=query
        ).json
        seen += [row["purchase_id"] for row in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == [bought[4], bought[3], bought[1], bought[0]]
