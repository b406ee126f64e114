"""The inspector's pages without a browser: whose they are, what they refuse, what is kept once."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from registry.access.actors import Actor, Role
from registry.rules import visits
from registry.tables import AuditEvent, InspectionFinding
from tests.browsing import signed_in
from tests.inspecting import AFTERNOON, asked, breach, decide, entry, plan, send, stock
from tests.pages.pictures import drawn_photo
from tests.world import UTRECHT, World, purchase

ELSEWHERE = "GM0518"
DOOR = "/inspector"


def events(world: World, name: str) -> int:
    with world.register.database.read() as session:
        return session.scalar(select(func.count()).where(AuditEvent.name == name)) or 0


def findings(world: World) -> list[InspectionFinding]:
    with world.register.database.read() as session:
        rows = session.scalars(select(InspectionFinding).order_by(InspectionFinding.recorded_at))
        return list(rows)


def sheet_form(
    world: World, inspection: Any, outcomes: list[str], **changes: str
) -> dict[str, str]:
    """Return the form of the first part as a browser sends it."""
    entries = sorted(inspection["entries"], key=lambda each: each["sequence_number"])
    form: dict[str, str] = {}
    for n, (each, outcome) in enumerate(zip(entries, outcomes, strict=True)):
        form |= {
            f"entries.{n}.id": str(uuid4()),
            f"entries.{n}.purchase_id": each["purchase_id"],
            f"entries.{n}.outcome": outcome,
            f"entries.{n}.note": "",
        }
    return {**form, **changes}


def queued(kind: str, finding: dict[str, Any], *knew: str) -> dict[str, Any]:
    return {"findings": [{"kind": kind, "knew": list(knew), "finding": finding}]}


class TestTheSheetAsAForm:
    """Saved as a whole, and only what differs is a finding."""

    def test_a_form_sent_twice_records_each_tick_once(self, small_world: World) -> None:
        stock(small_world, 3)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        form = sheet_form(small_world, inspection, ["found", "not_found", ""])
        path = f"{DOOR}/inspections/{inspection['id']}/sheet/1"
        for _ in range(2):
            assert client.post(path, data=form).status_code == 303
            small_world.clock.move(timedelta(minutes=1))
        assert sorted(str(f.outcome) for f in findings(small_world)) == ["found", "not_found"]

    def test_an_old_form_does_not_undo_what_came_after_it(self, small_world: World) -> None:
        stock(small_world, 1)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/sheet/1"
        old = sheet_form(small_world, inspection, ["not_found"])
        client.post(path, data=old)
        small_world.clock.move(timedelta(minutes=1))
        client.post(path, data=sheet_form(small_world, inspection, ["found"]))
        client.post(path, data=old)
        shown = small_world.call("GET", f"/inspections/{inspection['id']}", Role.INSPECTOR).json
        assert (shown["tally"]["found"], len(shown["findings"])) == (1, 2)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"entries.0.outcome": "lost"}, "kennen we hier niet"),
            (
                {"entries.0.outcome": "", "entries.0.note": "kras"},
                "Kies eerst of het goed is gezien",
            ),
            ({"entries.0.note": "x" * 2001, "entries.0.outcome": "found"}, "lang"),
            ({"entries.0.articles.0": "437-1-z", "entries.0.outcome": "found"}, "bestaat niet"),
            ({"entries.0.purchase_id": str(uuid4()), "entries.0.outcome": "found"}, "niet in het"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_recorded(
        self, small_world: World, changes: dict[str, str], said: str
    ) -> None:
        stock(small_world, 2)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        form = sheet_form(small_world, inspection, ["", "found"], **changes)
        answer = client.post(f"{DOOR}/inspections/{inspection['id']}/sheet/1", data=form)
        assert answer.status_code == 422
        assert 'class="error-summary"' in answer.text
        assert said in answer.text
        assert findings(small_world) == []

    def test_goods_and_remarks_are_recorded_once(self, small_world: World) -> None:
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/sheet/1"
        good = {
            "id": str(uuid4()),
            "item.category": "phone",
            "item.identifiers.0.value": "ZZ88997766",
        }
        remark = {"id": str(uuid4()), "note": "De kelder was op slot.", "article": "437-1-d"}
        for _ in range(2):
            assert client.post(f"{path}/goods", data=good).status_code == 303
            assert client.post(f"{path}/remarks", data=remark).status_code == 303
            small_world.clock.move(timedelta(minutes=1))
        assert sorted(f.kind for f in findings(small_world)) == ["remark", "unregistered"]
        shown = client.get(f"{DOOR}/inspections/{inspection['id']}").text
        assert "De kelder was op slot." in shown
        assert "437 (1)(d) Sr" in shown
        empty = {"id": str(uuid4()), "item.category": "phone"}
        assert client.post(f"{path}/goods", data=empty).status_code == 422

    def test_photos_are_kept_once_and_refused_one_by_one(self, small_world: World) -> None:
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/photos/"
        for _ in range(2):
            sent = {"id": str(uuid4()), "photo": (BytesIO(drawn_photo(1)), "plank.jpg")}
            assert client.post(f"{path}kept", data=sent).json == {"id": sent["id"], "version": 0}
        page = client.get(path).text
        assert page.count('<img src="/photos/') == 1
        bad = {"id": str(uuid4()), "photo": (BytesIO(b"%PDF-1.7"), "plank.jpg")}
        refused = client.post(f"{path}kept", data=bad).json["refused"]
        assert refused
        assert not refused.startswith("field.")
        removing = re.search(r'action="([^"]+/remove)"', page)
        assert removing is not None
        assert client.post(removing[1]).status_code == 303
        assert client.post(removing[1]).status_code == 404
        assert "/photos/" not in client.get(f"{DOOR}/inspections/{inspection['id']}").text.replace(
            path, ""
        )

    def test_a_part_that_there_is_not(self, small_world: World) -> None:
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        for part in ("0", "2", "99"):
            path = f"{DOOR}/inspections/{inspection['id']}/sheet/{part}"
            assert client.get(path).status_code == 404


class TestTheQueue:
    """What a tablet kept is taken in once, one by one, and what came between is told."""

    def test_sent_again_it_is_answered_again(self, small_world: World) -> None:
        (bought,) = stock(small_world, 1)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/findings"
        found = entry(bought, found_at=small_world.clock.now.isoformat())
        answers = [client.post(path, json=queued("entries", found)).json for _ in range(2)]
        assert answers[0] == answers[1]
        assert answers[0]["results"] == [{"id": found["id"], "version": 2, "say": None}]
        assert len(findings(small_world)) == 1

    def test_one_that_is_refused_holds_up_no_other(self, small_world: World) -> None:
        (bought,) = stock(small_world, 1)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        at = small_world.clock.now.isoformat()
        good = entry(bought, found_at=at)
        bad = [
            entry(str(uuid4()), found_at=at),
            entry(bought, "lost", found_at=at),
            entry(bought, found_at="2026-06-17T00:00:00Z"),
            {**entry(bought, found_at=at), "extra": 1},
        ]
        body = {"findings": [{"kind": "entries", "finding": each} for each in [*bad, good]]}
        path = f"{DOOR}/inspections/{inspection['id']}/findings"
        results = client.post(path, json=body).json["results"]
        assert all(each["refused"] and "field." not in each["refused"] for each in results[:-1])
        assert results[-1]["version"] == 2
        assert [str(f.id) for f in findings(small_world)] == [good["id"]]

    def test_what_somebody_else_recorded_is_told_unless_it_was_known(
        self, small_world: World
    ) -> None:
        (bought,) = stock(small_world, 1)
        inspection = plan(small_world)
        small_world.clock.now = AFTERNOON
        other = entry(bought, "not_found", found_at=AFTERNOON.isoformat())
        send(small_world, inspection, entries=[other])
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/findings"
        before = entry(bought, found_at="2026-06-16T10:00:00+02:00")
        (told,) = client.post(path, json=queued("entries", before)).json["results"]
        assert "die van de ander geldt" in told["say"]
        knew = entry(bought, found_at=AFTERNOON.isoformat())
        (told,) = client.post(path, json=queued("entries", knew, other["id"])).json["results"]
        assert told["say"] is None
        decide(small_world, inspection)
        late = asked(sign_shown=True, found_at=AFTERNOON.isoformat())
        (told,) = client.post(path, json=queued("asked", late)).json["results"]
        assert "al afgesloten" in told["say"]

    @pytest.mark.parametrize("body", [{}, {"findings": []}, {"findings": [{"kind": "x"}]}, []])
    def test_rubbish_is_refused(self, small_world: World, body: Any) -> None:
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/findings"
        assert client.post(path, json=body).status_code == 422

    def test_without_the_word_for_forms_nothing_is_taken(self, small_world: World) -> None:
        (bought,) = stock(small_world, 1)
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        small_world.app.config["WTF_CSRF_ENABLED"] = True
        path = f"{DOOR}/inspections/{inspection['id']}/findings"
        body = queued("entries", entry(bought, found_at=small_world.clock.now.isoformat()))
        assert client.post(path, json=body).status_code == 400
        state = client.get(f"{DOOR}/queue").json
        assert state["who"] == f"inspector:{UTRECHT}"
        answer = client.post(path, json=body, headers={"X-CSRFToken": state["csrf"]})
        assert answer.json["results"][0]["version"] == 2

    def test_the_worker_may_serve_the_whole_door(self, small_world: World) -> None:
        answer = small_world.app.test_client().get(f"{DOOR}/worker.js")
        answer.close()
        assert answer.mimetype == "text/javascript"
        assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


class TestWhoSeesWhat:
    """An area of one's own; the police name one, and say what they look at entries for."""

    def test_elsewhere_nothing_is_found(self, small_world: World) -> None:
        assert small_world.dealer
        elsewhere = small_world.new_dealer(municipality_code=ELSEWHERE)
        foreign = plan(small_world, Role.POLICE, dealer_id=elsewhere)["id"]
        client = signed_in(small_world, "inspector")
        paths = (
            f"dealers/{elsewhere}/",
            f"dealers/{elsewhere}/entries",
            f"dealers/{elsewhere}/plan",
            f"inspections/{foreign}",
            f"inspections/{foreign}/sheet/1",
            f"inspections/{foreign}/photos/",
            f"inspections/{foreign}/report/",
            f"inspections/{foreign}/report/receipt",
        )
        for path in paths:
            assert client.get(f"{DOOR}/{path}").status_code == 404, path
        assert "Tweede Kans" in client.get(f"{DOOR}/").text
        sent = queued(
            "remarks", {"id": str(uuid4()), "found_at": "2026-06-15T10:00:00Z", "note": "x"}
        )
        for path in (f"inspections/{foreign}/findings",):
            assert client.post(f"{DOOR}/{path}", json=sent).status_code == 404

    @pytest.mark.parametrize("role", ["dealer", "municipality", "admin"])
    def test_it_is_for_inspectors_and_police(self, small_world: World, role: str) -> None:
        client = signed_in(small_world, role)
        for path in ("", "inspections/", "queue", "offline", f"dealers/{small_world.dealer}/"):
            assert client.get(f"{DOOR}/{path}").status_code == 403
        assert small_world.app.test_client().get(f"{DOOR}/").status_code == 401

    def test_no_seller_is_in_any_page(self, small_world: World) -> None:
        stock(small_world, 2)
        inspection = plan(small_world)["id"]
        client = signed_in(small_world, "inspector")
        for path in (
            f"dealers/{small_world.dealer}/",
            f"dealers/{small_world.dealer}/entries",
            f"inspections/{inspection}",
            f"inspections/{inspection}/sheet/1",
        ):
            page = client.get(f"{DOOR}/{path}").text
            assert "QX00000K7" in page or path.endswith("/"), path
            assert "Jantje" not in page
            assert "SPECI2014" not in page

    def test_the_police_name_an_area_and_a_purpose(self, small_world: World) -> None:
        stock(small_world, 1)
        client = signed_in(small_world, "police")
        assert "Tweede Kans" not in client.get(f"{DOOR}/").text
        assert "Tweede Kans" in client.get(f"{DOOR}/?municipality={UTRECHT}").text
        path = f"{DOOR}/dealers/{small_world.dealer}/entries"
        assert "QX00000K7" not in client.get(path).text
        assert client.post(path, data={"purpose": ""}).status_code == 422
        assert "QX00000K7" in client.post(path, data={"purpose": "zaak 7"}).text
        assert events(small_world, "dor:purchase:consult") == 1

    def test_entries_of_one_dealer_only(self, small_world: World) -> None:
        stock(small_world, 1)
        other = small_world.new_dealer(name="Buurman")
        path = f"{DOOR}/dealers/{other}/entries"
        assert "QX00000K7" not in signed_in(small_world, "inspector").get(path).text


