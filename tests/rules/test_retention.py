"""What is kept for a term only: reported, dropped when it is over, and not before."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.access.actors import Actor, Role
from registry.followers.retention import Keeper
from registry.journal.reconcile import differences
from registry.rules import (
    account_codes,
    disputes,
    offers,
    retention,
    sessions,
    sign_in_limits,
    sign_in_steps,
    sign_ups,
    uploads,
)
from registry.rules.sign_in_limits import Limits
from registry.tables import (
    AccessToken,
    AuditEvent,
    IdempotencyKey,
    MailedCode,
    RateCounter,
    SignInAttempts,
    SignInStep,
    SignUpDraft,
    Table,
    Upload,
    WebSession,
)
from tests.raw_store import files_of
from tests.world import ADDRESS, World

CASES = [
    (RateCounter, timedelta(hours=23)),
    (IdempotencyKey, timedelta(days=40)),
    (WebSession, timedelta(hours=1)),
    (SignInAttempts, timedelta(hours=23)),
    (SignInStep, timedelta(minutes=15)),
    (MailedCode, timedelta(minutes=30)),
    (SignUpDraft, timedelta(days=30)),
    (Upload, timedelta(days=7)),
]


@pytest.fixture
def used_world(world: World) -> World:
    """Give a world in which something of every kind was left behind."""
    world.buy(key="one")
    world.call("POST", "/checks", json={"identifier": "AB12345678"})
    client = Limits.of(world.register.keys, "somebody@example.com", "client")
    with world.register.database.write() as session:
        sign_in_limits.count(session, world.clock(), client)
        sign_in_steps.begin(session, world.clock(), stage="nothing")
        sign_ups.begin(session, world.clock())
        uploads.keep(
            session,
            Actor(Role.DEALER, world.dealer),
            world.clock(),
            file=uploads.SentFile("june.csv", b"a;b\n1;2\n"),
            lines=1,
            mapping={},
            keys=world.register.keys,
        )
        account_codes.ask(session, Actor(Role.PUBLIC), world.clock(), email="me@example.com")
        officer = Actor(Role.POLICE, "officer-1")
        sessions.open_for(session, officer, world.clock(), lifetime=timedelta(hours=1), demo=True)
        offers.report(
            session,
            Actor(Role.PUBLIC),
            world.clock(),
            keys=world.register.keys,
            offer={
                "what": "a phone",
                "category": "phone",
                "place": "market",
                "seen_on": world.clock().date(),
                "contact": {"email": "melder@example.org"},
            },
        )
        disputes.file(
            session,
            Actor(Role.PUBLIC),
            world.clock(),
            keys=world.register.keys,
            dispute={"reason": "other", "explanation": "mine"},
            receipt={"statement": {"outcome": "listed", "event": "e" * 64, "number": "GZ1"}},
        )
    return world


def count(world: World, table: type[Table]) -> int:
    with world.register.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def carry_out(world: World) -> dict[str, int]:
    with world.register.database.write() as session:
        return {str(s): n for s, n in retention.carry_out(session, world.clock()).items()}


@pytest.mark.parametrize(("table", "term"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_dropped_at_the_end_of_the_term(
    used_world: World, table: type[Table], term: timedelta
) -> None:
    there = count(used_world, table)
    assert there >= 1
    used_world.clock.move(term - timedelta(seconds=1))
    carry_out(used_world)
    assert count(used_world, table) == there
    used_world.clock.move(timedelta(seconds=1))
    carry_out(used_world)
    assert count(used_world, table) == 0


def test_tokens_go_a_year_after_their_end_with_an_event(used_world: World) -> None:
    used_world.clock.move(timedelta(days=3650 + 364))
    assert carry_out(used_world)["access_token"] == 0
    used_world.clock.move(timedelta(days=2))
    there = count(used_world, AccessToken)
    assert carry_out(used_world)["access_token"] == there > 0
    assert count(used_world, AccessToken) == 0
    with used_world.register.database.read() as session:
        leaf = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "access:token:forget")
        ).one()
        assert list(differences(session, [])) == []
    assert len(json.loads(leaf)["details"]["tokens"]) == there


def test_the_report_says_what_carrying_out_does(used_world: World) -> None:
    entry = used_world.call("GET", "/purchases", Role.DEALER).json["items"][0]["id"]
    used_world.clock.move(timedelta(days=4))
    sale = {
        "sold_at": used_world.clock().isoformat(),
        "conditions": "in exchange",
        "buyer": {"name": "Koos Koper", "address": ADDRESS},
    }
    sold = used_world.call("POST", f"/purchases/{entry}/sale", Role.DEALER, json=sale)
    assert sold.status_code == 201
    used_world.clock.move(timedelta(days=3652 + 366))
    with used_world.register.database.read() as session:
        told = {str(d.subject): d.rows for d in retention.due(session, used_world.clock())}
        again = {str(d.subject): d.rows for d in retention.due(session, used_world.clock())}
    assert told == again
    assert all(told.values())
    assert carry_out(used_world) == told
    assert not any(carry_out(used_world).values())


def test_a_large_heap_goes_in_batches(used_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS", 1)
    for _ in range(4):
        used_world.clock.move(timedelta(minutes=1))
        used_world.call("POST", "/checks", json={"identifier": "AB12345678"})
    there = count(used_world, RateCounter)
    used_world.clock.move(timedelta(days=2))
    done: list[int] = []
    while not done or done[-1]:
        done.append(carry_out(used_world)["client_counter"])
    assert sum(done) == there
    assert max(done) <= 3


def test_the_follower_looks_every_ten_minutes(used_world: World) -> None:
    keeper = Keeper()
    assert keeper.follow(used_world.register) == 0
    used_world.clock.move(timedelta(hours=24, minutes=1))
    assert keeper.follow(used_world.register) >= 1
    assert keeper.follow(used_world.register) == 0
    used_world.call("POST", "/checks", json={"identifier": "AB12345678"})
    used_world.clock.move(timedelta(minutes=9))
    assert keeper.follow(used_world.register) == 0


def test_what_was_dropped_is_gone_from_the_files_too(world: World) -> None:
    """Drafts and addresses lie there as they were typed, a file with its key beside it."""
    dealer, now = Actor(Role.DEALER, world.dealer), world.clock()
    with world.register.database.write() as session:
        secret = sign_ups.begin(session, now)
        sign_ups.keep(session, now, secret, {"contact.name": "Bartholomeus Zwanenburg"})
        account_codes.ask(session, Actor(Role.PUBLIC), now, email="zwanenburg@example.com")
        upload = uploads.keep(
            session,
            dealer,
            now,
            file=uploads.SentFile("june.csv", b"name;number\nBartholomeus;1\n"),
            lines=1,
            mapping={},
            keys=world.register.keys,
        )
        wrapped = upload.wrapped_key
    assert wrapped is not None
    secrets = [b"Bartholomeus Zwanenburg", b"zwanenburg@example.com", wrapped]
    raw = files_of(world.register.database)
    assert all(each in raw for each in secrets)
    world.clock.move(timedelta(days=31))
    keeper = Keeper()
    while keeper.follow(world.register):
        pass
    raw = files_of(world.register.database)
    assert [each for each in secrets if each in raw] == []


class TestCommands:
    """The same on the command line."""

    def run(self, world: World, *arguments: str) -> Any:
        return world.app.test_cli_runner().invoke(args=["retention", *arguments])

    def test_report(self, used_world: World) -> None:
        used_world.clock.move(timedelta(days=4 * 365 + 1))
        before = count(used_world, RateCounter)
        lines = self.run(used_world, "report").stdout.splitlines()
        assert lines[0].split() == ["subject", "place", "term", "due", "suspended", "oldest"]
        oldest = "2026-06-15T10:00+00:00"
        assert lines[1].split() == ["seller_identity", "nl", "P4Y", "1", "0", oldest]
        told = json.loads(self.run(used_world, "report", "--json").stdout.splitlines()[0])
        assert (told["subject"], told["rows"]) == ("seller_identity", 1)
        assert count(used_world, RateCounter) == before

    def test_run(self, used_world: World) -> None:
        used_world.clock.move(timedelta(days=4 * 365 + 1))
        done = self.run(used_world, "run")
        assert done.exit_code == 0
        assert "seller_identity 1\n" in done.stdout
        assert "web_session 1\n" in done.stdout
        assert "seller_identity 0\n" in self.run(used_world, "run").stdout

    def test_erase_person(self, used_world: World) -> None:
        bought, other = used_world.buy(), used_world.buy()
        arguments = ("erase-person", "--purchase", bought["id"], "--because")
        done = self.run(used_world, *arguments, "order 2026/12")
        told = done.stdout.splitlines()
        assert (done.exit_code, told[0]) == (0, "records erased 1")
        assert f"the same seller stands in {other['id']}" in told[1:]
        assert bought["id"] not in done.stdout
        again = self.run(used_world, *arguments, "order 2026/12")
        assert again.exit_code == 1
        assert again.stderr == "Error: the seller of this entry was erased before\n"
        assert self.run(used_world, *arguments, " ").exit_code == 2
        assert self.run(used_world, *arguments, "x" * 201).exit_code == 2
