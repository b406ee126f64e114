"""DOL: notifying, moving, stopping, premises and staff, each judged, told and recorded."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.rules.confirmations import token_of
from registry.tables import AuditEvent, EmailConfirmation, OutgoingMessage
from tests.world import ADDRESS, DEALER, PURCHASE, UTRECHT, World

AMSTERDAM = "GM0363"
ZEIST = "GM0355"
MOVED = {"address": {**ADDRESS, "street": "Damrak"}, "municipality_code": AMSTERDAM}
APPROVE = {"decision": "approve", "reason": "complete"}


def days_ago(days: int) -> str:
    """Return a moment that many days before the clock of the world."""
    return f"2026-06-{15 - days:02}T09:00:00Z"


def events(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        rows = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
        return [json.loads(leaf) for leaf in rows]


def told(world: World, kind: str) -> list[str]:
    with world.register.database.read() as session:
        return sorted(
            session.scalars(select(OutgoingMessage.recipient).where(OutgoingMessage.kind == kind))
        )


def act(world: World, path: str, body: Any, **options: Any) -> Any:
    """Do something as the world's dealer."""
    return world.call("POST", f"/dealers/{world.dealer}{path}", Role.DEALER, json=body, **options)


class TestNotifying:
    """A notification with everything that it may hold."""

    def test_a_notification_in_full(self, world: World) -> None:
        body = {
            **DEALER,
            "started_at": days_ago(-2),
            "responsible": {"name": "Rita Rechter"},
            "contact": {"name": "Kees Contact", "phone": "+31 30 123 45 67"},
            "premises": [
                {"address": ADDRESS, "municipality_code": AMSTERDAM, "goods": ["watch"]},
                {"name": "Zeist", "address": ADDRESS, "municipality_code": ZEIST},
            ],
        }
        made = world.call("POST", "/dealers", json=body, key="one")
        assert made.status_code == 201
        assert made.json["status"] == "submitted"
        assert made.json["notification"]["late"] is False
        assert {o["rule"]: o["status"] for o in made.json["notification"]["outcomes"]} == {
            "437ter-2": "holds",
            "apv-2-68-a-1": "holds",
        }
        assert world.call("POST", "/dealers", json=body, key="one").json == made.json
        path = f"/dealers/{made.json['id']}"
        shown = world.call("GET", path, Role.MUNICIPALITY).json
        assert (shown["responsible"], shown["contact"]) == (body["responsible"], body["contact"])
        assert (shown["country"], shown["email_confirmed_at"]) == ("NL", None)
        premises = world.call("GET", f"{path}/premises", Role.MUNICIPALITY).json["items"]
        assert [(p["municipality_code"], p["goods"], p["status"]) for p in premises] == [
            (AMSTERDAM, ["watch"], "submitted"),
            (ZEIST, None, "submitted"),
        ]
        places = [f"municipality:{code}" for code in (UTRECHT, ZEIST, AMSTERDAM)]
        assert told(world, "dealer_submitted") == [*places, "police"]
        assert told(world, "confirm_email") == [f"dealer:{made.json['id']}"]
        (event,) = events(world, "dol:dealer:submit")
        assert event["recipient"] == ", ".join([*places, "police"])
        tables = {table for table, *_ in event["rows"]}
        assert tables == {"dealers", "premises", "notifications", "email_confirmations"}
        assert "Rechter" not in json.dumps(event)

    @pytest.mark.parametrize(
        ("days", "late", "days_late", "before"),
        [
            (0, False, 0, "breached"),
            (3, False, 0, "breached"),
            (4, True, 1, "breached"),
            (10, True, 7, "breached"),
        ],
    )
    def test_a_start_told_late_is_marked(
        self, small_world: World, days: int, late: bool, days_late: int, before: str
    ) -> None:
        body = {**DEALER, "started_at": days_ago(days)}
        told_now = small_world.call("POST", "/dealers", json=body).json["notification"]
        assert (told_now["late"], told_now["days_late"]) == (late, days_late)
        outcomes = {o["rule"]: o["status"] for o in told_now["outcomes"]}
        assert outcomes["437ter-2"] == before
        assert outcomes["apv-2-68-a-1"] == ("breached" if late else "holds")

    def test_late_ones_are_listed_in_their_area(self, world: World) -> None:
        for days in (0, 9):
            world.call("POST", "/dealers", json={**DEALER, "started_at": days_ago(days)})

        def listed(role: Role, **options: Any) -> list[int]:
            answer = world.call("GET", "/notifications", role, **options)
            return [n["days_late"] for n in answer.json["items"]]

        assert listed(Role.INSPECTOR) == [6, 0]
        assert listed(Role.MUNICIPALITY, query_string={"late": "true"}) == [6]
        assert listed(Role.POLICE, query_string={"late": "false"}) == [0]
        assert listed(Role.MUNICIPALITY, subject=AMSTERDAM) == []
        first = world.call("GET", "/notifications", Role.POLICE, query_string={"limit": 1}).json
        after = {"limit": 1, "cursor": first["next"]}
        second = world.call("GET", "/notifications", Role.POLICE, query_string=after).json
        assert [n["days_late"] for n in first["items"] + second["items"]] == [6, 0]
        assert second["next"] is None

    @pytest.mark.parametrize(
        ("changes", "pointer", "code"),
        [
            ({"contact": {"name": "K", "phone": "phone"}}, "/contact/phone", "not_a_phone_number"),
            ({"responsible": {}}, "/responsible/name", "required"),
            (
                {"premises": [{"address": ADDRESS, "municipality_code": "GM9999"}]},
                "/premises/0/municipality_code",
                "unknown_municipality",
            ),
            ({"premises": {}}, "/premises", "not_a_list"),
            ({"started_at": "soon"}, "/started_at", "not_a_time"),
        ],
    )
    def test_bad_parts_are_refused(
        self, small_world: World, changes: dict[str, Any], pointer: str, code: str
    ) -> None:
        answer = small_world.call("POST", "/dealers", json={**DEALER, **changes})
        assert answer.status_code == 422
        assert (answer.json["errors"][0]["pointer"], answer.json["errors"][0]["code"]) == (
            pointer,
            code,
        )
        assert told(small_world, "dealer_submitted") == []

    def test_a_foreign_dealer_has_no_kvk_number(self, world: World) -> None:
        abroad = {"address": {**ADDRESS, "country": "BE"}, "kvk_number": None}
        dealer = world.new_dealer(**abroad)
        shown = world.call("GET", f"/dealers/{dealer}", Role.POLICE).json
        assert (shown["country"], shown["kvk_number"]) == ("BE", None)


