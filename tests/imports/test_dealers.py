"""DOL: importing the dealers that are there already, and counting them as parliament is told."""

import json
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from registry.followers.loop import catch_up
from registry.journal.checkpoints import verifiers
from registry.journal.reconcile import differences
from registry.tables import Dealer
from tests.population import COLUMNS, DAY, TOLD, Row, counted, population, write
from tests.world import World

ROWS = population()
SECONDS = 60
GOOD: Row = {
    "name": "Tweede Kans",
    "kvk_number": "00123456",
    "country": "NL",
    "municipality_code": "GM0344",
    "dol_from": "2020-01-01",
    "dor_from": "2021-01-01",
    "ended_at": "",
}


def run(world: World, *args: str) -> str:
    done = world.app.test_cli_runner().invoke(args=list(args))
    assert done.exit_code == 0, done.output
    return done.stdout


def figures(world: World, day: date) -> object:
    return json.loads(run(world, "figures", "adoption", "--at", day.isoformat(), "--json"))


@pytest.mark.slow
def test_the_population_gives_the_figures_of_the_letter(world: World, tmp_path: Path) -> None:
    assert len(ROWS) == 7_838
    file = write(tmp_path / "dealers.csv", ROWS)
    began = time.monotonic()
    told = run(world, "dealers", "import", str(file))
    assert time.monotonic() - began < SECONDS
    assert told == "new 7838\nchanged 0\nalready there 0\nrefused 0\n"
    assert figures(world, DAY) == TOLD
    for days in (-4000, -1500, -400, -1, 1, 90, 500, 900):
        day = DAY + timedelta(days=days)
        assert counted(ROWS, day) != TOLD
        assert figures(world, day) == counted(ROWS, day), day
    again = run(world, "dealers", "import", str(file))
    assert again == "new 0\nchanged 0\nalready there 7838\nrefused 0\n"
    assert figures(world, DAY) == TOLD
    answer = world.call("GET", "/figures/adoption", query_string={"at": DAY.isoformat()})
    assert answer.json == TOLD


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "name: not a text of 1 to 200 characters"),
        ({"name": "x" * 201}, "name: not a text of 1 to 200 characters"),
        ({"kvk_number": "1234567"}, "kvk_number: '1234567' has not eight digits"),
        ({"kvk_number": "1234567a"}, "kvk_number: '1234567a' has not eight digits"),
        ({"country": ""}, "country: 'nothing' is no code of ISO 3166-1"),
        ({"country": "ZZ"}, "country: 'ZZ' is no code of ISO 3166-1"),
        ({"country": "DE"}, "a foreign dealer has no kvk_number and no municipality_code"),
        ({"municipality_code": "GM9999"}, "municipality_code: there is no municipality 'GM9999'"),
        ({"dol_from": "01-09-2024"}, "dol_from: '01-09-2024' is no day such as 2024-09-01"),
        ({"dor_from": "2023-02-29"}, "dor_from: '2023-02-29' is no day such as 2024-09-01"),
        ({"ended_at": "20240901"}, "ended_at: '20240901' is no day such as 2024-09-01"),
        ({"ended_at": "2019-12-31"}, "ended_at: lies before dol_from and dor_from"),
    ],
)
def test_a_line_that_cant_be_is_refused_by_number_and_reason(
    small_world: World, tmp_path: Path, changes: Row, reason: str
) -> None:
    rows = [GOOD, {**GOOD, "name": "Wrong", **changes}, {**GOOD, "name": "Derde Kans"}]
    told = run(small_world, "dealers", "import", str(write(tmp_path / "f.csv", rows)))
    assert told == f"new 2\nchanged 0\nalready there 0\nrefused 1\n  line 3: {reason}\n"


def test_a_broken_line_spoils_no_other(small_world: World, tmp_path: Path) -> None:
    file = write(tmp_path / "f.csv", [GOOD])
    file.write_bytes(
        file.read_bytes() + b"too,few\r\nCaf\xe9,,NL,,,2020-01-01,\r\nLast,,NL,,,,\r\n"
    )
    told = run(small_world, "dealers", "import", str(file)).splitlines()
    assert told[:4] == ["new 2", "changed 0", "already there 0", "refused 2"]
    assert [line.split(":")[0] for line in told[4:]] == ["  line 3", "  line 4"]


def test_days_that_have_changed_are_taken_over_as_a_new_version(
    world: World, tmp_path: Path
) -> None:
    run(world, "dealers", "import", str(write(tmp_path / "a.csv", [GOOD, GOOD])))
    ended = {**GOOD, "name": "TWEEDE  KANS", "dor_from": "", "ended_at": "2024-05-01"}
    told = run(world, "dealers", "import", str(write(tmp_path / "b.csv", [ended])))
    assert told.startswith("new 0\nchanged 1\n")
    with world.register.database.read() as session:
        (dealer,) = session.scalars(select(Dealer))
    assert (dealer.status, dealer.version) == ("ended", 2)
    assert figures(world, date(2024, 4, 30))["dor"]["dealers_nl"] == 1  # type: ignore[index]
    assert figures(world, date(2024, 5, 1))["dor"]["dealers_nl"] == 0  # type: ignore[index]


def test_who_notified_itself_is_there_already(world: World, tmp_path: Path) -> None:
    world.new_dealer(kvk_number=GOOD["kvk_number"])
    told = run(world, "dealers", "import", str(write(tmp_path / "f.csv", [GOOD])))
    assert told == "new 0\nchanged 0\nalready there 1\nrefused 0\n"
    with world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Dealer)) == 1


def test_a_file_with_other_columns_is_refused_whole(small_world: World, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(",".join(COLUMNS[1:]) + "\n")
    done = small_world.app.test_cli_runner().invoke(args=["dealers", "import", str(file)])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"Error: {file}: there is no column name\n"


def test_imported_rows_are_bound_to_the_log(world: World, tmp_path: Path) -> None:
    foreign = {**GOOD, "country": "DE", "kvk_number": "", "municipality_code": ""}
    run(world, "dealers", "import", str(write(tmp_path / "f.csv", [GOOD, foreign])))
    catch_up(world.register)
    with world.register.database.read() as session:
        assert list(differences(session, verifiers(world.register.keys))) == []
