"""Labelled pairs: `python -m matching.evaluate pairs TRAIN VALID [TEST]`.

A line is two records and a label with tabs between, each field of a record as `COL name VAL text`,
the form in which Ditto publishes its data.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.evaluate.metrics import Floats, Metrics, best_threshold, metrics_of
from matching.product.examples import Examples, Pair
from matching.product.fitting import fit_scorecard
from matching.product.record import Record, read_record
from matching.product.scorecard import Scorecard
from matching.product.terms import Terms

_FIELD = re.compile(r"COL (\S+) VAL")
_USAGE = "usage: python -m matching.evaluate pairs TRAIN VALID [TEST]\n"
HEADER = f"{'':<28}{'F1':>7}{'+-':>7}{'AP':>7}{'P@R.8':>7}{'ECE':>7}\n"


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Pairs and their labels, 1 for the same product; `records` holds each record once."""

    pairs: list[Pair]
    labels: Floats
    records: list[Record]


def main(argv: list[str]) -> int:
    """Fit on TRAIN, choose the threshold there by cross-validation, print how the others do."""
    if len(argv) not in {2, 3}:
        sys.stderr.write(_USAGE)
        return 2
    train, *others = (read_pairs(Path(name)) for name in argv)
    card, threshold, fitted = fit_pairs(train)
    sys.stdout.write(HEADER + row("train, cross-validated", fitted))
    for name, data in zip(("valid", "test"), others, strict=False):
        sys.stdout.write(row(name, measure(card, data, threshold)))
    sys.stdout.write(f"threshold {threshold:.3f}, chosen on train\n")
    return 0


def read_pairs(*paths: Path) -> LabelledPairs:
    """Return the pairs of files. Raises ValueError, with the line, for what is no such file."""
    known: dict[str, Record] = {}
    pairs, labels = [], []
    for *texts, label in (parts for path in paths for parts in _lines(path)):
        for text in texts:
            if text not in known:
                known[text] = read_record(dict(_fields(text)))
        a, b = texts
        pairs.append((known[a], known[b]))
        labels.append(float(label))
    return LabelledPairs(pairs, np.array(labels), list(known.values()))


def fit_pairs(data: LabelledPairs) -> tuple[Scorecard, float, Metrics]:
    """Return the fitted scorecard, its threshold, and the metrics of cross-validation."""
    terms = Terms.of(words_of(data.records))
    card, scores = fit_scorecard(Examples.of(data.pairs, data.labels, terms), terms)
    chances = 1 / (1 + np.exp(-scores))
    threshold = best_threshold(chances, data.labels)
    return card, threshold, metrics_of(chances, data.labels, threshold)


def words_of(records: Iterable[Record]) -> Iterator[set[str]]:
    """Yield the words of each record that are counted for what they tell."""
    return (record.words | record.category for record in records)


def measure(card: Scorecard, data: LabelledPairs, threshold: float) -> Metrics:
    """Return the metrics of a scorecard on pairs."""
    return metrics_of(scores_of(card, data), data.labels, threshold)


def scores_of(card: Scorecard, data: LabelledPairs) -> Floats:
    """Return the chance of each pair."""
    return np.array([card.score(a, b) for a, b in data.pairs])


def row(name: str, metrics: Metrics) -> str:
    """Return the metrics as a line of a table under `HEADER`."""
    values = (
        metrics.f1,
        metrics.f1_error,
        metrics.average_precision,
        metrics.precision_at_80,
        metrics.calibration_error,
    )
    return f"{name:<28}" + "".join(f"{value:7.3f}" for value in values) + "\n"


def _lines(path: Path) -> Iterator[list[str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split("\t")
        if len(parts) != 3 or parts[2] not in {"0", "1"}:
            raise ValueError(f"{path}, line {number}: two records and a label 0 or 1 are expected")
        yield parts


def _fields(text: str) -> Iterator[tuple[str, str]]:
    _, *parts = _FIELD.split(text)
    return ((name, value.strip()) for name, value in zip(parts[::2], parts[1::2], strict=True))