class TestConfirming:
    """The e-mail address of a dealer."""

    @staticmethod
    def token(world: World) -> str:
        with world.register.database.read() as session:
            asked = session.scalars(select(EmailConfirmation)).one()
        token = token_of(world.register.keys, asked.id)
        assert token not in asked.token_hash
        return token

    def test_the_token_confirms_once_and_is_answered_again(self, world: World) -> None:
        token, dealer = (world.dealer and self.token(world)), world.dealer
        first = world.call("POST", "/dealers/confirmations", json={"token": token})
        assert (first.status_code, first.json["dealer_id"]) == (200, dealer)
        world.clock.move(timedelta(days=400))
        again = world.call("POST", "/dealers/confirmations", json={"token": token})
        assert again.json == first.json
        shown = world.call("GET", f"/dealers/{dealer}", Role.DEALER).json
        assert shown["email_confirmed_at"] == first.json["confirmed_at"]
        assert len(events(world, "dol:dealer:confirm")) == 1

    @pytest.mark.parametrize("token", ["0" * 64, "é"])
    def test_another_token_is_refused(self, small_world: World, token: str) -> None:
        answer = small_world.call("POST", "/dealers/confirmations", json={"token": token})
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "token_not_valid")

    def test_a_token_ends(self, small_world: World) -> None:
        assert small_world.dealer
        small_world.clock.move(timedelta(days=30))
        body = {"token": self.token(small_world)}
        assert small_world.call("POST", "/dealers/confirmations", json=body).status_code == 422


