"""Orders to keep a good (437 (1)(f) Sr): at most fourteen days, once, with a receipt."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import select

from registry.access.actors import Role
from registry.audit.receipts import verify_receipt
from registry.tables import AuditEvent
from tests.world import NOW, World

FOURTEEN = NOW + timedelta(days=14)


def order(world: World, entry: Any, until: Any = FOURTEEN, **options: Any) -> Any:
    body = {"until": until.isoformat(), "ground": "case 77", "note": "keep it packed"}
    path = f"/purchases/{entry['id']}/hold-orders"
    return world.call("POST", path, Role.POLICE, json=body, **options)


def listed(world: World, role: Role = Role.DEALER, **options: Any) -> list[Any]:
    items: list[Any] = world.call("GET", "/hold-orders", role, **options).json["items"]
    return items


def test_an_order_without_a_hit_lasts_fourteen_days_at_most(world: World) -> None:
    entry = world.buy()
    assert world.hits() == []
    long = order(world, entry, FOURTEEN + timedelta(seconds=1))
    assert long.json["errors"][0] | {"detail": ""} == {
        "pointer": "/until",
        "code": "order_too_long",
        "detail": "",
    }
    past = order(world, entry, NOW)
    assert [e["code"] for e in past.json["errors"]] == ["in_the_past"]
    made, again = order(world, entry, key="one"), order(world, entry, key="one")
    assert (made.status_code, made.json) == (again.status_code, again.json)
    assert (made.status_code, made.json["stands"]) == (201, True)
    assert made.json["until"] == "2026-06-29T10:00:00Z"


def test_the_receipt_proves_the_order(small_world: World) -> None:
    entry = small_world.buy()
    made = order(small_world, entry).json
    published = small_world.call("GET", "/receipt-key").json
    key: Any = load_pem_public_key(published["public_key"].encode())
    assert verify_receipt(key, made["receipt"])
    statement = made["receipt"]["statement"]
    assert (statement["kind"], statement["order"]) == ("hold-order", made["id"])
    assert statement["purchase"] == entry["id"]
    with small_world.register.database.read() as session:
        leaf = session.scalar(
            select(AuditEvent.leaf).where(AuditEvent.leaf_hash == statement["event"])
        )
    assert leaf is not None
    assert '"name":"dor:hold-order:issue"' in leaf
    assert '"ground":"art. 437 (1)(f) Sr"' in leaf
    assert f'"recipient":"dealer:{small_world.dealer}"' in leaf
    assert "keep it packed" not in leaf


@pytest.mark.parametrize("later", [0, 5, 20, 400], ids=lambda days: f"after {days} days")
def test_an_order_is_not_prolonged(small_world: World, later: int) -> None:
    entry = small_world.buy()
    assert order(small_world, entry, NOW + timedelta(days=3)).status_code == 201
    small_world.clock.move(timedelta(days=later))
    more = order(small_world, entry, small_world.clock() + timedelta(days=2))
    assert (more.status_code, more.json["code"]) == (409, "order_not_prolonged")
    assert order(
        small_world, small_world.buy(), small_world.clock() + timedelta(1)
    ).status_code == (201)


def test_it_ends_by_time_or_by_release(world: World) -> None:
    first, second = world.buy(), world.buy()
    order(world, first, NOW + timedelta(days=3))
    order_id = order(world, second).json["id"]
    path = f"/hold-orders/{order_id}/release"
    world.clock.move(timedelta(days=3))
    assert [each["stands"] for each in listed(world)] == [True, False]
    assert world.call("POST", path, Role.DEALER, json={}).status_code == 403
    released, again = (
        world.call("POST", path, Role.POLICE, json={"reason": "not the one"}, key="r")
        for _ in range(2)
    )
    assert (released.status_code, released.json) == (again.status_code, again.json)
    assert (released.json["stands"], released.json["release_reason"]) == (False, "not the one")
    ended = world.call("POST", path, Role.POLICE, json={})
    assert (ended.status_code, ended.json["code"]) == (409, "order_ended")
    assert not any(each["stands"] for each in listed(world))
    by_time = listed(world)[1]["id"]
    expired = world.call("POST", f"/hold-orders/{by_time}/release", Role.POLICE, json={})
    assert expired.json["code"] == "order_ended"
    shown = world.call("GET", f"/purchases/{second['id']}", Role.DEALER).json
    assert shown["hold"]["order_until"] is None


def test_a_dealer_sees_its_own_orders_and_the_police_all(small_world: World) -> None:
    other = small_world.new_dealer()
    mine = order(small_world, small_world.buy()).json["id"]
    theirs = order(small_world, small_world.buy(subject=other)).json["id"]
    assert [each["id"] for each in listed(small_world)] == [mine]
    assert [each["id"] for each in listed(small_world, subject=other)] == [theirs]
    assert [each["id"] for each in listed(small_world, Role.POLICE)] == [theirs, mine]
    query: dict[str, Any] = {"query_string": {"limit": 1}}
    page = small_world.call("GET", "/hold-orders", Role.POLICE, **query).json
    query["query_string"]["cursor"] = page["next"]
    assert [each["id"] for each in listed(small_world, Role.POLICE, **query)] == [mine]
    for role in (Role.INSPECTOR, Role.MUNICIPALITY, Role.ADMIN):
        assert small_world.call("GET", "/hold-orders", role).status_code == 403
    assert small_world.hits() == []
    shown = small_world.call("GET", "/purchases", Role.DEALER).json["items"][0]
    assert shown["hold"]["order_until"] == "2026-06-29T10:00:00Z"
