"""Metrics of scores against labels: F1, average precision, precision at a recall, calibration."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BINS = 10


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is told of scored pairs; all between 0 and 1."""

    f1: float
    f1_error: float
    average_precision: float
    precision_at_80: float
    calibration_error: float


def metrics_of(chances: Floats, labels: Floats, threshold: float) -> Metrics:
    """Return the metrics of chances against labels of 0 and 1, at a threshold for F1."""
    precision, recall = _curve(chances, labels)
    return Metrics(
        f1_at(chances, labels, threshold),
        f1_error(chances, labels, threshold),
        average_precision(chances, labels),
        float(precision[recall >= 0.8].max(initial=0.0)),
        calibration_error(chances, labels),
    )


def f1_at(chances: Floats, labels: Floats, threshold: float) -> float:
    """Return the harmonic mean of precision and recall if pairs from the threshold up match."""
    matched = chances >= threshold
    hits = float(labels[matched].sum())
    return 2 * hits / max(float(matched.sum() + labels.sum()), 1.0)


def f1_error(chances: Floats, labels: Floats, threshold: float) -> float:
    """Return the standard error of F1, had other such pairs been drawn.

    Source: F1 is a ratio of two sums over pairs, Cochran, Sampling techniques, 1977, chapter 6.
    """
    matched = chances >= threshold
    apart = 2 * labels * matched - f1_at(chances, labels, threshold) * (labels + matched)
    return float(np.sqrt((apart**2).sum())) / max(float((labels + matched).sum()), 1.0)


def best_threshold(chances: Floats, labels: Floats) -> float:
    """Return the threshold of the highest F1, which for calibrated chances is half of that F1.

    Source: Lipton, Elkan and Naryanaswamy, Optimal thresholding of classifiers to maximize F1
    measure, 2014. The very highest on these labels would depend on chance.
    """
    order = np.argsort(-chances, kind="stable")
    f1 = 2 * labels[order].cumsum() / (np.arange(1, len(labels) + 1) + labels.sum())
    return float(f1.max()) / 2


def average_precision(chances: Floats, labels: Floats) -> float:
    """Return the mean, over the pairs that match, of the precision from each one up."""
    precision, recall = _curve(chances, labels)
    return float((np.diff(recall, prepend=0) * precision).sum())


def calibration_error(chances: Floats, labels: Floats) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, chances - labels, _BINS)
    return float(np.abs(gaps).sum() / len(labels))


def _curve(chances: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Return precision and recall at each distinct chance, from the highest down."""
    order = np.argsort(-chances, kind="stable")
    last = np.append(np.diff(chances[order]) != 0, True)
    hits = labels[order].cumsum()[last]
    return hits / (np.flatnonzero(last) + 1), hits / max(float(labels.sum()), 1.0)
