"""Written demands (437 (1)(g) Sr): to one dealer, answered once, judged by the term."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.rules import demands, rule_runs
from registry.rules.rule_checks import CHECKER
from registry.tables import AuditEvent, RuleOutcome
from tests.world import NOW, World

DUE = NOW + timedelta(days=7)
ANSWER = {"text": "It came in with two others on the same day."}


def answer(world: World, demand: Any, **options: Any) -> Any:
    options = {"json": ANSWER, **options}
    return world.call("POST", f"/demands/{demand['id']}/answer", Role.DEALER, **options)


def listed(world: World, role: Role, **options: Any) -> list[Any]:
    items: list[Any] = world.call("GET", "/demands", role, **options).json["items"]
    return items


def outcomes(world: World) -> list[tuple[str, str, str]]:
    with world.register.database.read() as session:
        rows = session.scalars(select(RuleOutcome).where(RuleOutcome.kind == "demand"))
        return [(row.rule, row.status, row.reason) for row in rows]


def test_a_demand_and_its_answer_in_time(world: World) -> None:
    demand = world.demand("77")
    (seen,) = listed(world, Role.DEALER)
    assert (seen["case_number"], seen["due_at"]) == ("77", "2026-06-22T10:00:00Z")
    assert seen["judgement"]["reason"] == "term_running"
    world.clock.now = DUE
    first, again = (answer(world, demand, key="one") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.json["judgement"] == {
        "status": "holds",
        "reason": "answered",
        "article": "437 (1)(g) Sr",
    }
    more = answer(world, demand)
    assert (more.status_code, more.json["code"]) == (409, "already_answered")
    assert listed(world, Role.POLICE)[0]["answer"] == ANSWER["text"]
    assert outcomes(world) == []
    with world.register.database.read() as session:
        log = " ".join(session.scalars(select(AuditEvent.leaf)))
    assert "two others" not in log
    assert '"name":"dor:demand:answer"' in log


def test_a_late_answer_is_a_breach(world: World) -> None:
    demand = world.demand("77")
    world.clock.now = DUE + timedelta(seconds=1)
    (waiting,) = listed(world, Role.POLICE)
    assert waiting["judgement"]["reason"] == "no_answer"
    with world.register.database.read() as session:
        (overdue,) = demands.overdue(session, world.clock(), dealer_id=None)
        assert [f.outcome.reason for f in overdue.breached] == ["no_answer"]
    rule_runs.run(world.register.database, CHECKER, world.clock())
    assert outcomes(world) == [("437-1-g", "breached", "no_answer")]
    late = answer(world, demand)
    assert (late.status_code, late.json["judgement"]["reason"]) == (200, "late")
    assert outcomes(world) == [("437-1-g", "breached", "late")]
    with world.register.database.read() as session:
        assert list(demands.overdue(session, world.clock())) == []
        changes = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "law:outcome:change")
        )
        told = [json.loads(leaf)["details"] for leaf in changes]
    assert {(each["kind"], each["object"]) for each in told} == {("demand", demand["id"])}
    assert sorted(each["reason"] for each in told) == ["late", "no_answer"]


def test_a_demand_is_that_dealers(small_world: World) -> None:
    demand = small_world.demand("77")
    other = small_world.new_dealer()
    assert listed(small_world, Role.DEALER, subject=other) == []
    assert answer(small_world, demand, subject=other).status_code == 404
    assert listed(small_world, Role.DEALER)[0]["id"] == demand["id"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"dealer_id": "00000000-0000-7000-8000-000000000000"}, "/dealer_id", "not_a_dealer"),
        ({"due_at": NOW.isoformat()}, "/due_at", "in_the_past"),
        ({"case_number": ""}, "/case_number", "wrong_length"),
        ({"text": ""}, "/text", "wrong_length"),
    ],
)
def test_a_bad_demand_is_named(
    small_world: World, change: dict[str, Any], pointer: str, code: str
) -> None:
    body = {
        "dealer_id": small_world.dealer,
        "text": "Tell from whom this came.",
        "due_at": DUE.isoformat(),
        "case_number": "77",
        **change,
    }
    refused = small_world.call("POST", "/demands", Role.POLICE, json=body)
    assert [(e["pointer"], e["code"]) for e in refused.json["errors"]] == [(pointer, code)]
    assert listed(small_world, Role.POLICE) == []
