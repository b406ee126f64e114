"""Promise 4 against `kill -9`: nothing is shown whose event is not durable, none is lost or twice.

A forked process answers as fast as it can while its followers order and sign; it is killed at a
random moment, and another one goes on.
"""

import json
import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.audit.witness import followed
from registry.followers import signing
from registry.followers.loop import FollowerLoop, catch_up
from registry.journal.checkpoints import newest, verifiers
from registry.journal.reconcile import differences
from registry.rules import audit_log
from registry.tables import AuditEvent, JournalEntry
from tests.world import World

MOST_ANSWERS = 8
LONGEST_DELAY = 0.1
Headers = dict[str, str]


def answer_for_ever(world: World, entry: str, headers: Headers, out: int) -> None:
    """Answer calls that disclose and change, and tell of each what was answered."""
    world.register.database.engine.dispose(close=False)
    signing.EVERY = timedelta(0)
    FollowerLoop(world.register).start()
    while True:
        purpose = uuid.uuid4().hex
        shown = world.client.get(f"/api/v1/purchases/{entry}?purpose={purpose}", headers=headers)
        assert shown.status_code == 200
        tell(out, {"purpose": purpose})
        case = {"ground": "court_order", "case_number": purpose}
        opened = world.client.post(
            f"/api/v1/purchases/{entry}/seller-disclosure", json=case, headers=headers
        )
        assert opened.json["name"] == "Jantje Voorbeeld"
        tell(out, {"case": purpose})
        checked = world.client.post("/api/v1/checks", json={"identifier": "AB12345678"})
        assert checked.status_code == 200
        tell(out, {"event": checked.json["receipt"]["statement"]["event"]})
        listed = world.client.get("/api/v1/hits", headers=headers)
        assert listed.status_code == 200


def tell(out: int, answered: dict[str, str]) -> None:
    os.write(out, json.dumps(answered).encode() + b"\n")


@contextmanager
def answering(world: World, entry: str, headers: Headers) -> Iterator[tuple[int, int]]:
    """Give a forked process that answers, and the pipe on which it tells of its answers."""
    world.register.database.dispose()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            answer_for_ever(world, entry, headers, writing)
        finally:
            os._exit(1)
    os.close(writing)
    try:
        yield child, reading
    finally:
        os.close(reading)


def live_and_die(
    world: World, entry: str, headers: Headers, rng: random.Random
) -> list[dict[str, str]]:
    """Let a process answer some calls, kill it a moment later, and return what it said."""
    with answering(world, entry, headers) as (child, pipe):
        said, wanted = b"", rng.randint(1, MOST_ANSWERS)
        while said.count(b"\n") < wanted:
            more = os.read(pipe, 65_536)
            assert more, "the process ended by itself"
            said += more
        until = time.monotonic() + rng.uniform(0, LONGEST_DELAY)
        while time.monotonic() < until:
            os.sched_yield()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(pipe, 65_536):
            said += more
    return [json.loads(line) for line in said.split(b"\n")[:-1]]


def survive(world: World, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    world.lose()
    entry = str(world.buy()["id"])
    headers = world.headers(Role.POLICE)
    answered: list[dict[str, str]] = []
    seen: str | None = None
    for _ in range(kills):
        answered += live_and_die(world, entry, headers, rng)
        seen = _continued(world, seen)
    assert seen is not None, "nothing was ever signed: no test"
    catch_up(world.register)
    with world.register.database.read() as session:
        leaves: list[dict[str, Any]] = [
            json.loads(leaf) for leaf in session.scalars(select(AuditEvent.leaf))
        ]
        hashes = Counter(session.scalars(select(AuditEvent.leaf_hash)))
        positions = session.scalars(select(JournalEntry.position)).all()
        assert list(differences(session, verifiers(world.register.keys))) == []
    assert sorted(p or 0 for p in positions) == list(range(1, len(leaves) + 1))
    purposes = Counter(leaf["purpose"] for leaf in leaves if leaf["name"] == "dor:purchase:consult")
    cases = Counter(
        leaf["details"]["case_number"] for leaf in leaves if leaf["name"] == "dor:seller:disclose"
    )
    for answer in answered:
        if "purpose" in answer:
            assert purposes[answer["purpose"]] == 1
        elif "case" in answer:
            assert cases[answer["case"]] == 1
        else:
            assert hashes[answer["event"]] == 1
    assert set(purposes.values()) == set(cases.values()) == set(hashes.values()) == {1}
    assert len(answered) > kills


def _continued(world: World, seen: str | None) -> str | None:
    """Hold the newest checkpoint against the one seen before, as a witness does."""
    with world.register.database.read() as session:
        if newest(session) is None:
            return seen
        first = int(seen.split("\n")[1]) if seen else 0
        shown = audit_log.consistency(session, first)
    followed(seen, shown["checkpoint"], shown["proof"], verifiers(world.register.keys))
    note: str = shown["checkpoint"]
    return note


@pytest.mark.slow
def test_25_kills_lose_no_event(world: World) -> None:
    survive(world, 25, seed=437)


@pytest.mark.faults
def test_1000_kills_lose_no_event(world: World) -> None:
    survive(world, 1_000, seed=1)
