"""Figures of a period and a day: what is counted, for whom, and in which form."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.rules import retention
from registry.rules.adoption import adoption
from registry.tables import Dealer, SealedIdentity
from tests.population import COLUMNS, write
from tests.world import ADDRESS, DEALER, PURCHASE, STOLEN_GOOD, World, item, purchase, stolen_good

PERIOD = {"first": "2026-06-15", "last": "2026-06-30"}
AMSTERDAM = "GM0363"
OTHER = "356938035643809"


def matching(world: World, role: Role = Role.POLICE, **options: Any) -> Any:
    query = {**PERIOD, **options.pop("query", {})}
    return world.call("GET", "/figures/matching", role, query_string=query, **options)


def with_hits(world: World) -> None:
    """Make four entries; a hit found forward and confirmed, and one found backwards."""
    good = world.lose()["id"]
    world.buy()  # Found at once, three days and an hour after the report.
    world.buy(purchase(item=item(OTHER)))
    world.buy(purchase(item=item("862771040000013")))
    amsterdam = world.new_dealer(municipality_code=AMSTERDAM)
    world.buy(purchase(item=item("862771040000021")), subject=amsterdam)
    world.clock.move(timedelta(days=1))
    world.lose(stolen_good(item=item(OTHER), reported_at="2026-06-16T09:00:00Z"))
    (forward,) = (hit for hit in world.hits() if hit["stolen_good"]["id"] == good)
    judged = {"judgement": "confirmed"}
    world.call("POST", f"/hits/{forward['id']}/judgement", Role.POLICE, json=judged)


def test_what_came_of_matching(world: World) -> None:
    with_hits(world)
    assert matching(world).json == {
        **PERIOD,
        "municipality": None,
        "entries": 4,
        "hits": 2,
        "hits_per_1000_entries": 500.0,
        "hits_found_backwards": 1,
        "hits_confirmed": 1,
        "hits_withdrawn": 0,
        # Reported at 7:00 UTC on the 12th and found at 10:00 on the 15th; and within the hour.
        "report_to_signal": {"median": (75 * 3600 + 3600) // 2, "p90": 75 * 3600},
        "report_to_signal_backwards": {"median": 3600, "p90": 3600},
        "goods_returned": 0,
    }


def test_a_good_that_its_owner_has_back_is_counted(world: World) -> None:
    with_hits(world)
    for report_number, returned in (("A", True), ("B", False), ("C", None)):
        lost = world.lose({**STOLEN_GOOD, "report_number": report_number})["id"]
        body = {"reason": "found", "returned_to_owner": returned}
        answer = world.call("POST", f"/stolen-goods/{lost}/withdrawal", Role.POLICE, json=body)
        assert answer.status_code == 200
    found = matching(world).json
    assert (found["goods_returned"], found["hits_withdrawn"]) == (1, 3)
    # What is withdrawn later leaves a past period as it is, but for what stands.
    world.clock.move(timedelta(days=60))
    lost = world.lose()["id"]
    body = {"reason": "found", "returned_to_owner": True}
    world.call("POST", f"/stolen-goods/{lost}/withdrawal", Role.POLICE, json=body)
    assert matching(world).json["goods_returned"] == 1


def test_a_period_counts_its_first_and_last_day_by_the_dutch_clock(world: World) -> None:
    world.clock.now = datetime(2026, 6, 15, 21, 59, tzinfo=UTC)
    world.buy()
    world.clock.now = datetime(2026, 6, 15, 22, 0, tzinfo=UTC)
    world.buy()
    for day in ("2026-06-15", "2026-06-16"):
        assert matching(world, query={"first": day, "last": day}).json["entries"] == 1
    assert matching(world, query={"first": "2026-06-14", "last": "2026-06-14"}).json == {
        "first": "2026-06-14",
        "last": "2026-06-14",
        "municipality": None,
        "entries": 0,
        "hits": 0,
        "hits_per_1000_entries": None,
        "hits_found_backwards": 0,
        "hits_confirmed": 0,
        "hits_withdrawn": 0,
        "report_to_signal": {"median": None, "p90": None},
        "report_to_signal_backwards": {"median": None, "p90": None},
        "goods_returned": 0,
    }


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.INSPECTOR])
def test_a_municipality_is_given_its_own_area(world: World, role: Role) -> None:
    with_hits(world)
    assert (matching(world, role).json["entries"], matching(world, role).json["hits"]) == (3, 2)
    there = matching(world, role, subject=AMSTERDAM).json
    assert (there["municipality"], there["entries"], there["hits"]) == (AMSTERDAM, 1, 0)
    refused = matching(world, role, query={"municipality": AMSTERDAM})
    assert (refused.status_code, refused.json["code"]) == (403, "not_your_area")
    assert matching(world, Role.ADMIN, query={"municipality": AMSTERDAM}).json["entries"] == 1


def test_checks_are_counted_by_day_and_outcome(world: World) -> None:
    world.lose()
    world.clock.now = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # The 25th, which has 25 hours.
    for identifier in ("35-209900-176148-1", "862771040000013"):
        assert world.call("POST", "/checks", json={"identifier": identifier}).status_code == 200
    world.clock.now = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)
    world.call("POST", "/checks", json={"identifier": "n/a"})
    world.clock.now = datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
    world.call("POST", "/checks", json={"identifier": "n/a"})
    period = {"first": "2026-10-24", "last": "2026-10-26"}
    found = world.call("GET", "/figures/checks", query_string=period).json
    assert (found["checks"], found["listed"], found["not_checkable"]) == (4, 1, 2)
    assert [(day["day"], day["checks"]) for day in found["days"]] == [
        ("2026-10-24", 0),
        ("2026-10-25", 3),
        ("2026-10-26", 1),
    ]
    table = world.call("GET", "/figures/checks", query_string={**period, "format": "csv"})
    assert table.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(table.text)))
    assert [{k: int(v) if v.isdigit() else v for k, v in row.items()} for row in rows] == found[
        "days"
    ]


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({"last": "2026-06-14"}, "/last", "ends_before_it_begins"),
        ({"first": "1999-01-01"}, "/last", "period_too_long"),
        ({"first": "15-06-2026"}, "/first", "not_a_day"),
        ({"first": "0001-01-01"}, "/first", "not_a_day"),
        ({"municipality": "Utrecht"}, "/municipality", "not_a_municipality"),
        ({"format": "xml"}, "/format", "not_one_of_these"),
    ],
)
def test_a_question_that_cant_be_is_refused(
    small_world: World, query: dict[str, str], pointer: str, code: str
) -> None:
    answer = matching(small_world, query=query)
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"pointer": pointer, "code": code, "detail": answer.json["errors"][0]["detail"]}
    ]


def test_anybody_asks_for_a_year_of_checks_at_most(small_world: World) -> None:
    query = {"first": "2025-01-01", "last": "2026-06-01"}
    answer = small_world.call("GET", "/figures/checks", query_string=query)
    assert answer.json["errors"][0]["code"] == "period_too_long"


@pytest.mark.parametrize(
    ("accept", "form", "mimetype"),
    [
        ("text/csv", None, "text/csv"),
        ("text/csv;q=0.5, application/json", None, "application/json"),
        ("*/*", None, "application/json"),
        ("text/csv", "json", "application/json"),
        ("application/json", "csv", "text/csv"),
    ],
)
def test_figures_come_as_csv_to_who_asks_for_it(
    small_world: World, accept: str, form: str | None, mimetype: str
) -> None:
    answer = small_world.call(
        "GET",
        "/figures/adoption",
        headers={"Accept": accept},
        query_string={"format": form} if form else {},
    )
    assert answer.mimetype == mimetype
    if mimetype == "text/csv":
        assert answer.text.splitlines() == [
            "figure,value",
            "dor.dealers_nl,0",
            "dor.municipalities,0",
            "dor.dealers_foreign,0",
            "dol.dealers,0",
            "dol.municipalities,0",
        ]


class TestAdoptionOverTheApi:
    """Dealers that notified themselves."""

    @staticmethod
    def dutch(world: World, day: date) -> tuple[int, int, int]:
        with world.register.database.read() as session:
            found = adoption(session, day)
        return (
            found["dor"]["dealers_nl"],
            found["dol"]["dealers"],
            found["dor"]["dealers_foreign"],
        )

    def test_a_dealer_counts_from_its_approval_until_it_stops(self, world: World) -> None:
        dealer = world.dealer
        abroad = {"address": {**ADDRESS, "country": "DE"}, "kvk_number": None}
        world.new_dealer(**abroad)
        world.call("POST", "/dealers", json=DEALER)
        assert self.dutch(world, date(2026, 6, 14)) == (0, 0, 0)
        assert self.dutch(world, date(2026, 6, 15)) == (1, 1, 1)
        world.clock.move(timedelta(days=30))
        body = {"happened_at": "2026-07-14T10:00:00Z"}
        world.call("POST", f"/dealers/{dealer}/end", Role.DEALER, json=body)
        assert self.dutch(world, date(2026, 7, 13)) == (1, 1, 1)
        assert self.dutch(world, date(2026, 7, 14)) == (0, 0, 1)

    def test_a_rejection_ends_it_and_changes_no_figure_of_the_past(self, world: World) -> None:
        path, role = f"/dealers/{world.dealer}/decision", Role.MUNICIPALITY
        world.clock.move(timedelta(days=10))
        world.call("POST", path, role, json={"decision": "reject", "reason": "fraud"})
        assert self.dutch(world, date(2026, 6, 24))[:2] == (1, 1)
        assert self.dutch(world, date(2026, 6, 25))[:2] == (0, 0)
        world.call("POST", path, role, json={"decision": "approve", "reason": "sorry"})
        assert self.dutch(world, date(2026, 6, 25))[:2] == (1, 1)

    def test_a_move_changes_where_it_is_counted_from_its_day_on(self, world: World) -> None:
        path = f"/dealers/{world.dealer}/moves"
        world.new_dealer(municipality_code=AMSTERDAM)
        world.clock.move(timedelta(days=20))
        for code, moved in ((AMSTERDAM, "2026-06-20"), ("GM0355", "2026-06-30")):
            when = {"happened_at": f"{moved}T10:00:00Z"}
            body = {"address": ADDRESS, "municipality_code": code, **when}
            assert world.call("POST", path, Role.DEALER, json=body).status_code == 201
        with world.register.database.read() as session:
            places = [
                adoption(session, date(2026, 6, day))["dor"]["municipalities"]
                for day in (19, 20, 29, 30)
            ]
        assert places == [2, 1, 1, 2]


def test_the_command_line_gives_the_same(world: World) -> None:
    with_hits(world)
    runner = world.app.test_cli_runner()
    period = ["--first", PERIOD["first"], "--last", PERIOD["last"]]
    for path, args, query in (
        ("/figures/matching", ["matching", *period], PERIOD),
        ("/figures/checks", ["checks", *period], PERIOD),
        ("/figures/adoption", ["adoption", "--at", "2026-06-15"], {"at": "2026-06-15"}),
    ):
        answer = world.call("GET", path, Role.POLICE, query_string=query)
        told = runner.invoke(args=["figures", *args, "--json"])
        assert json.loads(told.stdout) == answer.json
        table = world.call("GET", path, Role.POLICE, query_string={**query, "format": "csv"})
        told = runner.invoke(args=["figures", *args])
        assert told.stdout.splitlines() == table.text.splitlines()
    area = runner.invoke(args=["figures", "matching", *period, "--municipality", AMSTERDAM])
    assert "entries,1" in area.stdout.splitlines()
    for wrong in (
        ["matching", *period, "--municipality", "GM9999"],
        ["checks", "--first", "2026-06-30", "--last", "2026-06-15"],
    ):
        assert runner.invoke(args=["figures", *wrong]).exit_code == 2


def test_a_foreign_dealer_without_a_municipality_buys_and_is_hit(
    world: World, tmp_path: Path
) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"name": "Abroad", "country": "DE", "dor_from": "2020-01-01"}
    file = write(tmp_path / "f.csv", [row])
    world.app.test_cli_runner().invoke(args=["dealers", "import", str(file)])
    with world.register.database.read() as session:
        dealer = str(session.scalars(select(Dealer.id)).one())
    world.lose()
    bought = world.buy(PURCHASE, subject=dealer)
    assert bought["match"] == {"outcome": "listed"}
    (hit,) = world.hits()
    assert hit["municipality_code"] is None
    body = {"happened_at": "2026-06-15T09:00:00Z"}
    ended = world.call("POST", f"/dealers/{dealer}/end", Role.DEALER, subject=dealer, json=body)
    assert (ended.status_code, ended.json["notification"]) == (201, None)
    world.clock.move(timedelta(days=4 * 366))
    with world.register.database.write() as session:
        retention.carry_out(session, world.clock())
    with world.register.database.read() as session:
        assert session.scalars(select(SealedIdentity.ciphertext)).all() == [None]
