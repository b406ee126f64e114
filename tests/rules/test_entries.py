"""What an entry is told, what is refused and recorded, and several goods in one go."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from registry.access.actors import Role
from registry.errors import Conflict, StoreUnavailable
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.law.in_force import InForce, Jurisdictions
from registry.law.jurisdictions import jurisdictions
from registry.rules import erasure
from registry.rules.retention import KEEPER
from registry.tables import (
    AuditEvent,
    Dealer,
    IdempotencyKey,
    Purchase,
    PurchaseVersion,
    SealedIdentity,
)
from tests.world import NOW, PURCHASE, World, item, purchase, stolen_good

COPPER = {"category": "other", "description": "koperdraad, 12 kilo"}
GOLD = {"category": "precious_metal", "description": "ring"}
METAL = {"weight_grams": "12.5", "fineness": 585}
COMMON = {name: value for name, value in PURCHASE.items() if name not in {"item", "price"}}
PRICE = PURCHASE["price"]
WRITERS = 8


def enter(world: World, body: dict[str, Any], **options: Any) -> Any:
    key = options.pop("key", uuid.uuid4().hex)
    return world.call("POST", "/purchases", Role.DEALER, json=body, key=key, **options)


def enter_together(world: World, items: list[dict[str, Any]], **options: Any) -> Any:
    key = options.pop("key", uuid.uuid4().hex)
    body = {**deepcopy(COMMON), "items": items}
    return world.call("POST", "/purchase-batches", Role.DEALER, json=body, key=key)


def from_seller(**changes: Any) -> dict[str, Any]:
    body = deepcopy(purchase())
    body["seller"] = {name: v for name, v in {**body["seller"], **changes}.items() if v is not None}
    return body


def refusals(world: World) -> list[Any]:
    with world.register.database.read() as session:
        found = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "dor:purchase:refuse")
        )
        return [json.loads(leaf) for leaf in found]


def count(world: World, table: type[Any]) -> int:
    with world.register.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("body", "pointer", "rule", "article"),
    [
        (from_seller(adult=False), "/seller/adult", "437bis-1-a", "437bis (1)(a) Sr"),
        (from_seller(detention="known"), "/seller/detention", "437bis-1-b", "437bis (1)(b) Sr"),
        (from_seller(detention="suspected"), "/seller/detention", "437bis-1-b", "437bis (1)(b) Sr"),
        (
            {**from_seller(id_document=None), "item": COPPER},
            "/seller/id_document",
            "decree-2-1",
            "Decree 2 (1)",
        ),
    ],
    ids=["minor", "detained", "perhaps detained", "copper in cash"],
)
def test_what_the_law_forbids_is_refused_and_that_is_recorded(
    world: World, body: dict[str, Any], pointer: str, rule: str, article: str
) -> None:
    answer = enter(world, body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    (event,) = refusals(world)
    assert event["details"] == {
        "dealer": world.dealer,
        "rule": rule,
        "article": article,
        "field": pointer,
    }
    assert (event["result"], event["object"]["id"]) == ("refused", None)
    assert (event["actor"]["role"], event["actor"]["subject"]) == ("dealer", world.dealer)
    for personal in ("Voorbeeld", "SPECI2014", "Oudegracht", "3511"):
        assert personal not in json.dumps(event)
    for table in (Purchase, SealedIdentity, IdempotencyKey):
        assert count(world, table) == 0
    assert world.buy()["sequence_number"] == 1
    with world.register.database.read() as session:
        assert list(differences(session, verifiers(world.register.keys))) == []


def test_a_correction_to_a_forbidden_seller_is_recorded_too(small_world: World) -> None:
    entry = small_world.buy()
    body = {"reason": "misread", "seller": from_seller(adult=False)["seller"]}
    path = f"/purchases/{entry['id']}/corrections"
    assert small_world.call("POST", path, Role.DEALER, json=body).status_code == 422
    assert [event["details"]["rule"] for event in refusals(small_world)] == ["437bis-1-a"]


def test_a_refusal_that_cannot_be_recorded_is_no_answer(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {**small_world.headers(Role.DEALER), "Idempotency-Key": "k"}

    def fails(*_args: Any, **_options: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr("registry.rules.entry_refusals.record", fails)
        answer = small_world.client.post(
            "/api/v1/purchases", json=from_seller(adult=False), headers=headers
        )
    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (from_seller(id_document=None), "required"),
        ({**from_seller(id_document=None), "item": COPPER, "payment": "bank"}, "required"),
        ({**purchase(), "acquired_at": "2026-07-01T10:00:00Z"}, "in_the_future"),
    ],
)
def test_other_refusals_are_nobodys_business(
    small_world: World, body: dict[str, Any], code: str
) -> None:
    answer = enter(small_world, body)
    assert [error["code"] for error in answer.json["errors"]] == [code]
    assert refusals(small_world) == []


def test_who_is_not_detained_sells_and_nobody_is_told_more(small_world: World) -> None:
    entry = small_world.buy(from_seller(detention="no"))
    path = f"/purchases/{entry['id']}/seller-consultation"
    seen = small_world.call("POST", path, Role.DEALER, json={"purpose": "asked"})
    assert set(seen.json) == {"name", "address", "id_document"}


def test_weight_and_fineness_of_metal(small_world: World) -> None:
    entry = small_world.buy({**purchase(item=GOLD), **METAL})
    assert (entry["weight_grams"], entry["fineness"]) == ("12.5", 585)
    path = f"/purchases/{entry['id']}/corrections"
    body = {"reason": "weighed again", "weight_grams": "12.45"}
    corrected = small_world.call("POST", path, Role.DEALER, json=body).json
    assert (corrected["weight_grams"], corrected["fineness"]) == ("12.45", 585)
    other: dict[str, Any] = {
        "reason": "it is a watch",
        "item": {"category": "watch", "description": "gold"},
    }
    refused = small_world.call("POST", path, Role.DEALER, json=other)
    assert refused.json["errors"][0]["code"] == "only_for_precious_metal"
    other |= {"weight_grams": None, "fineness": None}
    assert small_world.call("POST", path, Role.DEALER, json=other).json["weight_grams"] is None


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"weight_grams": 12.5}, "/weight_grams", "not_text"),
        ({"weight_grams": "12,5"}, "/weight_grams", "not_a_weight"),
        ({"fineness": 0}, "/fineness", "out_of_range"),
        ({"fineness": 1001}, "/fineness", "out_of_range"),
        ({"fineness": "pure"}, "/fineness", "not_a_number"),
        ({"fineness": 585, "item": PURCHASE["item"]}, "/fineness", "only_for_precious_metal"),
    ],
)
def test_a_bad_weight_is_named(
    small_world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = enter(small_world, {**purchase(item=GOLD), **change})
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [(pointer, code)]


def test_the_answer_says_whether_the_entry_is_complete_and_in_time(small_world: World) -> None:
    told = small_world.buy()["entry"]
    assert told == {"complete": True, "missing": [], "hours": 1.0, "in_time": True}
    late = purchase(acquired_at="2026-06-14T11:59:00+02:00")
    assert small_world.buy(late)["entry"] | {"missing": []} == {
        "complete": True,
        "missing": [],
        "hours": 24.02,
        "in_time": False,
    }


def test_the_hold_is_that_of_the_place_and_of_the_day_of_entry(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No later profile changes what was told, and what comes after it has the new term."""
    hilversum = world.new_dealer(municipality_code="GM0402")
    here, there = world.buy(key="one"), world.buy(subject=hilversum)
    assert here["hold"] == {
        "until": "2026-06-18T22:00:00Z",
        "basis": "apv-model-2:68:3-days",
        "order_until": None,
    }
    assert (there["hold"]["until"], there["hold"]["basis"]) == (
        "2026-06-29T22:00:00Z",
        "apv-GM0402:14-days",
    )
    bill = jurisdictions().switched(InForce("NL", "nl-36036", NOW.date()))
    _in_force(monkeypatch, bill)
    shown = world.call("GET", f"/purchases/{there['id']}", Role.DEALER, subject=hilversum)
    assert shown.json["hold"] == there["hold"]
    assert enter(world, PURCHASE, key="one").json["hold"] == here["hold"]
    new = world.buy(subject=hilversum)
    assert new["hold"]["basis"] == "36036:5-working-days"
    assert new["hold"]["until"] == "2026-06-22T22:00:00Z"


