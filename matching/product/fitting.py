"""Fitting: a scorecard from labelled pairs, by logistic regression under sign constraints."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.product.comparisons import compare
from matching.product.record import Record, has_digit
from matching.product.scorecard import Curve, Scorecard
from matching.product.terms import Terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[Record, Record]
Compared = tuple[dict[str, float], dict[str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to fit: penalties on squared weights, ramps a curve has, which words have weights."""

    curve_penalty: float = 1.0
    word_penalty: float = 3.0
    ramps: int = 7
    fewest_pairs: int = 12
    letters_only: bool = False
    rounds: int = 400


# For other goods than those fitted on, where words tell less and model codes nothing.
FOR_OTHER_GOODS = Options(word_penalty=30.0, fewest_pairs=100, letters_only=True)


@dataclass(frozen=True, slots=True)
class Design:
    """Pairs as numbers: a ramp a column, and the common words of each pair as a sparse matrix.

    `present` tells by row and curve whether the values could be compared; `signs` is 1 for a word
    that both have and -1 for one that a single one has.
    """

    ramps: Floats
    present: Floats
    curve_of: Ints
    rows: Ints
    words: Ints
    signs: Floats
    word_count: int

    def take(self, rows: Ints) -> "Design":
        """Return the design of these rows only."""
        place = np.full(len(self.ramps), -1)
        place[rows] = np.arange(len(rows))
        kept = place[self.rows] >= 0
        return Design(
            self.ramps[rows],
            self.present[rows],
            self.curve_of,
            place[self.rows[kept]],
            self.words[kept],
            self.signs[kept],
            self.word_count,
        )


@dataclass(frozen=True, slots=True)
class Weights:
    """What is fitted, in natural logarithms: all but the intercept at least 0.

    `up` is what a ramp adds to agreement, `down` what it takes from contradiction; `words` holds
    what common words give when both have them, and then what they take when one has.
    """

    intercept: float
    up: Floats
    down: Floats
    words: Floats

    def scores(self, design: Design) -> Floats:
        """Return the log-odds of each pair."""
        offset = np.zeros(design.present.shape[1])
        np.add.at(offset, design.curve_of, self.down)
        total = _times(design.ramps, self.up + self.down) - _times(design.present, offset)
        column = design.words + design.word_count * (design.signs < 0)
        parts = self.words[column] * design.signs
        return total + self.intercept + np.bincount(design.rows, parts, len(total))


def compare_all(pairs: Sequence[Pair], terms: Terms) -> list[Compared]:
    """Return the comparisons of pairs, their words weighing what these terms tell."""
    return [compare(a, b, terms) for a, b in pairs]


class Basis:
    """Where the ramps of the curves lie, and which words are common; made from training pairs."""

    def __init__(self, compared: Sequence[Compared], options: Options) -> None:
        names = sorted({name for values, _ in compared for name in values})
        self.knots: dict[str, Floats] = {}
        for name in names:
            found = np.array([values[name] for values, _ in compared if name in values])
            knots = np.unique(np.quantile(found, np.linspace(0, 1, 4 * options.ramps + 1)))
            knots = np.unique(np.round([found.min(), *knots, found.max()], 4))
            keep = np.linspace(0, len(knots) - 1, min(len(knots), options.ramps + 1)).round()
            self.knots[name] = knots[keep.astype(int)]
        counts = Counter(word for _, words in compared for word in words)
        common = sorted(word for word, n in counts.items() if n >= options.fewest_pairs)
        kept = (word for word in common if not options.letters_only or not has_digit(word))
        self.words = {word: at for at, word in enumerate(kept)}

    def design(self, compared: Sequence[Compared]) -> Design:
        """Return the design of compared pairs."""
        columns, present, curve_of = [], [], []
        for at, (name, knots) in enumerate(self.knots.items()):
            found = np.array([values.get(name, np.nan) for values, _ in compared])
            known = ~np.isnan(found)
            present.append(known)
            for low, high in pairwise(knots.tolist()):
                ramp = np.clip((np.nan_to_num(found) - low) / (high - low), 0, 1)
                columns.append(ramp * known)
                curve_of.append(at)
        entries = [
            (row, self.words[word], 1.0 if shared else -1.0)
            for row, (_, words) in enumerate(compared)
            for word, shared in words.items()
            if word in self.words
        ]
        rows, words, signs = zip(*entries, strict=True) if entries else ((), (), ())
        return Design(
            np.array(columns).T,
            np.array(present, dtype=float).T,
            np.array(curve_of, dtype=int),
            np.array(rows, dtype=int),
            np.array(words, dtype=int),
            np.array(signs, dtype=float),
            len(self.words),
        )

    def scorecard(self, weights: Weights, slope: float, shift: float, terms: Terms) -> Scorecard:
        """Return the weights in bits, made calibrated by a slope and a shift of the log-odds."""
        bits = slope / log(2)
        curves, start = {}, 0
        for name, knots in self.knots.items():
            end = start + len(knots) - 1
            up, down = weights.up[start:end], weights.down[start:end]
            steps = np.concatenate([[-down.sum()], up + down]).cumsum() * bits
            # Rounding must not make a curve fall or give bits to what is unknown.
            rounded = np.maximum.accumulate(steps.round(3))
            curves[name] = Curve(tuple(knots.tolist()), tuple(rounded.tolist()))
            start = end
        found, missed = np.split(weights.words * bits, 2)
        words = {
            word: (round(float(found[at]), 3), -round(float(missed[at]), 3))
            for word, at in self.words.items()
            if max(found[at], missed[at]) >= 0.01
        }
        intercept = round((weights.intercept * slope + shift) / log(2), 3)
        return Scorecard(intercept, curves, words, terms)


