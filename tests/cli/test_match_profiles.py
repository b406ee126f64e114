"""Profiles on the command line: published, listed, and hits computed again."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from matching import fit, load_profile
from registry.access.actors import Role
from registry.followers.loop import catch_up
from registry.tables import AuditEvent, HitVersion
from tests.world import World, item, purchase, stolen_good

NUMBER = "5CD1234XYZ"


@pytest.fixture
def hit_id(world: World) -> str:
    """Give a world with one hit, rejected."""
    world.lose(stolen_good(item=item(NUMBER)))
    world.buy(purchase(item=item(NUMBER)))
    (hit,) = world.hits()
    judged = {"judgement": "rejected"}
    answer = world.call("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json=judged)
    assert answer.status_code == 200
    return str(hit["id"])


def test_publish_list_and_recompute(world: World, hit_id: str, tmp_path: Path) -> None:
    run = world.app.test_cli_runner().invoke
    shipped = load_profile()
    assert run(args=["match-profiles", "publish"]).stdout == f"{shipped.name}.1\n"
    assert "waiting" in run(args=["match-profiles", "list"]).stdout
    catch_up(world.register)
    assert "applied, 1 purchases compared" in run(args=["match-profiles", "list"]).stdout
    weights = tmp_path / "weights.json"
    fitted = {**shipped.to_wire(), "name": "fitted-1", "share": 0.02}
    weights.write_text(json.dumps(fitted))
    assert run(args=["match-profiles", "publish", "--from", str(weights)]).stdout == "fitted-1.2\n"
    catch_up(world.register)
    done = run(args=["match-profiles", "recompute", hit_id])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    made_by = [shipped.name, shipped.name, f"{shipped.name}.1", "fitted-1.2"]
    assert [line.split()[2] for line in lines] == made_by
    assert all(line.endswith("as recorded") for line in lines)


def test_a_hit_that_was_edited_is_found_out(world: World, hit_id: str) -> None:
    with world.register.database.writers() as session:
        (version, *_) = session.scalars(select(HitVersion)).all()
        evaluation = {**version.evaluation, "p_item": 0.5}
        statement = update(HitVersion).values(evaluation=evaluation)
        session.connection().execute(statement)
        session.connection().commit()
    done = world.app.test_cli_runner().invoke(args=["match-profiles", "recompute", hit_id])
    assert done.exit_code == 1
    assert "DIFFERS" in done.stdout


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}', "\x00"])
def test_what_is_no_profile_is_refused(small_world: World, tmp_path: Path, text: str) -> None:
    file = tmp_path / "weights.json"
    file.write_text(text)
    done = small_world.app.test_cli_runner().invoke(
        args=["match-profiles", "publish", "--from", str(file)]
    )
    assert done.exit_code == 1
    assert "no profile" in done.output
    assert "Traceback" not in done.output


def test_judgements_are_exported_without_persons(world: World, hit_id: str, tmp_path: Path) -> None:
    file = tmp_path / "judgements.ndjson"
    run = world.app.test_cli_runner().invoke
    assert run(args=["match-profiles", "export-judgements", str(file)]).stdout.startswith("1 ")
    (line,) = file.read_text().splitlines()
    judged = json.loads(line)
    assert judged["judgement"] == "rejected"
    assert judged["stolen_good"] == judged["purchase"] == item(NUMBER)
    assert sum(e["bits"] for e in judged["evidence"]) + judged["prior_bits"] > 0
    for secret in ("Jantje", "SPECI2014", world.dealer, "PL0900"):
        assert secret not in line
    with world.register.database.read() as session:
        names = session.scalars(select(AuditEvent.name)).all()
    assert "matching:judgement:export" in names


def test_what_was_judged_is_fitted_and_published(world: World, hit_id: str, tmp_path: Path) -> None:
    run = world.app.test_cli_runner().invoke
    judgements, fitted = tmp_path / "judgements.ndjson", tmp_path / "fitted-1.json"
    run(args=["match-profiles", "export-judgements", str(judgements)])
    shipped = load_profile()
    fit.main(
        [str(judgements), "--base", shipped.name, "--out", str(fitted), "--date", "2026-06-15"]
    )
    assert run(args=["match-profiles", "publish", "--from", str(fitted)]).stdout == "fitted-1.1\n"
    catch_up(world.register)
    with world.register.database.read() as session:
        versions = session.scalars(select(HitVersion).order_by(HitVersion.version)).all()
    first, last = versions[0].evaluation, versions[-1].evaluation
    assert last["profile"] == "fitted-1.1"
    # The hit was rejected, so what spoke for it counts for less.
    assert last["p_item"] < first["p_item"]
    bits = last["prior_bits"] + sum(piece["bits"] for piece in last["evidence"])
    assert last["p_item"] == pytest.approx(1 / (1 + 2**-bits))
    done = run(args=["match-profiles", "recompute", hit_id])
    assert done.exit_code == 0, done.output
