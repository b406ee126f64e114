"""The Idempotency-Key: one row and one answer, however often and however fast it is sent."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from registry.access.actors import Role
from registry.tables import AuditEvent, Hit, Purchase
from tests.world import DEALER, PURCHASE, STOLEN_GOOD, UTRECHT, World, purchase


def test_twice_the_same(world: World) -> None:
    world.lose()
    first = world.buy(key="till-1")
    second = world.buy(key="till-1")
    assert second == first
    with world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Purchase)) == 1
        assert session.scalar(select(func.count()).select_from(Hit)) == 1


def test_the_first_answer_is_given_even_after_changes(world: World) -> None:
    first = world.buy(key="till-1")
    world.lose()
    path = f"/purchases/{first['id']}"
    correction = {"reason": "colour", "item": {**PURCHASE["item"], "colour": "black"}}  # type: ignore[dict-item]
    assert (
        world.call("POST", f"{path}/corrections", Role.DEALER, json=correction).status_code == 201
    )
    now = world.call("GET", path, Role.DEALER).json
    assert (now["version"], now["match"]["outcome"]) == (2, "listed")
    assert world.buy(key="till-1") == first


def test_another_body(world: World) -> None:
    world.buy(key="till-1")
    other = world.call(
        "POST", "/purchases", Role.DEALER, key="till-1", json=purchase(payment="bank")
    )
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_no_key(world: World) -> None:
    answer = world.call("POST", "/purchases", Role.DEALER, json=PURCHASE)
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_missing")


def test_keys_are_each_callers_own(world: World) -> None:
    other = world.new_dealer()
    mine = world.buy(key="1")
    theirs = world.buy(key="1", subject=other)
    assert mine["id"] != theirs["id"]
    assert (mine["sequence_number"], theirs["sequence_number"]) == (1, 1)


def test_at_the_same_time(world: World) -> None:
    headers = {**world.headers(Role.DEALER), "Idempotency-Key": "rush"}

    def send(_n: int) -> tuple[int, object]:
        answer = world.app.test_client().post("/api/v1/purchases", json=PURCHASE, headers=headers)
        return answer.status_code, answer.json

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(24)))
    done = [body for status, body in answers if status == 201]
    assert {status for status, _ in answers} <= {201, 409}
    assert done
    assert all(body == done[0] for body in done)
    with world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Purchase)) == 1
        registered = select(func.count()).where(AuditEvent.name == "dor:purchase:register")
        assert session.scalar(registered) == 1


def test_a_refused_request_may_be_mended_under_the_same_key(world: World) -> None:
    bad = world.call("POST", "/purchases", Role.DEALER, key="k", json=purchase(payment="gold"))
    assert bad.status_code == 422
    assert world.buy(key="k")["sequence_number"] == 1


def test_it_is_honoured_on_every_post(world: World) -> None:
    dealer = world.dealer
    decided = {"decision": "reject", "reason": "moved away"}
    world.buy()
    world.lose()
    (hit,) = world.hits()
    hit_path = f"/hits/{hit['id']}/judgement"
    calls: list[tuple[str, Role, str | None, dict[str, Any]]] = [
        ("/dealers", Role.PUBLIC, None, DEALER),
        (f"/dealers/{dealer}/decision", Role.MUNICIPALITY, UTRECHT, decided),
        ("/stolen-goods", Role.POLICE, None, STOLEN_GOOD),
        ("/checks", Role.PUBLIC, None, {"identifier": "35-209900-176148-1"}),
        (hit_path, Role.POLICE, None, {"judgement": "unsure"}),
    ]
    for path, role, subject, body in calls:
        first = world.call("POST", path, role, subject=subject, key="same", json=body)
        again = world.call("POST", path, role, subject=subject, key="same", json=body)
        assert first.status_code < 300, first.json
        assert (again.status_code, again.json) == (first.status_code, first.json), path
        other = {**body, "nothing": "like it"}
        assert (
            world.call("POST", path, role, subject=subject, key="same", json=other).status_code
            == 422
        )


def test_a_judgement_is_answered_again_as_it_was(world: World) -> None:
    """Also when what the dealer is told of the purchase has changed by a later judgement."""
    world.call("POST", "/stolen-goods", Role.POLICE, json=STOLEN_GOOD)
    world.call("POST", "/purchases", Role.DEALER, json=PURCHASE, key="p")
    (hit,) = world.call("GET", "/hits", Role.POLICE).json["items"]
    path = f"/hits/{hit['id']}/judgement"
    first = world.call("POST", path, Role.POLICE, json={"judgement": "confirmed"}, key="one")
    world.call("POST", path, Role.POLICE, json={"judgement": "rejected"}, key="two")
    again = world.call("POST", path, Role.POLICE, json={"judgement": "confirmed"}, key="one")
    assert again.json == first.json


def test_two_citizens_may_use_the_same_key(world: World) -> None:
    body = {"identifier": "5CD1234XYZ"}
    other = {"identifier": "9QQ8877AAB"}
    first, again, elsewhere = (
        world.call(
            "POST", "/checks", key="1", json=json, environ_overrides={"REMOTE_ADDR": address}
        )
        for address, json in (("192.0.2.1", body), ("192.0.2.1", body), ("192.0.2.2", other))
    )
    assert first.status_code == elsewhere.status_code == 200
    assert again.json == first.json
