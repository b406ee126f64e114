"""What a look at all dealers costs: `python -m bench.compliance [DEALERS] [ENTRIES_EACH]`.

Dealers, their entries of half a year, and breached rules are made from a seed in a fresh SQLite
store. Then the police walk through all dealers, and ask for the silent ones. One process; times
are wall time.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from registry.access.actors import Actor, Role
from registry.db import Database
from registry.ids import new_id
from registry.journal import guard
from registry.law.municipalities import municipality_names
from registry.rules import compliance
from registry.settings import ROOT
from registry.tables import Dealer, Purchase, RuleOutcome, Table, new_salt

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
ENTRIES_OF = timedelta(days=182)
LATE, SILENT = 0.03, 0.05
OFFICER = Actor(Role.POLICE, "officer-1")
PAGE = 200


def main(dealers: int = 8_000, entries_each: int = 50, seed: int = 552) -> None:
    """Fill a store, walk through it, and print what it took."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'register.sqlite3'}")
        guard(database)
        config = Config(toml_file=ROOT / "pyproject.toml")
        with database.writers() as session:
            config.attributes["connection"] = session.connection()
            command.upgrade(config, "head")
            session.commit()
        draw = random.Random(seed)  # noqa: S311 - made-up dealers, no secrets
        with database.engine.begin() as connection:
            for _ in range(dealers):
                _fill(connection, draw, entries_each)
        print(f"{dealers} dealers, {entries_each} entries each at most, seed {seed}")
        for what, query in (("all dealers", {}), ("the silent ones", {"silent": "true"})):
            started = time.perf_counter()
            pages = list(_walk(database, query))
            took = time.perf_counter() - started
            lines = [line for page in pages for line in page["items"]]
            print(
                f"{what}: {len(lines)} dealers in {len(pages)} pages, {took:.2f} s, "
                f"{took / len(pages) * 1000:.0f} ms a page; "
                f"{sum(line['entries'] for line in lines)} entries counted, "
                f"{sum(line['late'] for line in lines)} late"
            )
        database.dispose()


def _walk(database: Database, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        with database.write() as session:
            page = compliance.index(session, OFFICER, NOW, limit=PAGE, cursor=cursor, **query)
        yield page
        cursor = page["next"]
        if cursor is None:
            return


def _fill(connection: Connection, draw: random.Random, entries_each: int) -> None:
    """Make one dealer with its entries, and the outcome of each that was late."""
    count = 0 if draw.random() < SILENT else draw.randint(1, entries_each)
    dealer = {
        "id": new_id(),
        "version": 2,
        "status": "approved",
        "name": "Een zaak",
        "kvk_number": f"{draw.randrange(10**8):08}",
        "municipality_code": draw.choice(sorted(municipality_names())),
        "email": "zaak@voorbeeld.example",
        "goods": ["phone"],
        "address": {},
        "submitted_at": NOW - timedelta(days=400),
        "decided_at": NOW - timedelta(days=399),
        "last_sequence_number": count,
    }
    moments = sorted(NOW - draw.random() * ENTRIES_OF for _ in range(count))
    purchases = [
        {
            "id": new_id(),
            "dealer_id": dealer["id"],
            "sequence_number": number,
            "version": 1,
            "registered_at": moment,
            "hold_until": moment + timedelta(days=3),
            "hold_basis": "statutory:3-days",
            "hold_profile": "nl",
        }
        for number, moment in enumerate(moments, start=1)
    ]
    outcomes = [
        {
            "id": new_id(),
            "kind": "purchase",
            "object_id": entry["id"],
            "dealer_id": dealer["id"],
            "rule": "decree-2-2",
            "article": "Decree 2 (2), opening words",
            "profile": "nl",
            "status": "breached",
            "reason": "late",
            "to_be_judged": False,
            "facts": {},
            "judged_at": entry["registered_at"],
        }
        for entry in purchases
        if draw.random() < LATE
    ]
    tables: list[tuple[type[Table], list[dict[str, Any]]]] = [
        (Dealer, [dealer]),
        (Purchase, purchases),
        (RuleOutcome, outcomes),
    ]
    for table, rows in tables:
        if rows:
            made = [{**row, "revision": 1, "salt": new_salt()} for row in rows]
            connection.execute(insert(table), made)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