def test_articles_are_named_in_the_readers_language(small_world: World) -> None:
    inspection = plan(small_world)
    client = signed_in(small_world, "inspector")
    path = f"{DOOR}/inspections/{inspection['id']}/sheet/1"
    assert "Besluit 2 (2)(c):" in client.get(path).text
    assert "Decree" not in client.get(path).text
    client.post("/language", data={"language": "en", "back": "/"})
    assert "Decree 2 (2)(c):" in client.get(path).text


class TestTheOverview:
    """Who needs a visit first stands first, and why can be seen."""

    def listed(self, world: World, **query: Any) -> list[str]:
        with world.register.database.write() as session:
            found = visits.overview(session, Actor(Role.INSPECTOR, UTRECHT), world.clock(), **query)
        return [line["name"] for line in found["items"]]

    def test_breaches_first_then_whoever_was_not_visited(self, small_world: World) -> None:
        assert small_world.dealer
        visited = small_world.new_dealer(name="Bezocht")
        bad = small_world.new_dealer(name="Overtreder")
        decide(small_world, plan(small_world, dealer_id=visited))
        late = purchase(acquired_at="2026-06-10T11:00:00+02:00")
        small_world.buy(late, subject=bad)
        assert self.listed(small_world) == ["Overtreder", "Tweede Kans", "Bezocht"]
        assert self.listed(small_world, signal="breached") == ["Overtreder"]
        assert self.listed(small_world, signal="never_visited") == ["Overtreder", "Tweede Kans"]
        assert self.listed(small_world, signal="silent") == []
        assert self.listed(small_world, sort="name") == ["Bezocht", "Overtreder", "Tweede Kans"]
        assert self.listed(small_world, page=2) == []

    @pytest.mark.parametrize("query", ["sort=x", "signal=x", "page=0", "municipality=x", "extra=1"])
    def test_a_spoiled_address_is_refused(self, small_world: World, query: str) -> None:
        assert signed_in(small_world, "inspector").get(f"{DOOR}/?{query}").status_code == 422

    def test_one_dealer_with_its_ladder(self, small_world: World) -> None:
        breach(small_world, "warning")
        page = signed_in(small_world, "inspector").get(f"{DOOR}/dealers/{small_world.dealer}/").text
        assert "Schriftelijke waarschuwing" in page
        assert 'aria-current="step">Last onder dwangsom' in page
        checked = signed_in(small_world, "inspector").post(
            f"{DOOR}/dealers/{small_world.dealer}/checks"
        )
        assert checked.status_code == 303
        assert events(small_world, "law:rules:run") == 1


