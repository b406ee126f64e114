"""How long a night of rule checks takes: `python -m bench.rule_checks [ENTRIES]`.

A register of dealers and entries is written straight into an SQLite file, one entry in fifty made
late, and the nightly run judges all of it by every rule, twice: the first finds the breaches, the
second finds nothing new. Times are those of the clock on the wall.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import insert

from registry.db import Database
from registry.demo import dealers as made_dealers
from registry.ids import new_id
from registry.register import Register
from registry.rules import rule_runs
from registry.rules.rule_checks import CHECKER
from registry.settings import Mode, Settings
from registry.tables import AuditEvent, Dealer, Purchase, PurchaseVersion, SealedIdentity
from schemas.dealers import DealerIn
from tests.stores import migrate

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SHOPS = 200
LATE_ONE_IN = 50


def main(entries: int = 100_000) -> None:
    """Print how long two nights take, and what they found."""
    folder = Path(mkdtemp())
    url = f"sqlite:///{folder / 'register.sqlite3'}"
    migrate(url)
    fill(Database(url), entries)
    register = Register(Settings(mode=Mode.DEMO, database_url=url, keys_dir=folder / "keys"))
    print(f"{entries} entries of {SHOPS} dealers\n")
    for night in ("first night", "second night"):
        started = time.perf_counter()
        tally = rule_runs.run(register.database, CHECKER, NOW)
        seconds = time.perf_counter() - started
        judged = sum(tally.outcomes.values())
        print(f"{night:13} {seconds:6.1f} s, {judged} findings, {tally.changed} outcomes changed")


def fill(database: Database, entries: int) -> None:
    """Write dealers, sellers and entries, with one event to refer to."""
    event, seller = new_id(), new_id()
    shops = [_dealer(DealerIn().load(body)) for body in made_dealers(437, SHOPS)]
    with database.engine.begin() as connection:
        connection.execute(insert(AuditEvent), [_event(event)])
        connection.execute(insert(SealedIdentity), [_seller(seller)])
        connection.execute(insert(Dealer), shops)
        for start in range(0, entries, 10_000):
            rows = [_entry(n, shops) for n in range(start, min(start + 10_000, entries))]
            connection.execute(insert(Purchase), [purchase for purchase, _ in rows])
            versions = [{**v, "event_id": event, "seller_id": seller} for _, v in rows]
            connection.execute(insert(PurchaseVersion), versions)
    database.dispose()


def _dealer(notified: dict[str, Any]) -> dict[str, Any]:
    return {
        **notified,
        "id": new_id(),
        "version": 1,
        "revision": 1,
        "status": "approved",
        "submitted_at": NOW - timedelta(days=400),
        "decided_at": NOW - timedelta(days=398),
        "last_sequence_number": 0,
    }


def _event(identity: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "name": "bench",
        "at": NOW,
        "actor_role": "system",
        "leaf": "{}",
        "leaf_hash": "0" * 64,
    }


def _seller(identity: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "revision": 1,
        "sealed_at": NOW,
        "entered_at": NOW,
        "master_key": "none",
    }


def _entry(n: int, shops: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    shop = shops[n % SHOPS]
    shop["last_sequence_number"] += 1
    registered = NOW - timedelta(days=90) + timedelta(minutes=n)
    purchase = {
        "id": new_id(),
        "dealer_id": shop["id"],
        "sequence_number": shop["last_sequence_number"],
        "version": 1,
        "revision": 1,
        "registered_at": registered,
    }
    version = {
        "purchase_id": purchase["id"],
        "version": 1,
        "recorded_at": registered,
        "acquired_at": registered - timedelta(hours=60 if n % LATE_ONE_IN == 0 else 1),
        "acquisition": "purchase",
        "item": {"category": "phone", "brand": "Samsung", "identifiers": [{"value": f"R5{n:09}"}]},
        "price": {"amount": "100.00", "currency": "EUR"},
        "payment": "bank",
        "match_outcome": "none",
    }
    return purchase, version


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