def fit(design: Design, labels: Floats, options: Options) -> Weights:
    """Return the weights of least log-loss with penalties, by accelerated projected gradients."""
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
    for _ in range(50):
        chances = 1 / (1 + np.exp(-design @ weights))
        slopes = design.T @ (chances - labels) + np.array([1e-3 * (weights[0] - 1), 0])
        curvature = (design * (chances * (1 - chances))[:, None]).T @ design
        weights = weights - np.linalg.solve(curvature + 1e-6 * np.eye(2), slopes)
    return max(float(weights[0]), 0.0), float(weights[1])


def cross_validated(
    design: Design, labels: Floats, options: Options, folds: int = 5, seed: int = 0
) -> Floats:
    """Return the log-odds of each pair by weights fitted on the other folds."""
    fold = np.random.default_rng(seed).permutation(len(labels)) % folds
    scores = np.zeros(len(labels))
    for one in range(folds):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        fitted = fit(design.take(inside), labels[inside], options)
        scores[outside] = fitted.scores(design.take(outside))
    return scores


def fit_scorecard(
    compared: Sequence[Compared], labels: Floats, terms: Terms, options: Options | None = None
) -> tuple[Scorecard, Floats]:
    """Return a calibrated scorecard, and the calibrated, cross-validated log-odds of the pairs.

    `terms` are those that the scorecard will be used with.
    """
    chosen = options or Options()
    basis = Basis(compared, chosen)
    design = basis.design(compared)
    scores = cross_validated(design, labels, chosen)
    slope, shift = calibrate(scores, labels)
    fitted = fit(design, labels, chosen)
    return basis.scorecard(fitted, slope, shift, terms), scores * slope + shift


def _gradient(design: Design, error: Floats) -> Floats:
    up = _times(design.ramps.T, error)
    down = up - _times(design.present.T, error)[design.curve_of]
    column = design.words + design.word_count * (design.signs < 0)
    words = np.bincount(column, error[design.rows] * design.signs, 2 * design.word_count)
    return np.concatenate([[error.sum()], up, down, words])


def _times(matrix: Floats, vector: Floats) -> Floats:
    """Return the product on one thread: for so small a one, threads of BLAS wait more than work."""
    return np.asarray(np.einsum("ij,j->i", matrix, vector))


def _curvatures(design: Design) -> Floats:
    """Return for each weight a bound on how fast the slope of the loss changes with all of them.

    The sum of a column, each row weighing as much as it sums to: so the weights of rare words may
    take longer steps than those that stand in every pair.
    """
    ramps = _times(design.present[:, design.curve_of], np.ones(len(design.curve_of)))
    sums = 1 + ramps + np.bincount(design.rows, minlength=len(ramps))
    bounds = _gradient(design, sums)
    # Those of contradictions count from above, where their column is negative.
    return np.abs(bounds)
