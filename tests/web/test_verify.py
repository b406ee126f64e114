"""The page that verifies receipts, for every kind of receipt that is given out."""

import json
from datetime import timedelta
from typing import Any

import pytest

from registry.access.actors import Role
from tests.browsing import csrf
from tests.inspecting import decide, plan
from tests.world import PURCHASE, World

BUYER = {"name": "K. Koper", "address": PURCHASE["seller"]["address"]}  # type: ignore[index]  # it is a dict


def receipts(world: World) -> dict[str, Any]:
    """Return a receipt of each kind, by its kind."""
    bought, kept, going_back = (world.buy() for _ in range(3))
    check = world.call("POST", "/checks", json={"identifier": "AB12345678"}).json
    order = world.call(
        "POST",
        f"/purchases/{kept['id']}/hold-orders",
        Role.POLICE,
        json={"until": (world.clock() + timedelta(days=9)).isoformat(), "ground": "zaak 7"},
    ).json
    inspection = plan(world)
    decide(world, inspection)
    path = f"/inspections/{inspection['id']}"
    assert world.call("GET", f"{path}/report", Role.INSPECTOR).status_code == 200
    report = world.call("GET", f"{path}/report-receipt", Role.INSPECTOR).json
    world.clock.move(timedelta(days=5))
    now = world.clock().isoformat()
    sale = {"sold_at": now, "price": {"amount": "9.00", "currency": "EUR"}, "buyer": BUYER}
    sold = world.call("POST", f"/purchases/{bought['id']}/sale", Role.DEALER, json=sale).json
    undone = {"returned_at": now, "reason": "purchase_undone"}
    path = f"/purchases/{going_back['id']}/return"
    returned = world.call("POST", path, Role.DEALER, json=undone).json
    given = [each["receipt"] for each in (bought, check, order, report, sold, returned)]
    return {each["statement"]["kind"]: each for each in given}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_receipt_is_told_in_words(small_world: World, language: str) -> None:
    given = receipts(small_world)
    assert len(given) == 6
    form = {"csrf_token": csrf(small_world, "/verify"), "language": language, "back": "/verify"}
    small_world.client.post("/language", data=form)
    for kind, receipt in given.items():
        form = {"csrf_token": csrf(small_world, "/verify"), "receipt": json.dumps(receipt)}
        page = small_world.client.post("/verify", data=form).text
        assert 'class="answer not_listed"' in page, kind
        assert "verify.statement" not in page, kind
        assert "verify.kind" not in page, kind
