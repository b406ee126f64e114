"""The commands of the audit log, as an administrator, a mirror and a witness use them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from registry.audit.checkpoint import VerifierKey
from registry.journal.checkpoints import newest
from registry.settings import ROOT
from tests.serving import served
from tests.world import World


@pytest.fixture
def lived_in(world: World) -> World:
    """Give a world in which something happened, with an empty folder of keys of its own."""
    world.lose()
    world.buy()
    return world


def run(world: World, *arguments: str) -> Any:
    return world.app.test_cli_runner().invoke(args=["audit", *arguments])


def verify(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "registry.audit.verify", str(folder), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_an_export_is_verified_and_a_changed_one_is_not(lived_in: World, tmp_path: Path) -> None:
    out, keys, older = tmp_path / "out", tmp_path / "keys.txt", tmp_path / "older"
    keys.write_text(run(lived_in, "keys").output)
    older.write_text(run(lived_in, "checkpoint").output)
    lived_in.buy()
    made = run(lived_in, "export", "--out", str(out))
    assert made.exit_code == 0, made.output
    assert run(lived_in, "export", "--out", str(out)).exit_code == 1, "written over an export"
    assert verify(out, "--key", keys, "--checkpoint", older).returncode == 0
    assert verify(out, "--key", out / "public-key.pem").returncode == 0
    entries = out / "entries" / "00000000.jsonl"
    entries.write_text(entries.read_text().replace("dor:purchase:register", "dor:purchase:correct"))
    refused = verify(out, "--key", keys)
    assert refused.returncode == 1
    assert "entries/00000000.jsonl" in refused.stdout + refused.stderr


def test_history_rewritten_by_a_superuser_contradicts_an_older_checkpoint(
    lived_in: World, tmp_path: Path
) -> None:
    keys, older = tmp_path / "keys.txt", tmp_path / "older"
    keys.write_text(run(lived_in, "keys").output)
    older.write_text(run(lived_in, "checkpoint").output)
    with lived_in.register.database.engine.begin() as connection:
        # Everything that would show it from inside is swept away too.
        connection.execute(text("UPDATE audit_events SET leaf = replace(leaf, 'police', 'nobody')"))
        connection.execute(text("DELETE FROM log_tiles"))
        connection.execute(text("DELETE FROM log_checkpoints"))
    out = tmp_path / "out"
    assert run(lived_in, "export", "--out", str(out)).exit_code == 0
    assert verify(out, "--key", keys).returncode == 0, "the forged log is whole in itself"
    assert verify(out, "--key", keys, "--checkpoint", older).returncode == 1


def test_the_running_system_names_what_differs(lived_in: World) -> None:
    run(lived_in, "checkpoint")
    agreed = run(lived_in, "verify")
    assert agreed.exit_code == 0, agreed.output
    with lived_in.register.database.engine.begin() as connection:
        connection.execute(text("UPDATE dealers SET name = 'Iemand anders'"))
    named = run(lived_in, "verify")
    assert named.exit_code == 1
    assert f"row_differs dealers {lived_in.dealer}" in named.output


@pytest.fixture
def address(lived_in: World) -> Iterator[str]:
    """Serve the world on a socket of its own."""
    with served(lived_in.app) as address:
        yield address


def test_a_witness_follows_from_outside(lived_in: World, address: str, tmp_path: Path) -> None:
    state, keys = tmp_path / "state", tmp_path / "keys.txt"
    keys.write_text(run(lived_in, "keys").output)
    run(lived_in, "checkpoint")
    options = ("--state", str(state), "--from", address, "--key", str(keys))
    first = run(lived_in, "witness", *options)
    assert first.exit_code == 0, first.output
    lived_in.buy()
    run(lived_in, "checkpoint")
    assert run(lived_in, "witness", *options).exit_code == 0
    with lived_in.register.database.read() as session:
        last = newest(session)
        assert last is not None
        assert state.read_text() == last.note
    with lived_in.register.database.engine.begin() as connection:
        connection.execute(text("UPDATE audit_events SET leaf = replace(leaf, 'police', 'nobody')"))
        connection.execute(text("DELETE FROM log_tiles"))
        connection.execute(text("DELETE FROM log_checkpoints"))
    lived_in.buy()
    run(lived_in, "checkpoint")
    kept = state.read_text()
    contradicted = run(lived_in, "witness", *options)
    assert contradicted.exit_code == 1
    assert state.read_text() == kept, "the evidence was overwritten"


def test_a_witness_beside_the_store(lived_in: World, tmp_path: Path) -> None:
    state = tmp_path / "state"
    run(lived_in, "checkpoint")
    assert run(lived_in, "witness", "--state", str(state)).exit_code == 0
    with lived_in.register.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM log_checkpoints"))
        connection.execute(text("DELETE FROM log_tiles"))
        connection.execute(text("UPDATE journal SET position = NULL WHERE position > 2"))
        connection.execute(text("UPDATE audit_events SET leaf = leaf || ' '"))
    run(lived_in, "checkpoint")
    assert run(lived_in, "witness", "--state", str(state)).exit_code == 1


def test_keys_are_rotated_and_retired(lived_in: World, tmp_path: Path) -> None:
    folder = tmp_path / "own-keys"
    shutil.copytree(lived_in.settings.keys_dir, folder)
    object.__setattr__(lived_in.settings, "keys_dir", folder)
    state, out, keys = tmp_path / "state", tmp_path / "out", tmp_path / "keys.txt"
    old = run(lived_in, "keys").output.splitlines()
    run(lived_in, "checkpoint")
    assert run(lived_in, "witness", "--state", str(state)).exit_code == 0
    assert run(lived_in, "retire-key", "log-1").exit_code == 1, "no key would be left"
    added = VerifierKey.parse(run(lived_in, "add-key").output.strip())
    assert run(lived_in, "keys").output.splitlines() == [*old, str(added)]
    both = run(lived_in, "checkpoint").output
    assert both.count("\N{EM DASH}") == 2
    assert run(lived_in, "retire-key", "log-1").exit_code == 0
    assert not (folder / "log-1.pem").exists()
    assert run(lived_in, "checkpoint").output.count("\N{EM DASH}") == 1
    assert run(lived_in, "witness", "--state", str(state)).exit_code == 0
    assert run(lived_in, "export", "--out", str(out)).exit_code == 0
    keys.write_text(run(lived_in, "keys").output)
    assert verify(out, "--key", keys).returncode == 0
    assert {*(out / "public-key.pem").read_text().split()} == {*old, str(added)}


def test_rows_from_before_the_log_are_adopted(lived_in: World) -> None:
    with lived_in.register.database.engine.begin() as connection:
        # As if they had been written before events committed to rows.
        connection.execute(text("UPDATE audit_events SET leaf = replace(leaf, 'dealers', 'none')"))
    before = run(lived_in, "verify")
    assert f"row_without_event dealers {lived_in.dealer}" in before.output
    assert run(lived_in, "adopt").output == "1 rows are bound to the log from now on\n"
    assert "row_without_event" not in run(lived_in, "verify").output
    assert run(lived_in, "adopt").output == "0 rows are bound to the log from now on\n"
