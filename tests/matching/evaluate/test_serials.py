"""The evaluation: its workload is what it says, and its figures are what they are called."""

from collections import Counter
from math import inf
from random import Random

import numpy as np
import pytest

from matching import load_profile
from matching.evaluate import serials
from matching.evaluate.figures import calibration, caught_at, threshold_at
from matching.evaluate.oracle import channel, knowing, statistics_of
from matching.evaluate.report import GROUPS
from matching.evaluate.slips import slip
from matching.evaluate.workload import SHARES, World, _rows, registered, stream
from matching.likelihood.channel import codes_of
from matching.likelihood.typed import slips_to


def test_the_workload_is_what_it_says() -> None:
    world = World(1)
    stolen = world.stolen(3_000)
    purchases = list(world.purchases(stolen, 8_000))
    kinds = Counter(purchase.kind for purchase in purchases)
    for kind, share in SHARES.items():
        assert kinds[kind] / len(purchases) == pytest.approx(share / 1.02, abs=0.015)
    told = [purchase for purchase in purchases if purchase.stolen is not None]
    for share in (
        sum(p.item.category != "other" for p in told) / len(told),
        sum(p.item.brand is not None for p in told) / len(told),
        sum(p.item.model is not None for p in told) / len(told),
    ):
        assert share == pytest.approx(0.8, abs=0.03)
    exact = [p for p in told if p.kind == "exact"]
    readings = [{r for n in p.item.numbers for r in n.readings} for p in exact]
    found = [stolen[p.stolen or 0].number in r for p, r in zip(exact, readings, strict=True)]
    assert sum(found) / len(found) > 0.98
    # Honest goods are of the same families.
    groups = [
        Counter(p.group for p in purchases if p.kind == "clean"),
        Counter(goods.group for goods in stolen),
    ]
    for group in GROUPS:
        shares = [counts[group] / counts.total() for counts in groups]
        assert shares[0] == pytest.approx(shares[1], abs=0.03)


def test_the_workload_is_as_hard_as_it_says() -> None:
    rows = _rows("families")
    assert len(rows) >= 25
    shapes = {row["name"]: row["shape"] for row in rows}
    # Two makers deal out the same numbers.
    assert shapes["apple new"] == shapes["apple new tablet"]
    nikon, sony = World(1), [row for row in rows if row["name"] in {"nikon", "sony camera"}]
    assert len(sony) == 2
    sevens = [g for g in nikon.stolen(20_000) if len(g.number) == 7 and g.number.isdigit()]
    assert {g.brand for g in sevens if "2" <= g.number[0] <= "6"} >= {"Nikon", "Sony"}


def test_a_seed_is_one_workload() -> None:
    worlds = [World(seed) for seed in (1, 1, 2)]
    goods = [world.stolen(50) for world in worlds]
    assert goods[0] == goods[1] != goods[2]
    bought = [list(w.purchases(g, 50)) for w, g in zip(worlds, goods, strict=True)]
    assert bought[0] == bought[1] != bought[2]
    items = [registered(g, stream(1, "x")) for g in goods[0]]
    assert all(
        item.numbers for item in items if any(c.isdigit() for c in item.numbers[0].canonical)
    )


def test_a_slip_makes_another_number() -> None:
    rng = stream(1, "slips")
    for number in ("GZ1234567", "0012", "352099001761481", "S/N 12-34"):
        assert all(slip(number, rng) != number for _ in range(200))


def test_thresholds_alarm_on_no_more_than_asked() -> None:
    scores = [float(n) for n in range(100)] + [-inf] * 100
    for share in (0.0, 0.01, 0.05, 0.3, 0.5):
        limit = threshold_at(share, scores)
        alarmed = sum(score >= limit for score in scores)
        assert alarmed <= share * len(scores)
        assert alarmed == int(share * len(scores))
    assert threshold_at(0.1, [1.0] * 10) > 1.0
    assert caught_at(2.0, [(3.0, True), (3.0, False), (1.0, True), (2.0, True)]) == 0.5


def test_calibration() -> None:
    chances = np.array([0.01, 0.25, 0.25, 0.25, 0.25, 0.95, 0.95])
    right = np.array([True, True, False, False, False, True, True])
    table, error = calibration(chances, right, np.ones(7), 0.05)
    assert [row[0] for row in table] == [0.2, 0.9]
    assert error == pytest.approx(0.05 * 2 / 6)
    # One that counts for many is as good as many.
    weights = np.array([1.0, 1, 1, 1, 1, 4, 0])
    _, heavier = calibration(chances, right, weights, 0.05)
    assert heavier == pytest.approx(0.05 * 4 / 8)


def test_the_oracle_knows_the_slips() -> None:
    rng, known, number = Random(4), channel(), "K2205867QW"
    drawn = [typed for _ in range(6_000) if (typed := slip(number, rng)).isalnum()]
    often = Counter(drawn)
    row, length = np.array([codes_of(number)]), np.array([float(len(number))])
    chances = {typed: float(slips_to(known, typed, row, length).one[0]) for typed in often}
    assert sum(known.pair_rates) == pytest.approx(1)
    # All but a W that became two Vs is reckoned with, and about as often as it happens.
    assert sum(often[typed] for typed, chance in chances.items() if chance) / len(drawn) > 0.98
    usual = [typed for typed, count in often.items() if count >= 100]
    assert len(usual) > 5
    for typed in usual:
        assert often[typed] / len(drawn) == pytest.approx(chances[typed], rel=0.35)


def test_the_oracle_knows_what_there_is() -> None:
    world = World(9)
    profile = load_profile()
    statistics = statistics_of(world, profile)
    assert sum(f.weight for f in statistics.families) == statistics.numbers
    known = knowing(profile, world).likelihoods.world
    rng = stream(9, "some")
    for _ in range(100):
        goods = world.goods(rng)
        # It thinks possible what there is, and likelier than a number that nobody deals out.
        assert known.honest(goods.number).likelihood > known.honest("Q" + goods.number).likelihood


def test_it_prints_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    serials.main(["--goods", "3000", "--purchases", "300", "--seeds", "7", "--oracle"])
    printed, _, by_oracle = capsys.readouterr().out.partition("an oracle")
    assert "among candidates" in by_oracle
    for expected in ("number alone", "with names", "dense", "junk alarmed", "distance 2 and Luhn"):
        assert expected in printed
    rows = [line for line in printed.splitlines() if line.startswith("with names")]
    assert all(float(row.split()[-6].rstrip("%")) > 90 for row in rows)
