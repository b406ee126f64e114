"""The command line: tokens alone on standard output, keys, the demo data, help for everything."""

import json
import re
from pathlib import Path

import click
import pytest
from rich.console import Console
from sqlalchemy import func, select

from app import create_app
from registry.access.actors import Role
from registry.cli.demo_load import is_loaded, load
from registry.cli.welcome import welcome
from registry.register import Register
from registry.settings import Mode, Settings
from registry.tables import AccessToken, Dealer, Hit, Purchase, StolenGood
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.stores import Stores
from tests.world import World


def test_a_token_stands_alone_on_standard_output(world: World) -> None:
    runner = world.app.test_cli_runner()
    for role, subject in (
        ("police", "officer-1"),
        ("dealer", world.dealer),
        ("inspector", "GM0344"),
        ("municipality", "GM0344"),
        ("admin", "root"),
    ):
        done = runner.invoke(args=["access", "token", "--role", role, "--subject", subject])
        assert done.exit_code == 0, done.output
        assert re.fullmatch(r"[\w-]{43}\n", done.stdout)
    headers = {"Authorization": f"Bearer {done.stdout.strip()}"}
    assert world.client.get("/api/v1/hits", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("role", "subject"),
    [
        ("dealer", "nobody"),
        ("dealer", "01a20b70-3d83-7027-aae5-0845dd2d05ef"),
        ("inspector", "GM9999"),
        ("police", ""),
        ("king", "me"),
    ],
)
def test_a_token_for_nobody_is_refused(small_world: World, role: str, subject: str) -> None:
    runner = small_world.app.test_cli_runner()
    done = runner.invoke(args=["access", "token", "--role", role, "--subject", subject])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Traceback" not in done.output


def test_keys_are_created(tmp_path: Path, stores: Stores) -> None:
    settings = Settings(mode=Mode.PRODUCTION, database_url=stores.sqlite(), keys_dir=tmp_path / "k")
    register = Register(settings)
    runner = create_app(register=register).test_cli_runner()
    assert runner.invoke(args=["keys", "create"]).exit_code == 0
    assert len(list((tmp_path / "k").iterdir())) == 6
    register.database.dispose()


@pytest.mark.parametrize(
    "command",
    [
        ["access", "token", "--role", "police", "--subject", "x"],
        ["followers", "catch-up"],
    ],
)
@pytest.mark.parametrize(
    "url", ["sqlite:///{folder}/empty.sqlite3", "postgresql+psycopg://me:secret@127.0.0.1:1/none"]
)
def test_a_store_that_is_not_there_is_told_in_a_line(
    tmp_path: Path, keys: Path, url: str, command: list[str]
) -> None:
    url = url.format(folder=tmp_path)
    settings = Settings(mode=Mode.DEMO, database_url=url, keys_dir=keys, log_level="CRITICAL")
    register = Register(settings)
    done = create_app(register=register).test_cli_runner().invoke(args=command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: the store refused: [^\n]+\n", done.stderr)
    assert "secret" not in done.stderr
    register.database.dispose()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "bogus"),
        ("DATABASE_URL", "rubbish"),
        ("DATABASE_URL", "mysql://me:secret@localhost/x"),
        ("LOG_LEVEL", "loud"),
        ("STAFF_SESSION_MINUTES", "long"),
    ],
)
def test_a_bad_setting_is_told_in_a_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(click.ClickException, match=name) as told:
        create_app()
    assert "secret" not in told.value.format_message()


def test_a_dealer_has_one_spelling(small_world: World) -> None:
    runner = small_world.app.test_cli_runner()
    spelled = small_world.dealer.replace("-", "").upper()
    done = runner.invoke(args=["access", "token", "--role", "dealer", "--subject", spelled])
    with small_world.register.database.read() as session:
        subjects = set(session.scalars(select(AccessToken.subject)))
    assert done.exit_code == 0
    assert spelled not in subjects
    assert small_world.dealer in subjects


def test_the_demo_is_for_demo_mode(stores: Stores, keys: Path) -> None:
    world = World(stores.sqlite(), keys, Mode.PRODUCTION)
    done = world.app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert not is_loaded(world.register)
    world.register.database.dispose()


def test_the_demo_data_go_in_by_the_rules(world: World) -> None:
    quiet = Console(quiet=True)
    load(world.register, quiet, goods=1_500, shops=12, bought=300)
    with world.register.database.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Dealer, StolenGood, Purchase)
        ]
        assert counts == [12, 1_500, 300]
        found = set(session.scalars(select(Hit.found_by)))
    assert found == {"purchase", "report"}
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    done = world.app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0
    with world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Dealer)) == 12


def test_the_welcome_takes_a_newcomer_through_the_chain(small_world: World) -> None:
    load(small_world.register, Console(quiet=True), goods=1_000, shops=12, bought=50)
    text = welcome(small_world.register, "http://localhost:8000")
    assert "$" not in re.sub(r"\$\(date[^)]*\)|\$\(curl|\$HIT", "", text)
    tokens = dict(
        zip(
            ("dealer", "police", "police again", "municipality", "inspector"),
            re.findall(r"Bearer ([\w-]{43})", text),
            strict=True,
        )
    )
    bodies = re.findall(r"-d '(\{.*\})'", text)
    check, buy, judgement = (
        json.loads(b.replace("'$(date -u +%Y-%m-%dT%H:%M:%SZ)'", "2026-06-15T09:00:00Z"))
        for b in bodies
    )
    client = small_world.client
    assert client.post("/api/v1/checks", json=check).json["outcome"] == "listed"
    headers = {"Authorization": f"Bearer {tokens['dealer']}", "Idempotency-Key": "k"}
    assert client.post("/api/v1/purchases", json=buy, headers=headers).json["match"] == {
        "outcome": "listed"
    }
    query = re.search(r"/api/v1/hits\?([^']+)'", text)
    assert query is not None
    police = {"Authorization": f"Bearer {tokens['police']}"}
    (hit,) = client.get(f"/api/v1/hits?{query[1]}", headers=police).json["items"]
    judged = client.post(f"/api/v1/hits/{hit['id']}/judgement", json=judgement, headers=police)
    assert judged.json["status"] == "confirmed"
    for role, path in (("municipality", "/dealers"), ("inspector", "/purchases")):
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        assert client.get(f"/api/v1{path}", headers=headers).json["items"]


def test_every_command_has_help(small_world: World) -> None:
    def walk(command: click.Command, path: str) -> None:
        assert command.help, path
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                walk(inner, f"{path} {name}")

    for name in ("access", "demo", "followers", "keys", "serve", "stolen-goods"):
        walk(small_world.app.cli.commands[name], name)


def test_there_is_a_role_for_every_token(small_world: World) -> None:
    from registry.cli.access import ROLES

    assert set(ROLES) == {r.value for r in Role} - {"public", "system"}