def test_the_hold_is_that_of_the_shop(world: World) -> None:
    shop = world.new_premises("GM0402")
    here, there = world.buy(), world.buy(purchase(premises_id=shop))
    assert here["hold"]["basis"] == "apv-model-2:68:3-days"
    assert there["hold"]["basis"] == "apv-GM0402:14-days"


def _in_force(monkeypatch: pytest.MonkeyPatch, law: Jurisdictions) -> None:
    for module in ("hold", "rulebook"):
        monkeypatch.setattr(f"registry.law.{module}.jurisdictions", lambda: law)
    monkeypatch.setattr("registry.rules.beside_purchases.jurisdictions", lambda: law)


def test_several_goods_from_one_seller(world: World) -> None:
    world.lose(stolen_good(item=item("5CD1234XYZ")))
    world.buy()
    items: list[dict[str, Any]] = [
        {"item": item("5CD1234XYZ"), "price": PRICE},
        {"item": GOLD, "conditions": "in exchange for a watch", **METAL},
        {"item": item("9QQ8877AAB"), "price": PRICE},
    ]
    first, again = (enter_together(world, items, key="one") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    made = first.json["items"]
    assert [each["sequence_number"] for each in made] == [2, 3, 4]
    assert [each["match"]["outcome"] for each in made] == ["listed", "none", "none"]
    assert [each["weight_grams"] for each in made] == [None, "12.5", None]
    assert len({each["receipt"]["statement"]["event"] for each in made}) == 3
    assert "Voorbeeld" not in first.text
    assert count(world, SealedIdentity) == 2
    with world.register.database.read() as session:
        sellers = {
            session.get_one(PurchaseVersion, (UUID(each["id"]), 1)).seller_id for each in made
        }
        assert len(sellers) == 1
        assert list(differences(session, verifiers(world.register.keys))) == []
    other = enter_together(world, items[:2], key="one")
    assert other.json["code"] == "idempotency_key_reused"


def test_all_of_a_batch_or_nothing(small_world: World) -> None:
    good: dict[str, Any] = {"item": item("9QQ8877AAB"), "price": PRICE}
    bad = enter_together(small_world, [good, {"item": GOLD}])
    assert [(e["pointer"], e["code"]) for e in bad.json["errors"]] == [
        ("/items/1/price", "price_or_conditions")
    ]
    assert enter_together(small_world, []).status_code == 422
    body = {**COMMON, "items": [good]}
    keyless = small_world.call("POST", "/purchase-batches", Role.DEALER, json=body)
    assert (keyless.status_code, keyless.json["code"]) == (400, "idempotency_key_missing")
    body["seller"] = from_seller(adult=False)["seller"]
    minor = small_world.call("POST", "/purchase-batches", Role.DEALER, json=body, key="k")
    assert minor.status_code == 422
    assert len(refusals(small_world)) == 1
    assert count(small_world, Purchase) == 0


def test_the_seller_of_a_batch_is_erased_once_and_not_while_a_hit_stands(world: World) -> None:
    world.lose(stolen_good(item=item("5CD1234XYZ")))
    items: list[dict[str, Any]] = [
        {"item": item(n), "price": PRICE} for n in ("5CD1234XYZ", "9QQ8877AAB")
    ]
    stolen, other = enter_together(world, items, key="one").json["items"]
    (hit,) = world.hits()
    assert hit["purchase"]["id"] == stolen["id"]

    def judge(judgement: str) -> None:
        path = f"/hits/{hit['id']}/judgement"
        world.call("POST", path, Role.POLICE, json={"judgement": judgement})

    def erase() -> int:
        with world.register.database.write() as session:
            return erasure.erase_person(
                session, KEEPER, world.clock(), purchase_id=UUID(other["id"]), because="order 1"
            ).records

    judge("confirmed")
    with pytest.raises(Conflict, match="erasure_suspended"):
        erase()
    judge("rejected")
    assert erase() == 1
    with world.register.database.read() as session:
        assert session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == "one")) is None
        assert session.scalars(select(SealedIdentity)).one().erased_at is not None


