"""Fitting: finds the weights that made the labels, and keeps their signs."""

import numpy as np
import pytest

from matching.product.design import Basis, Options, Weights
from matching.product.examples import Compared, Examples, Floats, Pair
from matching.product.fitting import calibrate, fit, fit_scorecard
from matching.product.record import read_record
from matching.product.scorecard import Scorecard
from matching.product.terms import Terms

MAKERS, SORTS = ("sony", "canon", "nikon", "samsung"), ("camera", "lens", "headphone", "charger")


def made_pairs(count: int) -> tuple[list[Pair], Floats]:
    """Return pairs of goods of which the code decides, and the maker's colour says nothing."""
    random = np.random.default_rng(1)
    pairs, labels = [], []
    for _ in range(count):
        maker, sort, code = random.choice(MAKERS), random.choice(SORTS), random.integers(100, 999)
        same = random.random() < 0.4
        other = code if same else random.integers(100, 999)
        a, b = (f"{maker} {sort} ab{c} {random.choice(['new', 'offer'])}" for c in (code, other))
        pairs.append((read_record({"title": a}), read_record({"title": b})))
        labels.append(float(code == other))
    return pairs, np.array(labels)


@pytest.fixture(scope="module")
def fitted() -> tuple[Floats, Scorecard, Floats]:
    pairs, labels = made_pairs(400)
    terms = Terms.of(r.words for pair in pairs for r in pair)
    card, scores = fit_scorecard(Examples.of(pairs, labels, terms), terms, Options(rounds=150))
    return labels, card, scores


def test_what_decides_is_found(fitted: tuple[Floats, Scorecard, Floats]) -> None:
    labels, card, scores = fitted
    assert ((scores > 0) == (labels == 1)).mean() > 0.97
    pairs, truth = made_pairs(100)
    found = np.array([card.score(a, b) for a, b in pairs])
    assert ((found > 0.5) == (truth == 1)).mean() > 0.97


def test_signs_hold(fitted: tuple[Floats, Scorecard, Floats]) -> None:
    card = fitted[1]
    for curve in card.curves.values():
        assert list(curve.bits) == sorted(curve.bits)
        assert curve.bits[0] <= 0 <= curve.bits[-1]
    assert all(found >= 0 >= missed for found, missed in card.words.values())


def test_few_that_differ_get_knots_of_their_own() -> None:
    compared: list[Compared] = [
        ({"code": value}, {}) for value in [0.0] * 1000 + [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    ]
    assert Basis(compared, Options(ramps=3)).knots["code"].tolist() == [0.0, 0.6, 0.8, 1.0]


def test_labels_turned_round_teach_nothing() -> None:
    """Agreement that went with other products may not count against the same product."""
    pairs, labels = made_pairs(300)
    terms = Terms.of(r.words for pair in pairs for r in pair)
    card, _ = fit_scorecard(Examples.of(pairs, 1 - labels, terms), terms, Options(rounds=100))
    a, b = read_record({"title": "sony camera ab123"}), read_record({"title": "sony camera ab124"})
    assert card.score(a, a) >= card.score(a, b)


def test_more_rounds_lower_the_loss() -> None:
    pairs, labels = made_pairs(200)
    terms = Terms.of(r.words for pair in pairs for r in pair)
    compared, options = Examples.of(pairs, labels, terms).compared, Options()
    design = Basis(compared, options).design(compared)

    def loss(weights: Weights) -> float:
        squares = sum(float(part @ part) for part in (weights.up, weights.down))
        squares = options.curve_penalty * squares
        squares += options.word_penalty * float(weights.words @ weights.words)
        surprise = np.logaddexp(0, -(2 * labels - 1) * weights.scores(design)).sum()
        return float(surprise + squares / 2)

    losses = [loss(fit(design, labels, Options(rounds=rounds))) for rounds in (5, 40, 400)]
    assert losses == sorted(losses, reverse=True)
    assert losses[2] == pytest.approx(loss(fit(design, labels, Options(rounds=1500))), rel=1e-3)


@pytest.mark.parametrize("scale", [1.0, 0.01, 60.0])
def test_calibration_finds_slope_and_shift(scale: float) -> None:
    random = np.random.default_rng(2)
    odds = random.normal(size=20_000) * 2
    labels = (random.random(20_000) < 1 / (1 + np.exp(-(0.5 * odds - 1)))).astype(float)
    slope, shift = calibrate(odds * scale, labels)
    assert slope * scale == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(-1, abs=0.08)
