"""The chain over HTTP: from a purchase at the counter to a judged hit, forwards and backwards."""

import pytest

from registry.access.actors import Role
from tests.world import DEALER, PURCHASE, STOLEN_GOOD, UTRECHT, World


def test_from_notification_to_judgement(world: World) -> None:
    notified = world.call("POST", "/dealers", json=DEALER)
    assert (notified.status_code, notified.json["status"]) == (201, "submitted")
    dealer = notified.json["id"]

    early = world.call("POST", "/purchases", Role.DEALER, subject=dealer, key="1", json=PURCHASE)
    assert (early.status_code, early.json["code"]) == (403, "dealer_not_approved")

    approved = world.call(
        "POST",
        f"/dealers/{dealer}/decision",
        Role.MUNICIPALITY,
        subject=UTRECHT,
        json={"decision": "approve", "reason": "complete"},
    )
    assert approved.json["status"] == "approved"

    good = world.lose()
    bought = world.call("POST", "/purchases", Role.DEALER, subject=dealer, key="1", json=PURCHASE)
    assert bought.status_code == 201
    assert bought.json["match"] == {"outcome": "listed"}
    assert bought.json["sequence_number"] == 1
    assert "seller" not in bought.json

    (hit,) = world.hits(status="new")
    assert hit["stolen_good"]["id"] == good["id"]
    assert hit["purchase"]["id"] == bought.json["id"]
    assert hit["dealer_id"] == dealer
    assert hit["found_by"] == "purchase"
    odds = hit["prior_bits"] + sum(e["bits"] for e in hit["evidence"])
    assert hit["p_item"] == pytest.approx(2**odds / (1 + 2**odds))
    assert all(e["text"]["nl"] and e["text"]["en"] for e in hit["evidence"])

    judged = world.call(
        "POST",
        f"/hits/{hit['id']}/judgement",
        Role.POLICE,
        json={"judgement": "confirmed", "note": "seen in the shop"},
        headers={"If-Match": f'"{hit["version"]}"'},
    )
    assert (judged.status_code, judged.json["status"]) == (200, "confirmed")
    assert world.hits(status="new") == []


def test_backwards(world: World) -> None:
    bought = world.buy()
    assert bought["match"] == {"outcome": "none"}
    good = world.lose()
    (hit,) = world.hits()
    assert (hit["purchase"]["id"], hit["stolen_good"]["id"]) == (bought["id"], good["id"])
    assert hit["found_by"] == "report"


def test_a_citizen_checks(world: World) -> None:
    number = STOLEN_GOOD["item"]["identifiers"][0]["value"]  # type: ignore[index]
    before = world.call("POST", "/checks", json={"identifier": number})
    assert before.json["outcome"] == "not_listed"
    world.lose()
    after = world.call("POST", "/checks", json={"identifier": f"IMEI: {number}"})
    assert after.json["outcome"] == "listed"
    assert set(after.json) == {"outcome", "kind", "reason", "explanation", "checked_at", "receipt"}
