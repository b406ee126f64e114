"""Rule checks in the register: at entry, by night and on demand, each recorded as what it is."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import SYSTEM, Role
from registry.audit.names import EventName
from registry.followers import rule_checking
from registry.journal import append
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.law.in_force import InForce
from registry.law.jurisdictions import jurisdictions
from registry.rules import rule_checks, rule_runs
from registry.rules.law_facts import entry_facts
from registry.tables import AuditEvent, Dealer, Purchase, PurchaseVersion, RuleOutcome
from tests.world import NOW, PURCHASE, World, item, purchase

LATE = purchase(acquired_at="2026-06-10T11:00:00+02:00")


def events(world: World, name: str) -> list[Any]:
    with world.register.database.read() as session:
        found = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
        return [json.loads(leaf) for leaf in found]


def outcomes(world: World) -> dict[str, str]:
    with world.register.database.read() as session:
        return {row.rule: row.status for row in session.scalars(select(RuleOutcome))}


def test_an_entry_is_checked_as_it_is_made(world: World) -> None:
    made = world.buy()
    (event,) = events(world, "law:rules:check")
    assert event["object"] == {"type": "rules", "id": made["id"], "version": None}
    assert event["ground"] == "art. 552 Sv"
    checks = {rule: (article, status) for rule, article, status, *_ in event["details"]["checks"]}
    assert checks["437-1-a"] == ("437 (1)(a) Sr", "holds")
    assert checks["437bis-1-a"] == ("437bis (1)(a) Sr", "holds")
    assert checks["decree-2-2"][1] == "holds"
    assert outcomes(world) == {}
    assert events(world, "law:outcome:change") == []


def test_a_late_entry_is_a_breach_until_it_turns_out_to_be_none(world: World) -> None:
    made = world.buy(LATE)
    assert outcomes(world) == {"437-1-a": "breached", "decree-2-2": "breached"}
    changes = events(world, "law:outcome:change")
    assert [(c["details"]["before"], c["details"]["after"]) for c in changes] == [
        (None, "breached")
    ] * 2
    world.call(
        "POST",
        f"/purchases/{made['id']}/corrections",
        Role.DEALER,
        json={"reason": "verkeerde datum", "acquired_at": "2026-06-15T11:00:00+02:00"},
    )
    assert outcomes(world) == {"437-1-a": "holds", "decree-2-2": "holds"}
    assert len(events(world, "law:outcome:change")) == 4


def test_a_night_leaves_one_event_and_one_for_each_change(world: World) -> None:
    world.buy()
    world.buy(LATE)
    with world.register.database.write() as session:
        # As if the rule had been added since.
        row = session.scalars(select(RuleOutcome).where(RuleOutcome.rule == "decree-2-2")).one()
        row.status, row.reason = "holds", "in_time"
        append(session, SYSTEM, NOW, EventName.OUTCOME_CHANGE, object_id=row.id)
    before = len(events(world, "law:outcome:change"))
    rule_checking.follow(world.register)
    rule_checking.follow(world.register)
    (run,) = events(world, "law:rules:run")
    assert run["details"]["objects"] == 3
    assert run["details"]["changed"] == 1
    assert run["details"]["outcomes"]["breached"] == 2
    assert len(events(world, "law:outcome:change")) == before + 1
    with world.register.database.read() as session:
        tally = rule_checks.Tally()
        for each in rule_checks.entries_judged(session, NOW, batch=1):
            tally.add(each)
        for each in rule_checks.dealers_judged(session, NOW):
            tally.add(each)
    assert run["details"]["findings_sha256"] == tally.commitment, "the commitment can be recomputed"
    world.clock.move(timedelta(days=1))
    rule_checking.follow(world.register)
    assert len(events(world, "law:rules:run")) == 2
    with world.register.database.read() as session:
        assert list(differences(session, verifiers(world.register.keys))) == []


def test_an_inspector_checks_a_dealer_of_the_own_area(world: World) -> None:
    world.buy(LATE)
    body = {"dealer_id": world.dealer}
    ran = world.call("POST", "/rule-checks", Role.INSPECTOR, json=body)
    assert ran.status_code == 200, ran.json
    assert (ran.json["objects"], ran.json["changed"]) == (2, 0)
    listed = world.call("GET", "/rule-outcomes?status=breached", Role.INSPECTOR).json["items"]
    assert {each["rule"] for each in listed} == {"437-1-a", "decree-2-2"}
    assert listed[0]["facts"]["recorded_at"].startswith("2026-06-15T10:00")
    elsewhere = {"subject": "GM0363"}
    assert (
        world.call("POST", "/rule-checks", Role.INSPECTOR, json=body, **elsewhere).status_code
        == 404
    )
    assert world.call("GET", "/rule-outcomes", Role.INSPECTOR, **elsewhere).json["items"] == []
    assert world.call("GET", "/rule-outcomes", Role.DEALER).status_code == 403
    assert len(events(world, "law:outcome:consult")) == 2


def test_a_change_of_the_law_leaves_earlier_entries_alone(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_world.buy()
    small_world.buy(LATE)
    before = outcomes(small_world)
    later = jurisdictions().switched(InForce("NL", "nl-36036", (NOW + timedelta(days=1)).date()))
    monkeypatch.setattr("registry.law.rulebook.jurisdictions", lambda: later)
    with small_world.register.database.read() as session:
        for each in rule_checks.entries_judged(session, NOW + timedelta(days=30)):
            assert {finding.profile for finding in each.findings} == {"nl"}
    assert outcomes(small_world) == before


@pytest.mark.parametrize(
    ("description", "expected"),
    [("rol koperdraad", "holds"), ("messing kraan", "holds"), ("zilveren ring", "not_applicable")],
)
def test_copper_in_cash_is_known_by_what_was_written(
    small_world: World, description: str, expected: str
) -> None:
    small_world.buy(
        purchase(item={"category": "precious_metal", "description": description}, payment="cash")
    )
    (event,) = events(small_world, "law:rules:check")
    checks = {rule: status for rule, _, status, *_ in event["details"]["checks"]}
    assert checks["decree-2-1"] == expected


def test_a_run_of_one_dealer_leaves_others_alone(world: World) -> None:
    world.buy(LATE)
    other = world.new_dealer(kvk_number="00654321")
    tally = rule_runs.run(world.register.database, rule_checks.CHECKER, NOW, dealer_id=UUID(other))
    assert (tally.objects, tally.changed) == (1, 0)


def test_the_number_of_an_item_is_no_fact(small_world: World) -> None:
    small_world.buy(purchase(item=item("5CD1234XYZ")))
    assert "5CD1234XYZ" not in json.dumps(events(small_world, "law:rules:check"))


def test_what_leaves_the_dealer_is_checked_too(world: World) -> None:
    made = world.buy()
    world.clock.move(timedelta(days=5))
    sale = {
        "sold_at": world.clock().isoformat(),
        "price": {"amount": "150.00", "currency": "EUR"},
        "buyer": {"name": "K. Koper", "address": PURCHASE["seller"]["address"]},  # type: ignore[index]  # it is a dict
    }
    sold = world.call("POST", f"/purchases/{made['id']}/sale", Role.DEALER, json=sale)
    assert sold.status_code == 201, sold.json
    checks = {
        rule: status
        for event in events(world, "law:rules:check")
        for rule, _, status, *_ in event["details"]["checks"]
    }
    assert (checks["apv-2-67"], checks["apv-2-68-d"]) == ("holds", "holds")
    tally = rule_runs.run(world.register.database, rule_checks.CHECKER, world.clock())
    assert (tally.objects, tally.changed) == (3, 0)


def test_breaches_are_counted_per_article(world: World) -> None:
    made = world.buy(LATE)
    world.buy(LATE)
    correction = {"reason": "verkeerde datum", "acquired_at": "2026-06-15T11:00:00+02:00"}
    world.call("POST", f"/purchases/{made['id']}/corrections", Role.DEALER, json=correction)
    path = "/figures/compliance?first=2026-06-15&last=2026-06-15"
    counts = {"breached": 1, "to_be_judged": 0, "mended": 1}
    assert world.call("GET", path, Role.INSPECTOR).json["articles"] == [
        {"article": "437 (1)(a) Sr", **counts},
        {"article": "Decree 2 (2), opening words", **counts},
    ]
    table = world.call("GET", f"{path}&format=csv", Role.POLICE).text.splitlines()
    assert table[:2] == ["article,breached,to_be_judged,mended", "437 (1)(a) Sr,1,0,1"]
    assert world.call("GET", path, Role.INSPECTOR, subject="GM0363").json["articles"] == []
    refused = world.call("GET", f"{path}&municipality=GM0363", Role.INSPECTOR)
    assert refused.status_code == 403


def test_an_entry_is_judged_by_the_law_of_the_shop(world: World) -> None:
    branch = {"address": PURCHASE["seller"]["address"], "municipality_code": "GM0402"}  # type: ignore[index]  # it is a dict
    opened = world.call(
        "POST",
        f"/dealers/{world.dealer}/premises",
        Role.DEALER,
        json={**branch, "happened_at": "2026-06-15T08:00:00Z"},
    )
    assert opened.status_code == 201, opened.json
    path = f"/dealers/{world.dealer}/premises/{opened.json['id']}/decision"
    decided = {"decision": "approve", "reason": "compleet"}
    answer = world.call("POST", path, Role.MUNICIPALITY, subject="GM0402", json=decided)
    assert answer.status_code == 200, answer.json
    made = world.buy(purchase(premises_id=opened.json["id"]))
    assert made["hold"]["basis"] == "apv-GM0402:14-days"
    with world.register.database.read() as session:
        facts = entry_facts(session, *_entry(session, UUID(made["id"])), NOW)
    assert facts.place == "GM0402"


def test_an_island_has_its_own_law(world: World) -> None:
    address = {**PURCHASE["seller"]["address"], "country": "BQ"}  # type: ignore[index]  # as above
    dealer = world.new_dealer(municipality_code="BQ-BO", kvk_number=None, address=address)
    made = world.buy(purchase(acquired_at="2026-06-15T09:30:00Z"), subject=dealer)
    (event,) = events(world, "law:rules:check")
    assert event["details"]["profile"] == "bes"
    rules = {check[0] for check in event["details"]["checks"]}
    assert "437-1-a" not in rules
    assert any(rule.startswith("bes") for rule in rules)
    assert made["hold"]["basis"].endswith(":none")


def _entry(session: Session, purchase_id: UUID) -> tuple[Purchase, PurchaseVersion, Dealer]:
    bought = session.get_one(Purchase, purchase_id)
    version = session.get_one(PurchaseVersion, (bought.id, bought.version))
    return bought, version, session.get_one(Dealer, bought.dealer_id)