class TestMoving:
    """A dealer that moves, within a municipality or to another."""

    def test_a_move_tells_both_and_keeps_the_register_going(self, world: World) -> None:
        moved = act(world, "/moves", {**MOVED, "happened_at": days_ago(5)}, key="m")
        assert moved.status_code == 201
        assert (moved.json["about"], moved.json["late"], moved.json["days_late"]) == (
            "move",
            True,
            2,
        )
        assert moved.json["previous_municipality_code"] == UTRECHT
        again = act(world, "/moves", {**MOVED, "happened_at": days_ago(5)}, key="m")
        assert again.json == moved.json
        both = [f"municipality:{UTRECHT}", f"municipality:{AMSTERDAM}", "police"]
        assert told(world, "dealer_moved") == both
        path = f"/dealers/{world.dealer}"
        assert world.call("GET", path, Role.MUNICIPALITY).status_code == 404
        shown = world.call("GET", path, Role.MUNICIPALITY, subject=AMSTERDAM).json
        assert (shown["address"]["street"], shown["status"]) == ("Damrak", "approved")
        world.buy()

    def test_where_it_came_to_may_decide_anew_and_once(self, world: World) -> None:
        path = f"/dealers/{world.dealer}/decision"
        world.clock.move(timedelta(hours=1))
        assert act(world, "/moves", {**MOVED, "happened_at": days_ago(1)}).status_code == 201
        world.clock.move(timedelta(hours=1))
        answers = [
            world.call("POST", path, Role.MUNICIPALITY, subject=AMSTERDAM, json=APPROVE).status_code
            for _ in range(2)
        ]
        assert answers == [200, 409]

    def test_the_future_and_a_stranger_are_refused(self, small_world: World) -> None:
        future = act(small_world, "/moves", {**MOVED, "happened_at": days_ago(-1)})
        assert (future.status_code, future.json["errors"][0]["code"]) == (422, "in_the_future")
        other = small_world.new_dealer()
        body = {**MOVED, "happened_at": days_ago(1)}
        assert act(small_world, "/moves", body, subject=other).status_code == 404


class TestStopping:
    """A dealer that stops."""

    def test_an_ended_dealer_enters_nothing_more(self, world: World) -> None:
        world.buy()
        premises = act(
            world,
            "/premises",
            {"address": ADDRESS, "municipality_code": ZEIST, "happened_at": days_ago(1)},
        )
        assert premises.status_code == 201
        ended = act(world, "/end", {"happened_at": days_ago(8)}, key="end")
        assert ended.status_code == 201
        assert (ended.json["notification"]["late"], ended.json["ended_at"]) == (
            True,
            days_ago(8),
        )
        assert act(world, "/end", {"happened_at": days_ago(8)}, key="end").json == ended.json
        refused = world.call("POST", "/purchases", Role.DEALER, key="p", json=PURCHASE)
        assert (refused.status_code, refused.json["code"]) == (403, "dealer_not_approved")
        for path, body in (
            ("/end", {"happened_at": days_ago(1)}),
            ("/moves", {**MOVED, "happened_at": days_ago(1)}),
        ):
            again = act(world, path, body)
            assert (again.status_code, again.json["code"]) == (409, "dealer_ended")
        decided = world.call(
            "POST", f"/dealers/{world.dealer}/decision", Role.MUNICIPALITY, json=APPROVE
        )
        assert decided.json["code"] == "dealer_ended"
        assert len(world.call("GET", "/purchases", Role.DEALER).json["items"]) == 1
        listed = world.call("GET", f"/dealers/{world.dealer}/premises", Role.DEALER).json["items"]
        assert [p["status"] for p in listed] == ["ended"]
        assert told(world, "dealer_ended") == [
            f"municipality:{UTRECHT}",
            f"municipality:{ZEIST}",
            "police",
        ]


