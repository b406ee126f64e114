"""Shortcuts to inspect a dealer of a world."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.access.actors import Role
from tests.world import World, item, purchase

FOUND_AT = "2026-06-16T09:30:00+02:00"
AFTERNOON = datetime(2026, 6, 16, 13, 0, tzinfo=UTC)


def stock(world: World, count: int, **options: Any) -> list[str]:
    """Enter so many purchases and return their ids."""
    return [
        str(world.buy(purchase(item=item(f"QX{n:05d}K7")), **options)["id"]) for n in range(count)
    ]


def plan(world: World, role: Role = Role.INSPECTOR, **changes: Any) -> Any:
    """Plan an inspection of the world's dealer and return the answer's body."""
    wanted = {"dealer_id": world.dealer, "confidence": 0.95, "tolerated_share": 0.1}
    answer = world.call("POST", "/inspections", role, json={**wanted, **changes})
    assert answer.status_code == 201, answer.json
    return answer.json


def entry(purchase_id: str, outcome: str = "found", **changes: Any) -> dict[str, Any]:
    """Return a finding on an entry, with an id of its own."""
    made = {"id": str(uuid.uuid4()), "found_at": FOUND_AT, "purchase_id": purchase_id}
    return {**made, "outcome": outcome, **changes}


def asked(**answers: Any) -> dict[str, Any]:
    """Return what was asked of the dealer, and answered."""
    return {"id": str(uuid.uuid4()), "found_at": FOUND_AT, **answers}


def unregistered(value: str = "ZZ88997766", **changes: Any) -> dict[str, Any]:
    """Return a good that is not in the register."""
    return {"id": str(uuid.uuid4()), "found_at": FOUND_AT, "item": item(value), **changes}


def send(world: World, inspection: Any, role: Role = Role.INSPECTOR, **findings: Any) -> Any:
    """Send findings, in the afternoon after the plan at the earliest."""
    world.clock.now = max(world.clock.now, AFTERNOON)
    path = f"/inspections/{inspection['id']}/findings"
    return world.call("POST", path, role, json=findings)


def decide(world: World, inspection: Any, decision: str = "none", **options: Any) -> Any:
    """Decide on an inspection."""
    body = {"decision": decision, "reason": "seen in the shop"}
    path = f"/inspections/{inspection['id']}/conclusion"
    return world.call("POST", path, options.pop("role", Role.INSPECTOR), json=body, **options)


def breach(world: World, decision: str, *, after: timedelta = timedelta(0)) -> Any:
    """Inspect once more after a while, find an unregistered good, and decide on a step."""
    world.clock.move(after)
    inspection = plan(world)
    good = unregistered(found_at=world.clock.now.isoformat())
    answer = send(world, inspection, unregistered=[good])
    assert answer.status_code == 200, answer.json
    return decide(world, inspection, decision).json
