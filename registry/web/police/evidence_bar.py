"""The evidence of a hit as bars: positive bits to the right, negative ones to the left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HALF = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in a drawing 200 wide with its zero in the middle; `bits` is what it stands for."""

    bits: float
    x: float
    width: float

    @property
    def side(self) -> str:
        """Whether it speaks for or against."""
        return "for" if self.bits >= 0 else "against"


@dataclass(frozen=True, slots=True)
class Bars:
    """The prior, one bar for each piece of evidence, and their sum, all on one scale."""

    prior: Bar
    evidence: list[Bar]
    total: Bar


def evidence_bars(hit: Mapping[str, Any]) -> Bars:
    """Return the bars of a hit."""
    prior = float(hit["prior_bits"])
    evidence = [float(each["bits"]) for each in hit["evidence"]]
    total = prior + sum(evidence)
    longest = max(1.0, *(abs(value) for value in (prior, total, *evidence)))

    def bar(value: float) -> Bar:
        width = round(abs(value) / longest * HALF, 2)
        return Bar(value, HALF if value >= 0 else round(HALF - width, 2), width)

    return Bars(bar(prior), [bar(value) for value in evidence], bar(total))
