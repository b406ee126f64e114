"""Sales and returns: refused while held, under an order and twice; the buyer sealed."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.access.sealing import unseal
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.law.retention import Subject
from registry.rules import retention
from registry.tables import AuditEvent, Disposal, IdempotencyKey, SealedIdentity
from tests.world import ADDRESS, NOW, World, purchase

HELD_UNTIL = datetime(2026, 6, 18, 22, tzinfo=UTC)  # Three days after 15 June, in Dutch time.
BUYER = {"name": "Koos Koper", "address": ADDRESS}
PRICE = {"amount": "180.00", "currency": "EUR"}
SHIRT = {"category": "clothing", "description": "shirt of a club, number 14"}


def sell(world: World, entry: Any, at: datetime | None = None, **changes: Any) -> Any:
    body = {"sold_at": (at or world.clock()).isoformat(), "price": PRICE, "buyer": BUYER, **changes}
    body = {name: value for name, value in body.items() if value is not None}
    return world.call("POST", f"/purchases/{entry['id']}/sale", Role.DEALER, json=body)


def give_back(world: World, entry: Any, at: datetime | None = None, **options: Any) -> Any:
    body = {"returned_at": (at or world.clock()).isoformat(), "reason": "pawn_redeemed"}
    return world.call("POST", f"/purchases/{entry['id']}/return", Role.DEALER, json=body, **options)


def order(world: World, entry: Any, days: float = 10) -> Any:
    body = {"until": (world.clock() + timedelta(days=days)).isoformat(), "ground": "case 77"}
    return world.call("POST", f"/purchases/{entry['id']}/hold-orders", Role.POLICE, json=body)


def test_nothing_is_sold_before_the_hold_is_over(world: World) -> None:
    entry = world.buy()
    assert entry["hold"]["until"] == "2026-06-18T22:00:00Z"
    world.clock.now = HELD_UNTIL - timedelta(seconds=1)
    refused = sell(world, entry)
    assert (refused.status_code, refused.json["code"]) == (409, "held")
    assert refused.json["until"] == entry["hold"]["until"]
    assert "19-06-2026 00:00" in refused.json["detail"]
    # A date to come does not help, and neither does telling later of a sale inside the hold.
    early = sell(world, entry, world.clock() + timedelta(minutes=1))
    assert early.json["code"] == "held"
    world.clock.now = HELD_UNTIL
    assert sell(world, entry, HELD_UNTIL - timedelta(hours=1)).json["code"] == "held"
    sold = sell(world, entry, description="sold with its charger")
    assert sold.status_code == 201, sold.json
    assert (sold.json["number"], sold.json["purchase_id"]) == (1, entry["id"])
    assert "kind" not in sold.json
    assert "Koper" not in sold.text
    shown = world.call("GET", f"/purchases/{entry['id']}", Role.DEALER).json
    assert (shown["disposal"]["kind"], shown["disposal"]["price"]) == ("sale", PRICE)
    assert shown["disposal"]["description"] == "sold with its charger"


def test_a_good_leaves_once(world: World) -> None:
    sold, returned = world.buy(), world.buy()
    world.clock.now = HELD_UNTIL
    key = uuid.uuid4().hex
    path = f"/purchases/{sold['id']}/sale"
    body = {"sold_at": HELD_UNTIL.isoformat(), "price": PRICE, "buyer": BUYER}
    first, again = (world.call("POST", path, Role.DEALER, json=body, key=key) for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert sell(world, sold).json["code"] == "already_sold"
    assert give_back(world, sold).json["code"] == "already_sold"
    assert give_back(world, returned).json["number"] == 2
    assert sell(world, returned).json["code"] == "already_returned"
    assert order(world, sold).json["code"] == "already_sold"
    assert order(world, returned).json["code"] == "already_returned"


def test_what_goes_back_may_go_inside_the_hold(world: World) -> None:
    entry = world.buy()
    other = world.new_dealer()
    assert give_back(world, entry, subject=other).status_code == 404
    assert order(world, entry).status_code == 201
    assert give_back(world, entry).json["code"] == "order_stands"
    world.clock.move(timedelta(days=11))
    inside = give_back(world, entry, NOW + timedelta(days=1))
    assert inside.json["code"] == "order_stands", "it can't have gone while the order stood"
    back = give_back(world, entry)
    assert (back.status_code, back.json["reason"]) == (201, "pawn_redeemed")
    assert "sold_at" not in back.json


def test_the_order_holds_beyond_the_hold_period_and_the_longer_of_the_two_counts(
    world: World,
) -> None:
    entry = world.buy()
    assert order(world, entry, days=10).status_code == 201
    world.clock.now = HELD_UNTIL + timedelta(days=1)
    refused = sell(world, entry)
    assert (refused.status_code, refused.json["code"]) == (409, "order_stands")
    assert refused.json["until"] == "2026-06-25T10:00:00Z"
    world.clock.now = NOW + timedelta(days=10)
    assert sell(world, entry).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"sold_at": "2026-07-01T10:00:00Z"}, "/sold_at", "in_the_future"),
        ({"sold_at": "2026-06-15T08:00:00Z"}, "/sold_at", "before_the_acquisition"),
        ({"price": None}, "/price", "price_or_conditions"),
        ({"buyer": None}, "/buyer", "required"),
        ({"buyer": {"name": "Koos Koper"}}, "/buyer/address", "required"),
        ({"buyer": {**BUYER, "bsn": "123456782"}}, "/buyer/bsn", "unknown_field"),
    ],
)
def test_a_bad_sale_is_named(
    small_world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    entry = small_world.buy()
    small_world.clock.now = HELD_UNTIL
    answer = sell(small_world, entry, **change)
    assert answer.status_code == 422, answer.json
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [(pointer, code)]
    assert sell(small_world, entry).status_code == 201


def test_who_buys_goods_that_nobody_steals_need_not_be_named(small_world: World) -> None:
    shirt = small_world.buy(purchase(item=SHIRT))
    small_world.clock.now = HELD_UNTIL
    assert sell(small_world, shirt, buyer=None).status_code == 201


def test_the_buyer_is_sealed_opened_on_a_ground_and_erased_by_term(world: World) -> None:
    entry = world.buy()
    path = f"/purchases/{entry['id']}"
    purpose = {"purpose": "the buyer asks for a receipt"}
    nobody = world.call("POST", f"{path}/buyer-consultation", Role.DEALER, json=purpose)
    assert nobody.status_code == 404
    world.clock.now = HELD_UNTIL
    assert sell(world, entry).status_code == 201
    with world.register.database.read() as session:
        disposal = session.scalars(select(Disposal)).one()
        row = session.get_one(SealedIdentity, disposal.buyer_id)
        assert unseal(world.register.keys, row) == BUYER
        assert (row.blind_key, row.blind_index) == (None, None)
        log = " ".join(session.scalars(select(AuditEvent.leaf)))
    assert "Koper" not in log
    own = world.call("POST", f"{path}/buyer-consultation", Role.DEALER, json=purpose)
    assert (own.status_code, own.json) == (200, BUYER)
    ground = {"ground": "demand", "case_number": "77"}
    closed = world.call("POST", f"{path}/buyer-disclosure", Role.POLICE, json=ground)
    assert closed.json["code"] == "demand_missing"
    world.demand("77")
    opened = world.call("POST", f"{path}/buyer-disclosure", Role.POLICE, json=ground)
    assert (opened.status_code, opened.json) == (200, BUYER)
    four_years = HELD_UNTIL.replace(year=2030)
    for at, erased in ((four_years - timedelta(seconds=1), 0), (four_years, 1), (four_years, 0)):
        with world.register.database.write() as session:
            lines = {line.subject: line.rows for line in retention.due(session, at)}
            assert lines[Subject.BUYER_IDENTITY] == erased
            assert retention.carry_out(session, at)[Subject.BUYER_IDENTITY] == erased
    with world.register.database.read() as session:
        row = session.get_one(SealedIdentity, disposal.buyer_id)
        assert (row.ciphertext, row.erased_at) == (None, four_years)
        assert list(differences(session, verifiers(world.register.keys))) == []
    gone = world.call("POST", f"{path}/buyer-consultation", Role.DEALER, json=purpose)
    assert (gone.status_code, gone.json["code"]) == (410, "seller_erased")


def test_a_request_that_named_the_buyer_is_forgotten_with_him(world: World) -> None:
    entry = world.buy()
    world.clock.now = HELD_UNTIL
    body = {"sold_at": HELD_UNTIL.isoformat(), "price": PRICE, "buyer": BUYER}
    world.call("POST", f"/purchases/{entry['id']}/sale", Role.DEALER, json=body, key="one")
    at = HELD_UNTIL.replace(year=2030)
    with world.register.database.write() as session:
        kept = session.get_one(IdempotencyKey, _scope(session, "one"))
        kept.created_at = at  # So that its own term is not what drops it.
        retention.carry_out(session, at)
    with world.register.database.read() as session:
        assert session.scalar(select(IdempotencyKey).where(IdempotencyKey.key == "one")) is None


def _scope(session: Any, key: str) -> tuple[str, str]:
    row = session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == key)).one()
    return row.scope, row.key


def test_a_sale_and_an_order_at_once_never_both(world: World) -> None:
    """Whoever comes first: then the other is refused, and nothing is sold under an order."""
    entries = [world.buy() for _ in range(12)]
    world.clock.now = HELD_UNTIL
    dealer, police = world.headers(Role.DEALER), world.headers(Role.POLICE)
    sale = {"sold_at": HELD_UNTIL.isoformat(), "price": PRICE, "buyer": BUYER}
    held = {"until": (HELD_UNTIL + timedelta(days=14)).isoformat(), "ground": "case 77"}

    def act(number: int) -> tuple[str, int, str]:
        entry = entries[number // 2]["id"]
        client = world.app.test_client()
        path, who, body = ("sale", dealer, sale) if number % 2 else ("hold-orders", police, held)
        answer = client.post(f"/api/v1/purchases/{entry}/{path}", json=body, headers=who)
        return entry, answer.status_code, (answer.json or {}).get("code", path)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(act, range(24)))
    for entry in entries:
        two = sorted((status, code) for id_, status, code in done if id_ == entry["id"])
        assert two in (
            [(201, "sale"), (409, "already_sold")],
            [(201, "hold-orders"), (409, "order_stands")],
        ), two
    with world.register.database.read() as session:
        numbers = sorted(row.number for row in session.scalars(select(Disposal)))
        leaves = [json.loads(leaf) for leaf in session.scalars(select(AuditEvent.leaf))]
        assert list(differences(session, verifiers(world.register.keys))) == []
    assert numbers == list(range(1, len(numbers) + 1))
    sales = [leaf for leaf in leaves if leaf["name"] == "dor:sale:record"]
    assert [leaf["ground"] for leaf in sales] == ["model APV 2:67"] * len(numbers)
