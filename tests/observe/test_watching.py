"""Logs, metrics and health: they tell enough, and nothing about anybody."""

import json
from pathlib import Path

import pytest

from registry.access.actors import Role
from registry.access.keys import load_keys
from registry.followers.loop import catch_up
from registry.observe.logs import configure_logs
from registry.register import Register
from registry.settings import Mode, Settings
from tests.stores import Stores
from tests.world import World


def test_logs_hold_no_personal_data_and_no_numbers(
    small_world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = small_world.headers(Role.DEALER)
    configure_logs("INFO")
    bought = small_world.buy()
    small_world.lose()
    small_world.call(
        "GET", f"/purchases/{bought['id']}", Role.POLICE, query_string={"purpose": "zaak Jantje"}
    )
    small_world.call("POST", "/checks", json={"identifier": "35-209900-176148-1"})

    def breaks(*_args: object, **_kwargs: object) -> None:
        raise ValueError("Jantje Voorbeeld, SPECI2014")

    monkeypatch.setattr("registry.rules.purchases.seal", breaks)
    broken = small_world.call(
        "POST",
        "/purchases",
        Role.DEALER,
        key="k",
        json=__import__("tests.world", fromlist=["PURCHASE"]).PURCHASE,
    )
    assert broken.status_code == 500
    assert "Jantje" not in broken.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    configure_logs("ERROR")
    assert {line["event"] for line in lines} >= {"request", "unexpected error"}
    routes = {line.get("route") for line in lines}
    assert "/api/v1/purchases/<uuid:purchase_id>" in routes
    text = json.dumps(lines)
    for secret in (
        "Jantje",
        "Voorbeeld",
        "SPECI2014",
        "352099001761481",
        "35-209900",
        bought["id"],
        headers["Authorization"][7:],
    ):
        assert secret not in text
    failure = next(line for line in lines if line["event"] == "unexpected error")
    assert failure["error"] == "ValueError"
    assert failure["trace_id"] == broken.json["trace_id"]
    assert any("purchases.py" in frame for frame in failure["frames"])


def test_metrics(world: World) -> None:
    world.lose()
    world.buy()
    text = world.client.get("/metrics").text
    assert 'register_hits{status="new"} 1.0' in text
    assert 'register_follower_lag{follower="matcher"} 2.0' in text
    assert "register_horizon_age_seconds" in text
    assert 'register_requests_total{endpoint="purchases.register"' in text
    catch_up(world.register)
    text = world.client.get("/metrics").text
    assert 'register_follower_lag{follower="matcher"} 0.0' in text
    assert "register_journal_unsequenced 0.0" in text


def test_health(world: World) -> None:
    assert world.client.get("/healthz").json == {"status": "ok"}
    ready = world.client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ok")


def test_not_ready_without_a_migrated_store_or_keys(tmp_path: Path, stores: Stores) -> None:
    from app import create_app

    settings = Settings(
        mode=Mode.PRODUCTION,
        database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        keys_dir=tmp_path / "keys",
        log_level="CRITICAL",
    )
    register = Register(settings)
    client = create_app(register=register).test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"] == {"store": "store_unavailable", "keys": "keys_missing"}
    assert client.get("/healthz").status_code == 200
    refused = client.post("/api/v1/checks", json={"identifier": "AB12345678"})
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    for path in ("/", "/police/hits/"):
        page = client.get(path)
        assert (page.status_code, page.mimetype) == (503, "text/html")
    load_keys(settings.keys_dir, create=True)
    assert [client.get("/").status_code for _ in range(2)] == [503, 200], "and then they are used"
    refused = client.post("/api/v1/checks", json={"identifier": "AB12345678"})
    assert refused.status_code == 503, "the store is still not there"
    register.database.dispose()
