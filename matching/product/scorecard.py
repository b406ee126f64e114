"""The scorecard: bits for each comparison and each common word, which add up. Data, not code."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, fsum, log
from typing import Any

from matching.product.comparisons import compare
from matching.product.record import Record
from matching.product.terms import Terms

_MOST_BITS = 60.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Bits by the value of a comparison: straight between knots, level beyond, never falling.

    The least bits are at most 0 and the most at least 0, for what is unknown has 0.
    """

    knots: tuple[float, ...]
    bits: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the bits of a value."""
        knots, bits = self.knots, self.bits
        at = bisect_right(knots, value)
        if at == 0:
            return bits[0]
        if at == len(knots):
            return bits[-1]
        share = (value - knots[at - 1]) / (knots[at] - knots[at - 1])
        return bits[at - 1] + share * (bits[at] - bits[at - 1])


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Weights of the product score.

    `intercept` is the log-odds in bits if nothing is known. `words` gives the bits of a word that
    both records have, at least 0, and of one that a single one has, at most 0.
    """

    intercept: float
    curves: Mapping[str, Curve]
    words: Mapping[str, tuple[float, float]]
    terms: Terms

    def evidence(self, a: Record, b: Record) -> dict[str, float]:
        """Return the bits of each comparison, and of the words together, that are not 0."""
        values, words = compare(a, b, self.terms)
        curves = self.curves
        bits = {name: curves[name].at(value) for name, value in values.items() if name in curves}
        bits["common_words"] = fsum(
            self.words[word][0 if shared else 1]
            for word, shared in words.items()
            if word in self.words
        )
        return {name: value for name, value in bits.items() if value}

    def score(self, a: Record, b: Record) -> float:
        """Return the chance, from 0 to 1, that both tell of the same product."""
        return chance(self.intercept + fsum(self.evidence(a, b).values()))

    def as_data(self) -> dict[str, Any]:
        """Return the plain form, which `from_data` reads."""
        return {
            "intercept": self.intercept,
            "curves": {name: [c.knots, c.bits] for name, c in self.curves.items()},
            "words": dict(self.words),
            "terms": dict(self.terms.known),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Scorecard":
        """Return the scorecard of its plain form. Raises KeyError if a part is missing."""
        return cls(
            intercept=data["intercept"],
            curves={
                name: Curve(tuple(knots), tuple(bits))
                for name, (knots, bits) in data["curves"].items()
            },
            words={word: (found, missed) for word, (found, missed) in data["words"].items()},
            terms=Terms(data["terms"]),
        )


def chance(bits: float) -> float:
    """Return the chance of log-odds in bits."""
    return 1 / (1 + exp(-log(2) * max(-_MOST_BITS, min(_MOST_BITS, bits))))


@cache
def shipped_scorecard() -> Scorecard:
    """Return the scorecard that comes with this package."""
    text = (files("matching.product") / "scorecard.json").read_text(encoding="utf-8")
    return Scorecard.from_data(json.loads(text))