class TestPremises:
    """Branches, each in the hands of its own municipality."""

    BODY: dict[str, Any] = {  # noqa: RUF012 - a body
        "name": "Damrak",
        "address": ADDRESS,
        "municipality_code": AMSTERDAM,
        "happened_at": "2026-06-15T09:00:00Z",
    }

    def test_each_municipality_decides_about_what_stands_there(self, world: World) -> None:
        other = world.new_dealer(municipality_code=ZEIST)
        opened = act(world, "/premises", self.BODY, key="open")
        assert (opened.status_code, opened.json["notification"]["late"]) == (201, False)
        path = f"/dealers/{world.dealer}/premises/{opened.json['id']}"

        def decide(code: str) -> Any:
            return world.call(
                "POST", f"{path}/decision", Role.MUNICIPALITY, subject=code, json=APPROVE, key="d"
            )

        waiting = {"status": "submitted"}
        here: dict[str, Any] = {"subject": AMSTERDAM, "query_string": waiting}
        listed = world.call("GET", "/dealers", Role.MUNICIPALITY, **here).json["items"]
        assert [dealer["id"] for dealer in listed] == [world.dealer]
        refused = decide(UTRECHT)
        assert (refused.status_code, refused.json["code"]) == (403, "not_the_deciding_municipality")
        assert decide(ZEIST).status_code == 404
        main = world.call(
            "POST",
            f"/dealers/{world.dealer}/decision",
            Role.MUNICIPALITY,
            subject=AMSTERDAM,
            json={**APPROVE, "decision": "reject"},
        )
        assert main.json["code"] == "not_the_deciding_municipality"
        approved = decide(AMSTERDAM)
        assert (approved.status_code, approved.json["status"]) == (200, "approved")
        assert world.call("GET", "/dealers", Role.MUNICIPALITY, **here).json["items"] == []
        ended = world.call(
            "POST", f"{path}/end", Role.DEALER, json={"happened_at": days_ago(0)}, key="e"
        )
        assert (ended.json["status"], ended.json["version"]) == ("ended", 3)
        assert act(world, "/premises", self.BODY, key="open").json == opened.json
        assert decide(AMSTERDAM).json == approved.json
        assert other not in json.dumps(listed)

    def test_an_entry_names_approved_premises_of_its_own(self, world: World) -> None:
        opened = act(world, "/premises", self.BODY).json["id"]
        entry = {**PURCHASE, "premises_id": opened}

        def buy(**options: Any) -> Any:
            return world.call("POST", "/purchases", Role.DEALER, json=entry, **options)

        assert buy(key="1").json["code"] == "premises_not_approved"
        path = f"/dealers/{world.dealer}/premises/{opened}/decision"
        world.call("POST", path, Role.MUNICIPALITY, subject=AMSTERDAM, json=APPROVE)
        assert buy(key="1").status_code == 201
        other = world.new_dealer()
        refused = buy(key="2", subject=other)
        assert refused.json["errors"][0] == {
            "pointer": "/premises_id",
            "code": "unknown_premises",
            "detail": refused.json["errors"][0]["detail"],
        }

    def test_an_inspector_sees_what_was_entered_in_the_area(self, world: World) -> None:
        opened = act(world, "/premises", self.BODY).json["id"]
        path = f"/dealers/{world.dealer}/premises/{opened}/decision"
        world.call("POST", path, Role.MUNICIPALITY, subject=AMSTERDAM, json=APPROVE)
        at_home, there = world.buy()["id"], world.buy({**PURCHASE, "premises_id": opened})["id"]

        def seen(code: str) -> set[str]:
            answer = world.call("GET", "/purchases", Role.INSPECTOR, subject=code)
            return {entry["id"] for entry in answer.json["items"]}

        assert seen(UTRECHT) == {at_home, there}
        assert seen(AMSTERDAM) == {there}
        assert seen(ZEIST) == set()


