"""DOC over the API: the sample, findings from a cellar, the decision, own area only."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from registry.access.actors import Role
from registry.law.inspection_sample import draw, sample_size
from registry.rules.inspections import digest_of, population
from registry.tables import AuditEvent, Dealer, Inspection
from tests.inspecting import asked, breach, decide, entry, plan, send, stock, unregistered
from tests.world import World, purchase

ELSEWHERE = "GM0363"


def events(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        ).all()
    return [json.loads(leaf) for leaf in leaves]


def leave(world: World, purchase_id: str, how: str) -> None:
    now, entered = world.clock.now.isoformat(), purchase()
    buyer = {"name": "Koos Koper", "address": entered["seller"]["address"]}
    body = {
        "sale": {"sold_at": now, "price": entered["price"], "buyer": buyer},
        "return": {"returned_at": now, "reason": "pawn_redeemed"},
    }[how]
    answer = world.call("POST", f"/purchases/{purchase_id}/{how}", Role.DEALER, json=body)
    assert answer.status_code == 201, answer.json


def rules_of(inspection: Any) -> dict[str, list[str]]:
    return {breach["rule"]: breach["said_by"] for breach in inspection["breaches"]}


class TestTheSample:
    """Drawn from what is in stock, as large as the confidence asks, and to be repeated."""

    def test_it_is_of_the_size_that_the_confidence_asks(self, world: World) -> None:
        stock(world, 8)
        planned = plan(world, confidence=0.9, tolerated_share=0.25)
        size = sample_size(8, 0.9, 0.25)
        assert 0 < size < 8
        assert (planned["population"], planned["sample_size"]) == (8, size)
        assert [e["position"] for e in planned["entries"]] == list(range(1, size + 1))
        assert planned["tally"] == {
            "found": 0,
            "not_found": 0,
            "differs": 0,
            "to_do": size,
            "holds": False,
        }

    def test_anybody_draws_the_same_sample_again_from_the_seed(self, world: World) -> None:
        ids = stock(world, 8)
        planned = plan(world, confidence=0.9, tolerated_share=0.25)
        stock(world, 2)
        with world.register.database.read() as session:
            inspection = session.get_one(Inspection, UUID(planned["id"]))
            assert population(session, inspection) == sorted(ids)
        assert planned["population_digest"] == digest_of(ids)
        again = draw(ids, planned["sample_size"], planned["seed"])
        assert [e["purchase_id"] for e in planned["entries"]] == again
        (event,) = events(world, "doc:inspection:plan")
        told = ("population", "population_digest", "sample_size", "seed")
        assert {name: event["details"][name] for name in told} == {
            name: planned[name] for name in told
        }

    def test_every_plan_has_a_seed_of_its_own(self, small_world: World) -> None:
        assert len({plan(small_world)["seed"] for _ in range(3)}) == 3

    def test_a_period_leaves_out_what_was_entered_before_and_after(self, world: World) -> None:
        stock(world, 2)
        world.clock.move(timedelta(days=2))
        (within,) = stock(world, 1)
        since = world.clock.now
        world.clock.move(timedelta(days=2))
        period = {"since": since.isoformat(), "until": world.clock.now.isoformat()}
        stock(world, 1)
        planned = plan(world, period=period)
        assert [e["purchase_id"] for e in planned["entries"]] == [within]

    def test_what_was_sold_or_given_back_is_not_looked_for(self, world: World) -> None:
        sold, returned, kept, later = stock(world, 4)
        world.clock.move(timedelta(days=5))
        leave(world, sold, "sale")
        leave(world, returned, "return")
        planned = plan(world, tolerated_share=0)
        leave(world, later, "sale")
        assert planned["up_to_disposal"] == 2
        assert {e["purchase_id"] for e in planned["entries"]} == {kept, later}
        with world.register.database.read() as session:
            inspection = session.get_one(Inspection, UUID(planned["id"]))
            assert population(session, inspection) == sorted([kept, later])

    def test_the_goods_are_shown_as_they_were_and_no_seller(self, world: World) -> None:
        (bought,) = stock(world, 1)
        planned = plan(world)
        correction = {"reason": "misread", "item": {**purchase()["item"], "model": "S24"}}
        corrected = world.call(
            "POST", f"/purchases/{bought}/corrections", Role.DEALER, json=correction
        )
        assert corrected.status_code == 201
        shown = world.call("GET", f"/inspections/{planned['id']}", Role.INSPECTOR)
        (good,) = shown.json["entries"]
        assert (good["version"], good["item"]["model"]) == (1, "Galaxy S23")
        assert "Voorbeeld" not in shown.text
        assert "SPECI2014" not in shown.text

    def test_an_empty_register_has_an_empty_sample(self, small_world: World) -> None:
        planned = plan(small_world)
        assert (planned["population"], planned["entries"]) == (0, [])
        assert planned["tally"]["holds"] is False

    def test_a_plan_sent_again_is_the_same_plan(self, world: World) -> None:
        stock(world, 3)
        body = {"dealer_id": world.dealer, "confidence": 0.5, "tolerated_share": 0.1}
        first, again = (
            world.call("POST", "/inspections", Role.INSPECTOR, key="k", json=body) for _ in "12"
        )
        send(world, first.json, asked=asked(sign_shown=False))
        third = world.call("POST", "/inspections", Role.INSPECTOR, key="k", json=body)
        assert first.status_code == again.status_code == third.status_code == 201
        assert first.json == again.json == third.json


class TestFindings:
    """Each is recorded once, however often and however late it comes."""

    def test_sent_in_parts_and_again_each_is_recorded_once(self, world: World) -> None:
        ids = stock(world, 3)
        planned = plan(world, tolerated_share=0)
        found = [entry(id_) for id_ in ids]
        first = send(world, planned, entries=found[:2]).json
        assert (first["status"], first["version"]) == ("started", 2)
        again = send(world, planned, entries=found[:2]).json
        assert again["version"] == 2
        whole = send(world, planned, entries=found).json
        assert whole["version"] == 3
        assert sorted(f["id"] for f in whole["findings"]) == sorted(f["id"] for f in found)
        assert whole["tally"] == {
            "found": 3,
            "not_found": 0,
            "differs": 0,
            "to_do": 0,
            "holds": True,
        }
        assert len(events(world, "doc:inspection:record")) == 2
        assert len(events(world, "law:inspection:check")) == 3

    @pytest.mark.parametrize(
        "changes", [{"outcome": "not_found"}, {"note": "on a shelf"}, {"articles": ["437-1-d"]}]
    )
    def test_one_id_is_one_finding(self, world: World, changes: dict[str, Any]) -> None:
        (bought,) = stock(world, 1)
        planned, found = plan(world), entry(bought)
        send(world, planned, entries=[found])
        refused = send(world, planned, entries=[entry(bought), {**found, **changes}])
        assert (refused.status_code, refused.json["code"]) == (409, "finding_differs")
        assert found["id"] in refused.json["detail"]
        shown = world.call("GET", f"/inspections/{planned['id']}", Role.INSPECTOR).json
        assert [f["id"] for f in shown["findings"]] == [found["id"]]

    def test_the_same_id_in_another_inspection_is_another_finding(self, world: World) -> None:
        (bought,) = stock(world, 1)
        first, second = plan(world), plan(world)
        found = entry(bought)
        for inspection in (first, second):
            shown = send(world, inspection, entries=[found]).json
            assert [f["id"] for f in shown["findings"]] == [found["id"]]

    def test_what_was_found_last_stands_in_whatever_order_it_comes(self, world: World) -> None:
        (bought,) = stock(world, 1)
        planned = plan(world, capacity="officer")
        later = entry(bought, found_at="2026-06-16T11:00:00+02:00")
        send(world, planned, entries=[later])
        shown = send(world, planned, entries=[entry(bought, "not_found")]).json
        assert shown["tally"]["found"] == 1
        assert rules_of(shown) == {}
        stands = {f["outcome"]: f["stands"] for f in shown["findings"]}
        assert stands == {"found": True, "not_found": False}

    def test_a_question_asked_again_has_the_last_answer(self, world: World) -> None:
        planned = plan(world)
        refused = asked(register_shown=False)
        shown = send(world, planned, asked=refused).json
        assert rules_of(shown) == {"apv-2-68-b": ["check"]}
        after = asked(register_shown=True, found_at="2026-06-16T10:00:00+02:00")
        assert rules_of(send(world, planned, asked=after).json) == {}

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"purchase_id": str(uuid4())}, "/entries/0/purchase_id", "not_in_this_register"),
            ({"articles": ["437-1-z"]}, "/entries/0/articles/0", "not_a_rule"),
            ({"found_at": "2026-06-17T00:00:00Z"}, "/entries/0/found_at", "in_the_future"),
            ({"found_at": "2026-06-14T00:00:00Z"}, "/entries/0/found_at", "before_the_plan"),
            ({"outcome": "lost"}, "/entries/0/outcome", "not_one_of_these"),
            ({"id": None}, "/entries/0/id", "required"),
        ],
    )
    def test_a_bad_finding_is_named_and_nothing_is_recorded(
        self, small_world: World, changes: dict[str, Any], pointer: str, code: str
    ) -> None:
        bought, other = stock(small_world, 2)
        planned = plan(small_world)
        bad = {**entry(bought), **changes}
        refused = send(small_world, planned, entries=[bad, entry(other)])
        assert refused.status_code == 422
        assert {"pointer": pointer, "code": code} in [
            {"pointer": e["pointer"], "code": e["code"]} for e in refused.json["errors"]
        ]
        assert not refused.json["errors"][0]["detail"].startswith("field.")
        shown = small_world.call("GET", f"/inspections/{planned['id']}", Role.INSPECTOR).json
        assert (shown["version"], shown["findings"]) == (1, [])

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "no_findings"),
            ({"asked": asked()}, "nothing_asked"),
            ({"asked": asked(register_shown="yes")}, "not_true_or_false"),
        ],
    )
    def test_findings_that_say_nothing(
        self, small_world: World, body: dict[str, Any], code: str
    ) -> None:
        refused = send(small_world, plan(small_world), **body)
        assert refused.status_code == 422
        assert code in {e["code"] for e in refused.json["errors"]}

    def test_an_id_twice_in_one_request(self, small_world: World) -> None:
        bought, other = stock(small_world, 2)
        found = entry(bought)
        twice = [found, {**entry(other), "id": found["id"]}]
        refused = send(small_world, plan(small_world), entries=twice)
        assert [e["code"] for e in refused.json["errors"]] == ["repeated_id"]


class TestTheLaw:
    """What the rules say of a finding depends on who looks, and is an event of its own."""

    @pytest.mark.parametrize(
        ("role", "capacity", "breached"),
        [
            (Role.INSPECTOR, None, {"437-1-a-goods", "apv-2-68-b", "apv-2-68-c"}),
            (
                Role.INSPECTOR,
                "officer",
                {"437-1-a-goods", "437-1-c", "437-1-d", "apv-2-68-c"},
            ),
            (
                Role.POLICE,
                "supervisor",
                {"437-1-a-goods", "437-1-c", "437-1-d", "apv-2-68-c"},
            ),
        ],
    )
    def test_officers_and_supervisors_stand_on_other_articles(
        self, world: World, role: Role, capacity: str | None, breached: set[str]
    ) -> None:
        (bought,) = stock(world, 1)
        wanted = {} if capacity is None else {"capacity": capacity}
        planned = plan(world, role, **wanted)
        shown = send(
            world,
            planned,
            role,
            entries=[entry(bought, "not_found")],
            asked=asked(register_shown=False, sign_shown=False),
            unregistered=[unregistered()],
        ).json
        assert set(rules_of(shown)) == breached
        assert shown["capacity"] == ("supervisor" if breached >= {"apv-2-68-b"} else "officer")

    def test_each_check_names_rule_article_what_was_looked_at_and_outcome(
        self, world: World
    ) -> None:
        planned = plan(world)
        question, good = asked(register_shown=True), unregistered()
        send(world, planned, asked=question, unregistered=[good])
        told = {
            event["details"]["finding"]: event for event in events(world, "law:inspection:check")
        }
        assert told[question["id"]]["details"]["answers"] == {"register_shown": True}
        assert told[question["id"]]["details"]["checks"] == [
            ["apv-2-68-b", "Model APV 2:68 (b)", "holds", "shown"]
        ]
        assert told[good["id"]]["details"]["looked_at"] == "unregistered"
        assert told[good["id"]]["details"]["checks"] == [
            ["437-1-a-goods", "437 (1)(a) Sr", "breached", "not_registered"]
        ]
        assert told[good["id"]]["object"]["id"] == planned["id"]
        assert "ZZ88997766" not in json.dumps(told)

    def test_the_inspector_names_articles_that_no_machine_can_see(self, world: World) -> None:
        (bought,) = stock(world, 1)
        differs = entry(bought, "differs", articles=["decree-2-2-c"], note="another colour")
        shown = send(world, plan(world), entries=[differs]).json
        assert rules_of(shown) == {"decree-2-2-c": ["inspector"]}
        assert shown["tally"]["differs"] == 1
        (event,) = events(world, "law:inspection:check")
        assert event["details"]["said_by_inspector"] == [["decree-2-2-c", "Decree 2 (2)(c)"]]
        assert "colour" not in json.dumps(event)


class TestTheDecision:
    """History proposes and a person decides."""

    def test_the_ladder_is_climbed_as_breaches_go_on(self, world: World) -> None:
        month = timedelta(days=30)
        first = breach(world, "more_checks")["conclusion"]
        assert (first["breached"], first["proposed"]) == (True, "more_checks")
        second = breach(world, "none", after=month)["conclusion"]
        assert (second["proposed"], second["decision"]) == ("warning", "none")
        third = breach(world, "closure", after=month)["conclusion"]
        assert third["proposed"] == "warning"
        told = world.call("GET", f"/dealers/{world.dealer}/enforcement", Role.MUNICIPALITY).json
        assert [step["decision"] for step in told["history"]] == ["more_checks", "none", "closure"]
        assert told["at_next_breach"] == {
            "step": "report",
            "because_of": told["history"][2]["inspection_id"],
        }
        assert next(rung["step"] for rung in told["ladder"]) == "more_checks"
        world.clock.move(timedelta(days=3 * 365 + 1))
        later = world.call("GET", f"/dealers/{world.dealer}/enforcement", Role.POLICE).json
        assert later["at_next_breach"] == {"step": "more_checks", "because_of": None}

    def test_without_a_breach_nothing_is_proposed(self, world: World) -> None:
        (bought,) = stock(world, 1)
        planned = plan(world)
        send(world, planned, entries=[entry(bought)])
        concluded = decide(world, planned).json
        assert concluded["status"] == "concluded"
        assert concluded["proposal"] is None
        decided = {name: concluded["conclusion"][name] for name in ("breached", "proposed")}
        assert decided == {"breached": False, "proposed": None}

    def test_what_comes_after_the_decision_is_kept_and_marked(self, world: World) -> None:
        bought, other = stock(world, 2)
        planned = plan(world)
        send(world, planned, entries=[entry(bought)])
        decide(world, planned)
        late = send(world, planned, entries=[entry(other, "not_found")]).json
        assert {f["outcome"]: f["late"] for f in late["findings"]} == {
            "found": False,
            "not_found": True,
        }
        assert late["conclusion"]["outdated"] is True
        anew = decide(world, planned, "more_checks").json
        assert anew["conclusion"]["outdated"] is False
        told = world.call("GET", f"/dealers/{world.dealer}/enforcement", Role.INSPECTOR).json
        assert [step["decision"] for step in told["history"]] == ["more_checks"]
        assert [e["details"]["decision"] for e in events(world, "doc:inspection:conclude")] == [
            "none",
            "more_checks",
        ]

    def test_two_inspectors_do_not_overwrite_each_other(self, world: World) -> None:
        planned = plan(world)
        seen = {"If-Match": '"1"'}
        send(world, planned, asked=asked(sign_shown=False))
        refused = decide(world, planned, headers=seen)
        assert (refused.status_code, refused.json["code"]) == (412, "changed_meanwhile")
        assert decide(world, planned, headers={"If-Match": '"2"'}).status_code == 200

    def test_a_decision_sent_again_is_answered_again(self, world: World) -> None:
        planned = plan(world)
        first = decide(world, planned, "warning", key="k")
        send(world, planned, asked=asked(sign_shown=False))
        again = decide(world, planned, "warning", key="k")
        assert first.json == again.json
        assert len(events(world, "doc:inspection:conclude")) == 1


class TestOwnAreaOnly:
    """An inspection elsewhere is not found; looking leaves an event."""

    CALLS = (
        ("GET", "/inspections/{id}", None),
        ("POST", "/inspections/{id}/findings", {"unregistered": [unregistered()]}),
        ("POST", "/inspections/{id}/conclusion", {"decision": "none", "reason": "x"}),
        ("GET", "/inspections/{id}/report", None),
        ("GET", "/inspections/{id}/report-receipt", None),
    )

    @pytest.mark.parametrize(("method", "path", "body"), CALLS)
    def test_elsewhere_it_does_not_exist(
        self, world: World, method: str, path: str, body: Any
    ) -> None:
        planned = plan(world)
        path = path.format(id=planned["id"])
        options = {} if body is None else {"json": body}
        elsewhere = world.call(method, path, Role.INSPECTOR, subject=ELSEWHERE, **options)
        assert elsewhere.status_code == 404
        for role in (Role.DEALER, Role.MUNICIPALITY, Role.ADMIN):
            assert world.call(method, path, role, **options).status_code == 403

    def test_a_dealer_elsewhere_can_not_be_inspected(self, world: World) -> None:
        body = {"dealer_id": world.dealer, "confidence": 0.9, "tolerated_share": 0.1}
        refused = world.call("POST", "/inspections", Role.INSPECTOR, subject=ELSEWHERE, json=body)
        assert refused.status_code == 404
        history = f"/dealers/{world.dealer}/enforcement"
        for role in (Role.INSPECTOR, Role.MUNICIPALITY):
            assert world.call("GET", history, role, subject=ELSEWHERE).status_code == 404
            listed = world.call("GET", "/inspections", role, subject=ELSEWHERE)
            assert listed.json["items"] == []

    def test_a_dealer_without_a_municipality_is_in_nobodys_ladder(self, world: World) -> None:
        dealer = world.dealer
        with world.register.database.engine.begin() as connection:
            connection.execute(update(Dealer).values(municipality_code=None))
        body = {"dealer_id": dealer, "confidence": 0.9, "tolerated_share": 0.1}
        refused = world.call("POST", "/inspections", Role.POLICE, json=body)
        assert (refused.status_code, refused.json["code"]) == (409, "no_municipality")

    def test_the_list_is_of_the_area_and_in_pages(self, world: World) -> None:
        other = world.new_dealer(municipality_code=ELSEWHERE)
        own = [plan(world)["id"] for _ in range(3)]
        foreign = plan(world, Role.POLICE, dealer_id=other)["id"]
        decide(world, {"id": own[0]})
        first = world.call("GET", "/inspections", Role.INSPECTOR, query_string={"limit": 2}).json
        rest = world.call(
            "GET", "/inspections", Role.INSPECTOR, query_string={"cursor": first["next"]}
        ).json
        assert [i["id"] for i in first["items"] + rest["items"]] == own[::-1]
        everything = world.call("GET", "/inspections", Role.POLICE).json["items"]
        assert {i["id"] for i in everything} == {*own, foreign}
        concluded = {"status": "concluded", "dealer": world.dealer}
        found = world.call("GET", "/inspections", Role.MUNICIPALITY, query_string=concluded).json
        assert [(i["id"], i["decision"]) for i in found["items"]] == [(own[0], "none")]

    def test_every_look_is_an_event(self, world: World) -> None:
        planned = plan(world)
        world.call("GET", f"/inspections/{planned['id']}", Role.POLICE)
        world.call("GET", "/inspections", Role.INSPECTOR)
        world.call("GET", f"/dealers/{world.dealer}/enforcement", Role.INSPECTOR)
        one, listed = events(world, "doc:inspection:consult")
        assert (one["object"]["id"], one["activity"]) == (planned["id"], "control")
        assert one["recipient"] == "police:somebody"
        assert listed["details"]["listed"] == [planned["id"]]
        assert len(events(world, "doc:enforcement:consult")) == 1


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"confidence": 1}, "/confidence", "out_of_range"),
        ({"confidence": 0}, "/confidence", "out_of_range"),
        ({"confidence": "0.9"}, "/confidence", "not_a_number"),
        ({"confidence": True}, "/confidence", "not_a_number"),
        ({"tolerated_share": 1}, "/tolerated_share", "out_of_range"),
        ({"tolerated_share": -0.1}, "/tolerated_share", "out_of_range"),
        ({"tolerated_share": None}, "/tolerated_share", "required"),
        ({"capacity": "mayor"}, "/capacity", "not_one_of_these"),
        (
            {"period": {"since": "2026-06-02T00:00:00Z", "until": "2026-06-01T00:00:00Z"}},
            "/period/until",
            "ends_before_it_begins",
        ),
    ],
)
def test_a_bad_plan(small_world: World, changes: dict[str, Any], pointer: str, code: str) -> None:
    body = {"dealer_id": small_world.dealer, "confidence": 0.9, "tolerated_share": 0.1, **changes}
    refused = small_world.call("POST", "/inspections", Role.INSPECTOR, json=body)
    assert refused.status_code == 422, refused.json
    assert [(e["pointer"], e["code"]) for e in refused.json["errors"]] == [(pointer, code)]
