"""Notices (437 (1)(e) Sr): proof of delivery, and what is acquired in range of one afterwards."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.rules import notice_breaches
from registry.tables import AuditEvent, NoticeBreach, NoticeDelivery, RuleOutcome
from tests.world import UTRECHT, World, item, purchase

NUMBER, SLIPPED, OTHER = "5CD1234XYZ", "5CD1243XYZ", "9QQ8877AAB"
TEXT = "Taken from a shop in Utrecht on 12 June."


def send(world: World, **changes: Any) -> Any:
    body = {"text": TEXT, "item": item(NUMBER), "municipality_codes": [UTRECHT], **changes}
    return world.call("POST", "/notices", Role.POLICE, json=body)


def read(world: World, **options: Any) -> list[Any]:
    answer = world.call("GET", "/notices", Role.DEALER, **options)
    assert answer.status_code == 200, answer.json
    items: list[Any] = answer.json["items"]
    return items


def of_the_police(world: World) -> list[Any]:
    items: list[Any] = world.call("GET", "/notices", Role.POLICE).json["items"]
    return items


def bought(world: World, number: str, **changes: Any) -> Any:
    acquired = changes.pop("acquired_at", world.clock().isoformat())
    return world.buy(purchase(item=item(number), acquired_at=acquired), **changes)


def events(world: World, name: str) -> list[Any]:
    with world.register.database.read() as session:
        found = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
        return [json.loads(leaf) for leaf in found]


def test_the_first_reading_is_the_proof_of_delivery(world: World) -> None:
    sent = send(world)
    assert (sent.status_code, sent.json["addressees"]) == (201, [UTRECHT])
    assert world.dealer
    assert of_the_police(world)[0]["deliveries"] == []
    first = world.clock()
    (seen,) = read(world)
    assert (seen["text"], seen["item"]) == (TEXT, item(NUMBER))
    assert set(seen) == {"id", "sent_at", "text", "item", "delivered_at"}
    world.clock.move(timedelta(hours=1))
    assert read(world)[0]["delivered_at"] == seen["delivered_at"] == "2026-06-15T10:00:00Z"
    (notice,) = of_the_police(world)
    assert notice["deliveries"] == [
        {"dealer_id": world.dealer, "delivered_at": seen["delivered_at"]}
    ]
    (event,) = events(world, "dor:notice-delivery:record")
    assert event["recipient"] == f"dealer:{world.dealer}"
    assert event["details"] == {"notice": sent.json["id"]}
    assert event["ground"] == "art. 437 (1)(e) Sr"
    assert event["at"] == first.isoformat(timespec="microseconds")
    assert TEXT not in json.dumps(event)


def test_a_notice_reaches_those_it_is_for(small_world: World) -> None:
    elsewhere = small_world.new_dealer(municipality_code="GM0363")
    one = send(small_world, municipality_codes=[UTRECHT]).json["id"]
    two = send(small_world, dealers=[elsewhere], municipality_codes=[UTRECHT]).json["id"]
    three = send(small_world, dealers=[small_world.dealer], municipality_codes=["GM0599"]).json[
        "id"
    ]
    assert [n["id"] for n in read(small_world)] == [three, two, one]
    assert [n["id"] for n in read(small_world, subject=elsewhere)] == [two]
    four = send(small_world, municipality_codes=["GM0402"]).json["id"]
    assert four not in [n["id"] for n in read(small_world)]
    small_world.new_premises("GM0402")
    assert [n["id"] for n in read(small_world)] == [four, three, two, one]
    later = small_world.new_dealer()
    assert [n["id"] for n in read(small_world, subject=later)] == [two, one]
    pages = [read(small_world, query_string={"limit": 1})[0]["id"]]
    assert pages == [four]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"municipality_codes": ["GM9999"]}, "/municipality_codes/0", "unknown_municipality"),
        ({"municipality_codes": ["Utrecht"]}, "/municipality_codes/0", "not_a_municipality"),
        ({"dealers": ["00000000-0000-7000-8000-000000000000"]}, "/dealers/0", "not_a_dealer"),
        ({"dealers": []}, "/dealers", "wrong_length"),
        ({"text": " "}, "/text", "wrong_length"),
        ({"item": {"category": "phone"}}, "/item/identifiers", "nothing_to_recognise_it_by"),
    ],
)
def test_a_bad_notice_is_named(
    small_world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = send(small_world, **change)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json["errors"]] == [(pointer, code)]
    assert of_the_police(small_world) == []


def test_a_notice_to_nobody(small_world: World) -> None:
    body = {"text": TEXT, "item": item(NUMBER)}
    answer = small_world.call("POST", "/notices", Role.POLICE, json=body)
    assert [e["code"] for e in answer.json["errors"]] == ["to_nobody"]


def test_what_is_acquired_after_delivery_and_in_range_is_to_be_judged(world: World) -> None:
    assert world.dealer
    send(world)
    before = bought(world, NUMBER)
    world.clock.move(timedelta(hours=1))
    read(world)
    world.clock.move(timedelta(hours=1))
    told_later = bought(world, NUMBER, acquired_at=before["acquired_at"])
    exact, near, far = (bought(world, number) for number in (NUMBER, SLIPPED, OTHER))
    (notice,) = of_the_police(world)
    found = {breach["purchase_id"]: breach for breach in notice["breaches"]}
    assert set(found) == {exact["id"], near["id"]}
    assert {before["id"], told_later["id"], far["id"]} & set(found) == set()
    assert found[exact["id"]]["verdict"] == "identical"
    with world.register.database.read() as session:
        outcomes = {
            row.object_id: row
            for row in session.scalars(select(RuleOutcome).where(RuleOutcome.rule == "437-1-e"))
        }
        rows = {str(row.purchase_id): row for row in session.scalars(select(NoticeBreach))}
        assert list(differences(session, verifiers(world.register.keys))) == []
    outcome = outcomes[rows[exact["id"]].id]
    assert (outcome.kind, outcome.status, outcome.to_be_judged) == ("notice", "breached", True)
    assert outcome.reason == "acquired_after_notice"
    noted = events(world, "law:notice-breach:find")
    assert [event["details"]["purchase"] for event in noted] == [exact["id"], near["id"]]
    catch_up(world.register)
    assert of_the_police(world) == [notice], "the follower finds them once more, and notes nothing"


def test_a_correction_into_range_is_found_and_one_out_of_it_hides_nothing(world: World) -> None:
    assert world.dealer
    send(world)
    read(world)
    entry = bought(world, OTHER)
    path = f"/purchases/{entry['id']}/corrections"
    for number in (NUMBER, OTHER):
        body = {"reason": "misread", "item": item(number)}
        assert world.call("POST", path, Role.DEALER, json=body).status_code == 201
        (notice,) = of_the_police(world)
        assert [b["purchase_version"] for b in notice["breaches"]] == [2]


@pytest.mark.parametrize("first", ["purchase", "delivery"])
def test_what_the_request_did_not_see_the_follower_finds(
    world: World, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """A delivery and an entry at the same moment, neither of which saw the other."""
    assert world.dealer
    send(world)
    steps = [lambda: bought(world, NUMBER), lambda: read(world)]
    with monkeypatch.context() as patch:
        patch.setattr(notice_breaches, "find", lambda *_args: 0)
        for step in steps if first == "purchase" else reversed(steps):
            step()
    assert of_the_police(world)[0]["breaches"] == []
    catch_up(world.register)
    assert len(of_the_police(world)[0]["breaches"]) == 1


def test_two_tills_read_at_once_and_it_is_delivered_once(world: World) -> None:
    dealer = world.headers(Role.DEALER)
    send(world)

    def act(_number: int) -> str:
        answer: Any = world.app.test_client().get("/api/v1/notices", headers=dealer)
        return str(answer.json["items"][0]["delivered_at"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(act, range(16)))) == 1
    with world.register.database.read() as session:
        assert len(session.scalars(select(NoticeDelivery)).all()) == 1
    assert len(events(world, "dor:notice-delivery:record")) == 1


def test_without_the_proof_nothing_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from registry.errors import StoreUnavailable

    send(world)
    headers = world.headers(Role.DEALER)

    def fails(*_args: Any, **_options: Any) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.session.SessionTransaction.commit", fails)
        answer = world.client.get("/api/v1/notices", headers=headers)
    assert answer.status_code == 503
    assert TEXT not in answer.text
    assert of_the_police(world)[0]["deliveries"] == []
