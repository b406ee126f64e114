"""Fitting: a scorecard from labelled pairs, by logistic regression under sign constraints."""

import numpy as np

from matching.product.design import Basis, Design, Options, Weights, times
from matching.product.examples import Examples, Floats, Ints
from matching.product.scorecard import Scorecard
from matching.product.terms import Terms

_CLOSE_ENOUGH = 1e-9


def fit(design: Design, labels: Floats, options: Options, counts: Floats | None = None) -> Weights:
    """Return the weights of least log-loss with penalties, by accelerated projected gradients.

    `counts` is how much each pair counts, at most 1; all of them do if it is not given.
    """
    ramps, words = design.ramps.shape[1], design.word_count
    share = labels.mean()
    sizes = np.cumsum([1, ramps, ramps, 2 * words])
    penalty = np.concatenate(
        [[0.0], np.full(2 * ramps, options.curve_penalty), np.full(2 * words, options.word_penalty)]
    )
    point = np.zeros(sizes[-1])
    point[0] = np.log(share / (1 - share))

    def weights(vector: Floats) -> Weights:
        _, up, down, of_words = np.split(vector, sizes[:-1])
        return Weights(float(vector[0]), up, down, of_words)

    # A logistic curve bends a quarter at most.
    step = 1 / (_curvatures(design) / 4 + penalty)
    ahead, previous, speed = point, point, 1.0
    for _ in range(options.rounds):
        now = weights(ahead)
        error = 1 / (1 + np.exp(-now.scores(design))) - labels
        if counts is not None:
            error *= counts
        moved = ahead - step * (_gradient(design, error) + penalty * ahead)
        moved[1:] = np.maximum(moved[1:], 0)
        if float((ahead - moved) / step @ (moved - previous)) > 0:
            speed = 1.0
        faster = (1 + np.sqrt(1 + 4 * speed * speed)) / 2
        ahead = moved + (speed - 1) / faster * (moved - previous)
        previous, speed = moved, float(faster)
    return weights(previous)


def calibrate(scores: Floats, labels: Floats) -> tuple[float, float]:
    """Return slope and shift that make log-odds of pairs not fitted on calibrated (Platt)."""
    design = np.column_stack([scores, np.ones_like(scores)])
    weights = np.array([1.0, 0.0])

    def loss(weights: Floats) -> float:
        odds = design @ weights
        return float((np.logaddexp(0, odds) - labels * odds).sum() + 5e-4 * (weights[0] - 1) ** 2)

    for _ in range(50):
        chances = np.exp(-np.logaddexp(0, -(design @ weights)))
        slopes = design.T @ (chances - labels) + np.array([1e-3 * (weights[0] - 1), 0])
        curvature = (design * (chances * (1 - chances))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-6 * np.eye(2), slopes)
        # A whole step of Newton's goes too far where the curve is flat.
        while np.abs(step).max() > _CLOSE_ENOUGH and loss(weights - step) > loss(weights):
            step = step / 2
        weights = weights - step
    return max(float(weights[0]), 0.0), float(weights[1])


def cross_validated(
    design: Design, examples: Examples, options: Options, folds: int = 5, seed: int = 0
) -> Floats:
    """Return the log-odds of each given pair by weights fitted on the other folds."""
    fold = np.random.default_rng(seed).permutation(len(examples.given)) % folds
    scores = np.zeros(len(fold))
    for one in range(folds):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        fitted = _fit_on(inside, design, examples, options)
        scores[outside] = fitted.scores(design.take(outside))
    return scores


def fit_scorecard(
    examples: Examples, terms: Terms, options: Options | None = None
) -> tuple[Scorecard, Floats]:
    """Return a calibrated scorecard, and calibrated, cross-validated log-odds of given pairs.

    `terms` are those that the scorecard will be used with.
    """
    chosen, given = options or Options(), len(examples.given)
    compared = examples.compared
    basis = Basis(compared, chosen)
    design = basis.design(compared)
    scores = cross_validated(design, examples, chosen)
    slope, shift = calibrate(scores, examples.labels[:given])
    fitted = _fit_on(np.arange(given), design, examples, chosen)
    return basis.scorecard(fitted, slope, shift, terms), scores * slope + shift


def _fit_on(rows: Ints, design: Design, examples: Examples, options: Options) -> Weights:
    """Fit on some of the given pairs, and on what follows from them."""
    more = examples.following(rows)
    both = np.concatenate([rows, more])
    counts = np.concatenate([np.ones(len(rows)), np.full(len(more), options.following)])
    return fit(design.take(both), examples.labels[both], options, counts)


def _gradient(design: Design, error: Floats) -> Floats:
    up = times(design.ramps.T, error)
    down = up - times(design.present.T, error)[design.curve_of]
    column = design.words + design.word_count * (design.signs < 0)
    words = np.bincount(column, error[design.rows] * design.signs, 2 * design.word_count)
    return np.concatenate([[error.sum()], up, down, words])


def _curvatures(design: Design) -> Floats:
    """Return for each weight a bound on how fast the slope of the loss changes with all of them.

    The sum of a column, each row weighing as much as it sums to: so the weights of rare words may
    take longer steps than those that stand in every pair.
    """
    ramps = times(design.present[:, design.curve_of], np.ones(len(design.curve_of)))
    sums = 1 + ramps + np.bincount(design.rows, minlength=len(ramps))
    bounds = _gradient(design, sums)
    # Those of contradictions count from above, where their column is negative.
    return np.abs(bounds)
