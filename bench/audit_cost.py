"""What audit and sealing cost a registration: `python -m bench.audit_cost [REGISTRATIONS]`.

Purchases are registered over the API, in process, in turns of the real register and of one whose
audit is null: no event, no journal entry, no commitments, and sellers stored in the open. That
null audit exists here only. The turns of the real one also bring the journal in order, grow the
tree and sign. The disks are told to write (fsync). Times are those of the clock on the wall.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import gettempdir, mkdtemp
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from rich.console import Console
from sqlalchemy import select

from registry.access.actors import Role
from registry.api import once
from registry.cli import demo_load
from registry.followers import sequencing, signing
from registry.ids import new_id
from registry.rules import hit_steps, purchases, rule_checks
from registry.tables import AuditEvent, SealedIdentity
from tests.stores import PostgresServer, migrate
from tests.world import World, item, purchase

TURN = 50
GOODS = 2_000


def main(registrations: int = 1_000) -> None:
    """Print the throughput with and without audit on both stores, and their ratio."""
    print("# What audit and sealing cost a registration\n\nWritten by `bench.audit_cost`:")
    print(f"{registrations} registrations each, in turns of {TURN}, {GOODS} stolen goods.\n")
    print("| store | audited a second | null audit a second | share |\n|---|---:|---:|---:|")
    for store in (sqlite, postgresql):
        with store() as url:
            audited, null = measure(url, registrations)
        print(f"| {store.__name__} | {audited:.1f} | {null:.1f} | {audited / null:.1%} |")


def measure(url: str, registrations: int) -> tuple[float, float]:
    """Return the registrations a second with the real audit, and with none."""
    world = World(url, Path(mkdtemp()))
    demo_load.load(world.register, Console(quiet=True), goods=GOODS, shops=1, bought=0)
    world.call("POST", "/checks", json={"identifier": "AB12345678"})
    headers = world.headers(Role.DEALER)
    with world.register.database.read() as session:
        some_event = session.scalars(select(AuditEvent.id).limit(1)).one()
    real, null = [], []
    for _ in range(registrations // TURN):
        real.append(timed(lambda: turn(world, headers, order=True)))
        with null_audit(some_event):
            null.append(timed(lambda: turn(world, headers, order=False)))
    world.register.database.dispose()
    return TURN / median(real), TURN / median(null)


def turn(world: World, headers: dict[str, str], *, order: bool) -> None:
    """Register some purchases, and do what follows from their events."""
    for _ in range(TURN):
        body = purchase(item=item(f"{uuid4().hex[:11].upper()}7"))
        key = {"Idempotency-Key": uuid4().hex}
        answer = world.client.post("/api/v1/purchases", json=body, headers={**headers, **key})
        assert answer.status_code == 201, answer.text  # noqa: S101 - a bench that fails is no bench
    if order:
        world.clock.move(timedelta(seconds=10))
        sequencing.follow(world.register)
        signing.follow(world.register)


def timed(act: Callable[[], None]) -> float:
    """Return how long it took, in seconds."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@contextmanager
def null_audit(some_event: UUID) -> Iterator[None]:
    """Take audit and sealing away; rows refer to one event that is there."""

    def record(*_args: Any, **_options: Any) -> UUID:
        return some_event

    def keep_open(
        session: Any, now: Any, _keys: Any, person: Any, *, entered_at: Any
    ) -> SealedIdentity:
        row = SealedIdentity(
            id=new_id(),
            master_key="none",
            wrapped_key=b"",
            ciphertext=json.dumps(person, default=str).encode(),
            sealed_at=now,
            entered_at=entered_at,
        )
        session.add(row)
        return row

    def close(session: Any) -> None:
        session.flush()
        session.info.clear()

    with (
        patch.object(purchases, "append", record),
        patch.object(hit_steps, "append", record),
        patch.object(rule_checks, "append", record),
        patch.object(purchases, "seal", keep_open),
        patch("registry.journal.guard.close", close),
        patch.object(once, "close", close),
    ):
        yield


@contextmanager
def sqlite() -> Iterator[str]:
    """Give a fresh SQLite file."""
    folder = Path(mkdtemp())
    url = f"sqlite:///{folder / 'register.sqlite3'}"
    migrate(url)
    yield url
    shutil.rmtree(folder)


@contextmanager
def postgresql() -> Iterator[str]:
    """Give a database on a PostgreSQL server of our own, which waits for its disk."""
    server = PostgresServer(Path(gettempdir()) / f"bench-{uuid4().hex[:12]}", durable=True)
    server.create()
    server.start()
    try:
        migrate(server.url())
        yield server.url()
    finally:
        server.stop()
        shutil.rmtree(server.folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
