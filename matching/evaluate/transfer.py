"""Transfer: `python -m matching.evaluate transfer FOLDER` or `... transfer SET SET SET SET`.

Each set is a folder with `train.txt` and `valid.txt`. The scorecard is fitted on the training pairs
of all sets but one, and tried on the validation pairs of that one, which it knows nothing of.
"""

import sys
from pathlib import Path

import numpy as np

from matching.evaluate.metrics import best_threshold
from matching.evaluate.pairs import HEADER, LabelledPairs, measure, read_pairs, row, words_of
from matching.product.fitting import fit_scorecard
from matching.product.scorecard import Scorecard
from matching.product.terms import Terms

_USAGE = "usage: python -m matching.evaluate transfer FOLDER | SET SET SET ...\n"
_FEWEST_SETS = 3


def main(argv: list[str]) -> int:
    """Print how the pairs of each set are scored by what was fitted on the others."""
    paths = [Path(name) for name in argv]
    if len(paths) == 1:
        paths = sorted(path.parent for path in paths[0].glob("*/train.txt"))
    if len(paths) < _FEWEST_SETS:
        sys.stderr.write(_USAGE)
        return 2
    train = {path.name: read_pairs(path / "train.txt") for path in paths}
    sys.stdout.write(HEADER)
    for path in paths:
        others = [data for name, data in train.items() if name != path.name]
        card, threshold = fit_together(others)
        sys.stdout.write(row(path.name, measure(card, read_pairs(path / "valid.txt"), threshold)))
    return 0


def fit_together(sets: list[LabelledPairs]) -> tuple[Scorecard, float]:
    """Return the scorecard fitted on all pairs of these sets, and its threshold."""
    terms = Terms.of(words_of(record for one in sets for record in one.records))
    labels = np.concatenate([one.labels for one in sets])
    card, scores = fit_scorecard([pair for one in sets for pair in one.pairs], labels, terms)
    return card, best_threshold(1 / (1 + np.exp(-scores)), labels)
