"""Rubbish: valid bodies with random parts replaced; never a failure, always a problem document."""

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from registry.access.actors import Role
from tests.inspecting import asked, entry, plan, unregistered
from tests.world import DEALER, PHONE, PURCHASE, STOLEN_GOOD, World

RUBBISH: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    float("nan"),
    "",
    "x",
    "\x00",
    "\ud800",
    "é" * 5_000,
    [],
    {},
    [[]],
    {"a": 1},
    ["x"] * 50,
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00Z",
    "2026-06-15T11:00:00+23:59",
    "GM0344",
    "01a20b70-3d83-7027-aae5-0845dd2d05ef",
    "١٢",
]
KEYS = ["k", "a" * 300, "", " ", "\xe9"]
TAGS = ['"1"', "*", 'W/"1"', "garbage", '"1","2"', '"99999999999999999999"']


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the path of every value inside a JSON value."""
    yield path
    inner: dict[Any, Any] = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        inner = dict(enumerate(value))
    for key, below in inner.items():
        yield from places(below, (*path, key))


def spoiled(body: dict[str, Any], rng: random.Random) -> Any:
    """Return the body with one or two of its parts taken out or replaced."""
    body = deepcopy(body)
    for _ in range(rng.choice([1, 1, 2])):
        inside = [path for path in places(body) if path]
        if not inside:
            break
        *parents, last = rng.choice(inside)
        at: Any = body
        for key in parents:
            at = at[key]
        if isinstance(at, dict) and rng.random() < 0.2:
            del at[last]
        else:
            at[last] = deepcopy(rng.choice(RUBBISH))
    return body if rng.random() > 0.03 else rng.choice(RUBBISH)


@pytest.mark.parametrize("seed", range(3))
def test_rubbish(small_world: World, seed: int) -> None:
    rng = random.Random(seed)
    good, bought = small_world.lose(), small_world.buy()
    (hit,) = small_world.hits()
    who: dict[Role, dict[str, str]] = {
        role: small_world.headers(role) for role in Role if role is not Role.SYSTEM
    }
    correction = {"reason": "x", "item": PHONE, "price": {"amount": "1", "currency": "EUR"}}
    period = ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"]
    calls: list[tuple[str, str, Role, dict[str, Any]]] = [
        ("POST", "/dealers", Role.PUBLIC, DEALER),
        ("POST", "/checks", Role.PUBLIC, {"identifier": "AB123456", "brand": "x"}),
        ("POST", "/purchases", Role.DEALER, PURCHASE),
        ("POST", f"/purchases/{bought['id']}/corrections", Role.DEALER, correction),
        ("POST", "/stolen-goods", Role.POLICE, STOLEN_GOOD),
        ("PATCH", f"/stolen-goods/{good['id']}", Role.POLICE, {"stolen_between": period}),
        ("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, {"judgement": "unsure", "note": "x"}),
    ]
    planned = plan(small_world)
    inspected = f"/inspections/{planned['id']}"
    findings = {
        "entries": [entry(bought["id"], found_at=planned["planned_at"])],
        "asked": asked(sign_shown=False, found_at=planned["planned_at"]),
        "unregistered": [unregistered(found_at=planned["planned_at"])],
    }
    wanted = {"dealer_id": small_world.dealer, "confidence": 0.9, "tolerated_share": 0.1}
    calls += [
        ("POST", "/inspections", Role.INSPECTOR, {**wanted, "officer": "1234"}),
        ("POST", f"{inspected}/findings", Role.INSPECTOR, findings),
        ("POST", f"{inspected}/conclusion", Role.POLICE, {"decision": "none", "reason": "x"}),
    ]
    statuses: Counter[int] = Counter()
    for _ in range(400):
        method, path, role, body = rng.choice(calls)
        headers = {**who[role], "Content-Type": "application/json"}
        if rng.random() < 0.9:
            headers["Idempotency-Key"] = rng.choice([uuid.uuid4().hex, uuid.uuid4().hex, *KEYS])
        if rng.random() < 0.2:
            headers["If-Match"] = rng.choice(TAGS)
        answer = small_world.client.open(
            f"/api/v1{path}", method=method, headers=headers, data=json.dumps(spoiled(body, rng))
        )
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (path, answer.json)
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json"
            texts = [answer.json["title"], *(e["detail"] for e in answer.json.get("errors", ()))]
            assert not any(text.startswith(("problem.", "field.")) for text in texts), texts
    assert statuses[422] > 200
