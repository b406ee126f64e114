"""Figures: thresholds by their false alarms, what is caught above them, and calibration."""

from collections.abc import Sequence
from math import inf, nextafter

import numpy as np
import numpy.typing as npt

BINS = 10


def threshold_at(share: float, clean: Sequence[float]) -> float:
    """Return the lowest threshold that at most this share of clean scores reach."""
    scores = sorted(clean, reverse=True)
    allowed = int(share * len(scores))
    return nextafter(scores[allowed], inf) if allowed < len(scores) else -inf


def caught_at(threshold: float, thefts: Sequence[tuple[float, bool]]) -> float:
    """Return the share of thefts that reach the threshold and whose best candidate is right."""
    if not thefts:
        return float("nan")
    return sum(right and score >= threshold for score, right in thefts) / len(thefts)


def calibration(
    chances: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
    least: float,
) -> tuple[list[tuple[float, float, float, float]], float]:
    """Return a row for each bin and the expected calibration error from chance `least` up.

    A row has the lower end, the mean chance that was said, the share that was right, and the part
    of all. `weights` says for how many each one counts.
    """
    kept = chances >= least
    chances, right, weights = chances[kept], right[kept], weights[kept]
    which = np.minimum((chances * BINS).astype(np.intp), BINS - 1)
    table, error = [], 0.0
    for at in range(BINS):
        mass = weights * (which == at)
        if mass.sum() == 0:
            continue
        said = float((chances * mass).sum() / mass.sum())
        was = float((right * mass).sum() / mass.sum())
        share = float(mass.sum() / weights.sum())
        error += share * abs(said - was)
        table.append((at / BINS, said, was, share))
    return table, error
