"""DOC, the report over the API: what it tells, the same bytes each time, and its receipt."""

import base64
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.tables import AuditEvent
from tests.api.test_inspections import events
from tests.inspecting import FOUND_AT, asked, decide, entry, plan, send, stock, unregistered
from tests.paper.test_press import texts
from tests.world import World


def inspected(world: World, **changes: Any) -> Any:
    """Return an inspection in which something was wrong, decided on."""
    found, gone = stock(world, 2)
    wanted = {"tolerated_share": 0, "officer": "toezichthouder 1234", **changes}
    planned = plan(world, **wanted)
    answer = send(
        world,
        planned,
        entries=[entry(found), entry(gone, "not_found", articles=["437-1-a"], note="kast <leeg>")],
        asked=asked(register_shown=False, sign_shown=True),
        unregistered=[unregistered("IR55443322")],
    )
    assert answer.status_code == 200, answer.json
    decide(world, planned, "warning")
    return planned


def report(world: World, inspection: Any, role: Role = Role.INSPECTOR, **query: str) -> Any:
    path = f"/inspections/{inspection['id']}/report"
    return world.call("GET", path, role, query_string=query)


def receipt(world: World, inspection: Any, **query: str) -> Any:
    path = f"/inspections/{inspection['id']}/report-receipt"
    return world.call("GET", path, Role.INSPECTOR, query_string=query)


TOLD = {
    "nl": (
        "Rapport van controle",
        "Tweede Kans (KVK-nummer 00123456)",
        "Oudegracht 12a, 3511 AB Utrecht (NL); gemeente Utrecht",
        "toezichthouder 1234",
        "artikel 552 Sv",
        "Van de 2 inschrijvingen die volgens het register in voorraad waren, zijn er 2 getrokken",
        "zekerheid van 95 %",
        "Aangetroffen: 1. Niet aangetroffen: 1.",
        "niet aangetroffen, 16 juni 2026 09:30",
        "kast <leeg>",
        "IR55443322",
        "Het register is op eerste aanvraag getoond: nee",
        "Overtreden: De administratie is niet op eerste aanvraag getoond.",
        "437 (1)(c) Sr",
        "Vaker controleren",
        "Schriftelijke waarschuwing",
        "seen in the shop",
    ),
    "en": (
        "Inspection report",
        "Tweede Kans (company number 00123456)",
        "article 552 Sv",
        "Of the 2 entries that were in stock by the register, 2 were drawn",
        "confidence of 95 %",
        "not found, 16 June 2026 09:30",
        "The register was shown on first request: no",
        "IR55443322",
        "seen in the shop",
    ),
}


@pytest.mark.parametrize("language", TOLD)
def test_it_tells_who_when_where_why_what_and_what_was_decided(
    small_world: World, language: str
) -> None:
    made = inspected(small_world, capacity="officer")
    answer = report(small_world, made, lang=language)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = texts(answer.data)
    for told in (*TOLD[language], made["seed"], made["population_digest"]):
        assert told in words, words
    for code in ("report.", "law.", "category.", "Voorbeeld", "SPECI2014"):
        assert code not in words


def test_the_same_inspection_gives_the_same_bytes_and_another_version_others(world: World) -> None:
    made = inspected(world)
    first = report(world, made)
    world.clock.now = world.clock.now.replace(hour=20)
    again = report(world, made, Role.POLICE)
    assert first.data == again.data
    digest = base64.b64encode(sha256(first.data).digest()).decode()
    assert first.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert report(world, made, lang="en").data != first.data
    send(world, made, unregistered=[unregistered("LA00112233")])
    later = report(world, made)
    assert later.data != first.data
    assert "binnengekomen na het besluit" in texts(later.data)


def test_anybody_verifies_the_file_by_its_receipt(world: World) -> None:
    made = inspected(world)
    missing = receipt(world, made)
    assert (missing.status_code, missing.json["code"]) == (404, "report_not_made")
    file = report(world, made).data
    given = receipt(world, made).json
    assert given["sha256"] == sha256(file).hexdigest()
    statement = given["receipt"]["statement"]
    assert (statement["kind"], statement["sha256"]) == ("inspection-report", given["sha256"])
    assert (statement["inspection"], statement["language"]) == (made["id"], "nl")
    shown = world.call("POST", "/audit/receipt-verifications", json=given["receipt"]).json
    assert shown["signed"] is True
    doctored = {**given["receipt"], "statement": {**statement, "sha256": "0" * 64}}
    refused = world.call("POST", "/audit/receipt-verifications", json=doctored).json
    assert refused["signed"] is False
    with world.register.database.read() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.leaf_hash == statement["event"])
        ).one()
    assert (event.name, given["sha256"] in event.leaf) == ("doc:report:make", True)


def test_a_receipt_stays_that_of_the_file_that_was_given_out(world: World) -> None:
    made = inspected(world)
    old = sha256(report(world, made).data).hexdigest()
    before = receipt(world, made).json
    decide(world, made, "none")
    assert receipt(world, made).status_code == 404
    report(world, made)
    assert receipt(world, made).json["sha256"] != old
    assert receipt(world, made, sha256=old).json == before
    assert receipt(world, made, sha256="0" * 64).status_code == 404


def test_it_is_recorded_once_as_made_and_each_time_as_given(world: World) -> None:
    made = inspected(world)
    files = {report(world, made).data, report(world, made, Role.POLICE).data}
    assert len(files) == 1
    assert len(events(world, "doc:report:make")) == 1
    given = events(world, "doc:report:export")
    assert [event["recipient"] for event in given] == ["inspector:GM0344", "police:somebody"]
    assert {event["details"]["sha256"] for event in given} == {
        sha256(file).hexdigest() for file in files
    }


def test_there_is_none_before_the_decision(small_world: World) -> None:
    refused = report(small_world, plan(small_world))
    assert (refused.status_code, refused.json["code"]) == (409, "not_concluded")


def test_there_is_no_third_language(small_world: World) -> None:
    assert report(small_world, inspected(small_world), lang="fr").status_code == 422


def test_what_else_was_seen_is_a_finding_and_in_the_report(small_world: World) -> None:
    planned = plan(small_world)
    remark = {"id": str(uuid4()), "found_at": FOUND_AT, "articles": ["437-1-d"]}
    refused = send(small_world, planned, remarks=[remark])
    assert [e["pointer"] for e in refused.json["errors"]] == ["/remarks/0/note"]
    noted = {**remark, "note": "de kelder was op slot"}
    shown = send(small_world, planned, remarks=[noted]).json
    assert [(f["kind"], f["note"]) for f in shown["findings"]] == [("remark", noted["note"])]
    assert [(b["rule"], b["said_by"]) for b in shown["breaches"]] == [("437-1-d", ["inspector"])]
    assert send(small_world, planned, remarks=[noted]).json["version"] == shown["version"]
    decide(small_world, planned, "more_checks")
    told = texts(report(small_world, planned).data)
    assert "Andere bevindingen" in told
    assert "de kelder was op slot" in told
