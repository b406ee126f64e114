"""The order of the desk: what is likely and leaves soon comes first; pages skip nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from registry.access.actors import Actor, Role
from registry.rules import dealer_hits, desk_list, hit_claims
from registry.rules.desk_list import Chosen, Order
from tests.world import World, item, purchase, stolen_good

ANNA = Actor(Role.POLICE, "anna")
NUMBERS = ("352099001761481", "352099001767481", "352099001761499")


def listed(
    world: World, order: Order = "urgent", *, limit: int = 50, **chosen: Any
) -> list[dict[str, Any]]:
    """Return the whole list, page by page, with a little time between the pages."""
    hits: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        with world.register.database.write() as session:
            page, cursor = desk_list.index(
                session,
                ANNA,
                world.clock(),
                keys=world.register.keys,
                chosen=Chosen(**chosen),
                order=order,
                limit=limit,
                cursor=cursor,
            )
        hits += page
        if cursor is None:
            return hits
        world.clock.move(timedelta(seconds=1))


def purchases(hits: list[dict[str, Any]]) -> list[str]:
    return [str(hit["purchase"]["id"]) for hit in hits]


def test_what_may_leave_soon_comes_first_and_then_the_evidence(world: World) -> None:
    world.lose()
    near = world.buy(purchase(item=item(NUMBERS[1])))["id"]
    world.clock.move(timedelta(days=2))  # Its hold of three days ends within two days now.
    exact = world.buy()["id"]
    again = world.buy()["id"]
    assert purchases(listed(world))[0] == near
    assert {*purchases(listed(world))[1:]} == {exact, again}
    assert purchases(listed(world, "evidence"))[-1] == near
    assert purchases(listed(world, "hold"))[0] == near
    for order in desk_list.Order.__args__:  # type: ignore[attr-defined]  # a Literal has them
        whole = purchases(listed(world, order))
        assert purchases(listed(world, order, limit=1)) == whole
        assert len(whole) == 3

    (first, *_) = listed(world)
    assert first["urgency"] == "soon"
    world.clock.now = first["leaves"] - timedelta(hours=3)
    assert (listed(world)[0]["urgency"], listed(world)[0]["hours_left"]) == ("hours", 3)
    world.clock.now = first["leaves"]
    assert purchases(listed(world))[-1] == near
    assert listed(world)[-1]["urgency"] == "free"
    assert near not in purchases(listed(world, "hold"))


def test_an_order_keeps_goods_off_the_top_until_it_is_released(small_world: World) -> None:
    small_world.lose()
    kept = small_world.buy(purchase(item=item(NUMBERS[1])))["id"]
    small_world.clock.move(timedelta(days=2))
    assert listed(small_world)[0]["urgency"] == "soon"
    body = {"until": (small_world.clock() + timedelta(days=9)).isoformat(), "ground": "zaak 7"}
    path = f"/purchases/{kept}/hold-orders"
    order = small_world.call("POST", path, Role.POLICE, json=body).json
    assert listed(small_world)[0]["urgency"] is None
    small_world.call("POST", f"/hold-orders/{order['id']}/release", Role.POLICE, json={})
    assert listed(small_world)[0]["urgency"] == "soon"


def test_what_is_gone_is_not_urgent(small_world: World) -> None:
    small_world.lose()
    bought = small_world.buy()["id"]
    small_world.clock.move(timedelta(days=1))
    body = {"returned_at": small_world.clock().isoformat(), "reason": "purchase_undone"}
    answer = small_world.call("POST", f"/purchases/{bought}/return", Role.DEALER, json=body)
    assert answer.status_code == 201, answer.json
    small_world.clock.move(timedelta(days=1))
    (hit,) = listed(small_world)
    assert hit["urgency"] is None
    assert listed(small_world, "hold") == []


def test_filters_leave_out_the_rest(small_world: World) -> None:
    small_world.lose()
    small_world.lose(stolen_good(item=item("9QQ8877AAB", category="laptop")))
    phone, laptop = (
        small_world.buy()["id"],
        small_world.buy(purchase(item=item("9QQ8877AAB", category="laptop")))["id"],
    )
    hits = {str(h["purchase"]["id"]): h["id"] for h in listed(small_world)}
    assert {*hits} == {phone, laptop}
    assert purchases(listed(small_world, category="laptop")) == [laptop]
    assert listed(small_world, municipality="GM0363") == []
    assert len(listed(small_world, municipality="GM0344", status="new")) == 2
    assert len(listed(small_world, verdict="identical")) == 2
    assert listed(small_world, verdict="possible") == []
    with small_world.register.database.write() as session:
        now, term = small_world.clock(), timedelta(minutes=60)
        hit_claims.claim(session, ANNA, now, hit_id=hits[phone], term=term)
        bas = Actor(Role.POLICE, "bas")
        hit_claims.claim(session, bas, now, hit_id=hits[laptop], term=term)
    assert purchases(listed(small_world, claim="mine")) == [phone]
    assert purchases(listed(small_world, claim="others")) == [laptop]
    assert listed(small_world, claim="unclaimed") == []
    small_world.clock.move(timedelta(hours=1))
    assert len(listed(small_world, claim="unclaimed")) == 2
    assert [hit["claim"] for hit in listed(small_world)] == [None, None]


@pytest.mark.parametrize("limit", [1, 50])
def test_dealers_are_counted_in_pages(world: World, limit: int) -> None:
    world.lose()
    few, many = world.new_dealer(name="Few"), world.new_dealer(name="Many")
    world.buy(subject=few)
    for _ in range(3):
        world.buy(subject=many)
    world.new_dealer(name="None")
    path = f"/hits/{world.hits(dealer=few)[0]['id']}/judgement"
    world.call("POST", path, Role.POLICE, json={"judgement": "rejected"})
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        with world.register.database.write() as session:
            page, cursor = dealer_hits.index(
                session, ANNA, world.clock(), limit=limit, cursor=cursor
            )
        rows += page
        if cursor is None:
            break
    told = [
        (row["dealer"].id, row["hits"], row["open"], row["confirmed"], row["likely"])
        for row in rows
    ]
    assert told == [(UUID(many), 3, 3, 0, 3), (UUID(few), 1, 0, 0, 0)]