class TestStaff:
    """People who act for a dealer."""

    def member(self, world: World, role: str) -> tuple[str, dict[str, str]]:
        body = {"name": "Bea Balie", "email": "bea@tweedekans.example", "role": role}
        made = act(world, "/staff", body)
        assert made.status_code == 201, made.json
        done = world.app.test_cli_runner().invoke(
            args=[
                *("access", "token", "--role", "dealer", "--subject", world.dealer),
                *("--member", made.json["id"]),
            ]
        )
        assert done.exit_code == 0, done.output
        return made.json["id"], {"Authorization": f"Bearer {done.stdout.strip()}"}

    def test_the_log_names_who_acted_for_the_dealer(self, world: World) -> None:
        clerk, headers = self.member(world, "clerk")
        bought = world.client.post(
            "/api/v1/purchases", json=PURCHASE, headers={**headers, "Idempotency-Key": "k"}
        )
        assert (bought.status_code, bought.json["dealer_id"]) == (201, world.dealer)
        world.buy()
        by_clerk, by_dealer = events(world, "dor:purchase:register")
        assert by_clerk["actor"]["member"] == clerk
        assert by_clerk["actor"]["subject"] == by_dealer["actor"]["subject"] == world.dealer
        assert by_dealer["actor"]["member"] is None
        assert "Balie" not in json.dumps(events(world, "dol:staff:add"))

    def test_a_clerk_manages_nothing_and_a_manager_does(self, world: World) -> None:
        calls = [
            ("moves", {**MOVED, "happened_at": days_ago(0)}),
            ("premises", TestPremises.BODY),
            ("staff", {"name": "X", "email": "x@tweedekans.example", "role": "clerk"}),
            ("end", {"happened_at": days_ago(0)}),
        ]
        clerk, manager = self.member(world, "clerk")[1], self.member(world, "manager")[1]
        for path, body in calls:
            url = f"/api/v1/dealers/{world.dealer}/{path}"
            refused = world.client.post(url, json=body, headers=clerk)
            assert (refused.status_code, refused.json["code"]) == (403, "managers_only"), path
            assert world.client.post(url, json=body, headers=manager).status_code == 201, path

    def test_who_has_left_comes_in_no_more(self, world: World) -> None:
        id_, headers = self.member(world, "clerk")
        url, path = "/api/v1/purchases", f"/dealers/{world.dealer}/staff"
        assert world.client.get(url, headers=headers).status_code == 200
        left = world.call("DELETE", f"{path}/{id_}", Role.DEALER)
        assert left.json["ended_at"] is not None
        assert world.call("DELETE", f"{path}/{id_}", Role.DEALER).json == left.json
        assert world.client.get(url, headers=headers).status_code == 401
        assert world.call("GET", path, Role.DEALER).json["items"] == [left.json]
        assert len(events(world, "dol:staff:end")) == 1
        done = world.app.test_cli_runner().invoke(
            args=["access", "token", "--role", "dealer", "--subject", world.dealer, "--member", id_]
        )
        assert (done.exit_code, done.stdout) == (2, "")
        assert "--member" in done.stderr

    def test_anothers_staff_is_not_found(self, small_world: World) -> None:
        id_, _ = self.member(small_world, "clerk")
        other = small_world.new_dealer()
        path = f"/dealers/{small_world.dealer}/staff"
        for method, url in (("GET", path), ("DELETE", f"{path}/{id_}")):
            answer = small_world.call(method, url, Role.DEALER, subject=other)
            assert answer.status_code == 404
        runner = small_world.app.test_cli_runner()
        done = runner.invoke(
            args=["access", "token", "--role", "dealer", "--subject", other, "--member", id_]
        )
        assert done.exit_code == 2


def test_everything_that_dealers_tell_is_bound_to_the_log(world: World) -> None:
    act(world, "/premises", TestPremises.BODY)
    act(world, "/moves", {**MOVED, "happened_at": days_ago(1)})
    TestStaff().member(world, "manager")
    act(world, "/end", {"happened_at": days_ago(0)})
    catch_up(world.register)
    with world.register.database.read() as session:
        assert list(differences(session, verifiers(world.register.keys))) == []


def test_a_late_start_is_a_breach_that_inspectors_find(world: World) -> None:
    world.call("POST", "/dealers", json={**DEALER, "started_at": days_ago(9)})
    found = world.call("GET", "/rule-outcomes", Role.INSPECTOR).json["items"]
    assert {(o["kind"], o["rule"], o["status"]) for o in found} == {
        ("notification", "437ter-2", "breached"),
        ("notification", "apv-2-68-a-1", "breached"),
    }
    (check,) = events(world, "law:rules:check")
    assert [told[:3] for told in check["details"]["checks"]] == [
        ["437ter-2", "437ter (2) Sr", "breached"],
        ["apv-2-68-a-1", "Model APV 2:68 (a)(1)", "breached"],
    ]
