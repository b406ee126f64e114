"""Design: pairs as numbers to fit on, and the weights that are put on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from matching.product.examples import Compared, Floats, Ints
from matching.product.record import has_digit
from matching.product.scorecard import Curve, Scorecard
from matching.product.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to fit: penalties on squared weights, ramps a curve has, which words have weights.

    `following` is how much a pair counts whose label follows from those of others.
    """

    curve_penalty: float = 1.0
    word_penalty: float = 2.0
    ramps: int = 10
    fewest_pairs: int = 25
    letters_only: bool = False
    rounds: int = 400
    following: float = 0.5


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
        total = times(design.ramps, self.up + self.down) - times(design.present, offset)
        column = design.words + design.word_count * (design.signs < 0)
        parts = self.words[column] * design.signs
        return total + self.intercept + np.bincount(design.rows, parts, len(total))


class Basis:
    """Where the ramps of the curves lie, and which words are common; made from training pairs."""

    def __init__(self, compared: Sequence[Compared], options: Options) -> None:
        names = sorted({name for values, _ in compared for name in values})
        self.knots: dict[str, Floats] = {}
        for name in names:
            found = np.array([values[name] for values, _ in compared if name in values])
            # Of distinct values, since most pairs share no code, and few that do tell the most.
            knots = np.quantile(np.unique(found.round(3)), np.linspace(0, 1, options.ramps + 1))
            self.knots[name] = np.unique(knots.round(4))
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


def times(matrix: Floats, vector: Floats) -> Floats:
    """Return the product on one thread: for so small a one, threads of BLAS wait more than work."""
    return np.asarray(np.einsum("ij,j->i", matrix, vector))