class TestDeciding:
    """A plan in a form, and a decision on what was seen."""

    def test_a_plan_with_a_period(self, small_world: World) -> None:
        stock(small_world, 2)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/dealers/{small_world.dealer}/plan"
        form = {"confidence": "0.9", "tolerated_share": "0.1", "capacity": "officer"}
        assert client.post(path, data={**form, "since": "2026-06-15"}).status_code == 422
        bad = {**form, "since": "2026-06-15", "until": "2026-06-14"}
        assert client.post(path, data=bad).status_code == 422
        assert client.post(path, data={**form, "confidence": "0.99"}).status_code == 422
        assert (
            client.post(
                path, data={**form, "since": "2026-06-15", "until": "2026-06-15"}
            ).status_code
            == 303
        )
        (made,) = small_world.call("GET", "/inspections", Role.INSPECTOR).json["items"]
        shown = small_world.call("GET", f"/inspections/{made['id']}", Role.INSPECTOR).json
        assert shown["period"]["since"] == "2026-06-14T22:00:00Z"
        assert shown["period"]["until"] == "2026-06-15T22:00:00Z"
        assert (shown["population"], shown["capacity"]) == (2, "officer")

    def test_a_decision_on_findings_that_one_did_not_see_is_refused(
        self, small_world: World
    ) -> None:
        inspection = plan(small_world)
        small_world.clock.now = AFTERNOON
        client = signed_in(small_world, "inspector")
        send(small_world, inspection, asked=asked(sign_shown=False))
        path = f"{DOOR}/inspections/{inspection['id']}/conclusion"
        form = {"decision": "warning", "reason": "gezien", "version": "1"}
        refused = client.post(path, data=form)
        assert refused.status_code == 412
        assert "error-summary" in refused.text
        assert client.post(path, data={**form, "version": "2"}).status_code == 303
        assert client.post(path, data={**form, "reason": ""}).status_code == 422

    def test_each_clause_has_its_last_outcome(self, small_world: World) -> None:
        inspection = plan(small_world)
        small_world.clock.now = AFTERNOON
        before = asked(sign_shown=False, register_shown=True)
        send(small_world, inspection, asked=before)
        client = signed_in(small_world, "inspector")
        page = client.get(f"{DOOR}/inspections/{inspection['id']}").text
        assert re.findall(r'badge (safe|danger)">(?:Nageleefd|Overtreden)', page) == [
            "danger",
            "safe",
        ]
        again = asked(sign_shown=True, found_at="2026-06-16T10:00:00+02:00")
        send(small_world, inspection, asked=again)
        page = client.get(f"{DOOR}/inspections/{inspection['id']}").text
        assert re.findall(r'badge (safe|danger)">(?:Nageleefd|Overtreden)', page) == ["safe"] * 2

    def test_the_report_waits_for_a_decision(self, small_world: World) -> None:
        inspection = plan(small_world)
        client = signed_in(small_world, "inspector")
        path = f"{DOOR}/inspections/{inspection['id']}/report"
        assert client.get(f"{path}/").status_code == 409
        assert client.get(f"{path}/receipt").status_code == 404
        decide(small_world, inspection)
        report = client.get(f"{path}/?lang=nl")
        assert report.data.startswith(b"%PDF")
        assert "sha-256=" in report.headers["Repr-Digest"]
        assert "inspection-report" in client.get(f"{path}/receipt?lang=nl").text