def test_numbers_without_gaps_under_eight_writers(world: World) -> None:
    """One by one and in batches, refused ones between, for two dealers at once."""
    tokens = [world.headers(Role.DEALER), world.headers(Role.DEALER, world.new_dealer())]
    batch = {**COMMON, "items": [{"item": item("9QQ8877AAB"), "price": PRICE}] * 3}

    def act(number: int) -> int:
        client = world.app.test_client()
        headers = {**tokens[number % 2], "Idempotency-Key": uuid.uuid4().hex}
        path, body = [
            ("purchases", PURCHASE),
            ("purchase-batches", batch),
            ("purchases", from_seller(adult=False)),
        ][number % 3]
        return client.post(f"/api/v1/{path}", json=body, headers=headers).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses = list(pool.map(act, range(48)))
    assert set(statuses) == {201, 422}
    with world.register.database.read() as session:
        for dealer in session.scalars(select(Dealer)):
            numbers = session.scalars(
                select(Purchase.sequence_number).where(Purchase.dealer_id == dealer.id)
            ).all()
            assert sorted(numbers) == list(range(1, 33))
            assert dealer.last_sequence_number == 32
    assert len(refusals(world)) == 16


def test_a_thrift_shop_asks_nobody_for_a_document(world: World) -> None:
    shop = world.new_dealer(thrift_shop=True)
    assert world.call("GET", f"/dealers/{shop}", Role.MUNICIPALITY).json["thrift_shop"] is True
    seller = deepcopy(purchase()["seller"])
    del seller["id_document"]
    made = world.buy(purchase(seller=seller), subject=shop)
    assert made["entry"]["complete"], made["entry"]
    key = uuid.uuid4().hex
    elsewhere = world.call("POST", "/purchases", Role.DEALER, key=key, json=purchase(seller=seller))
    assert elsewhere.status_code == 422
    assert elsewhere.json["errors"][0]["pointer"] == "/seller/id_document"
    copper = purchase(
        seller=seller,
        item={"category": "other", "description": "rol koperdraad"},
        payment="cash",
    )
    refused = world.call(
        "POST", "/purchases", Role.DEALER, subject=shop, key=uuid.uuid4().hex, json=copper
    )
    assert refused.json["errors"][0]["code"] == "copper_needs_a_document"
