"""Transfer: `python -m matching.evaluate transfer FOLDER` or `... transfer SET SET SET SET`.

Each set is a folder with `train.txt` and `valid.txt`. The scorecard is fitted on the training pairs
of all sets but one, in the way of the shipped one, and tried on all pairs of that one, of which it
knows no label, and then on its validation pairs alone. What a word tells is counted in the texts
of each set itself, as the statistics of a register would be.
"""

import sys
from pathlib import Path

import numpy as np

from matching.evaluate.metrics import best_threshold
from matching.evaluate.pairs import HEADER, measure, read_pairs, row, words_of
from matching.product.design import FOR_OTHER_GOODS
from matching.product.examples import Examples
from matching.product.fitting import fit_scorecard
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
    train = {path: read_pairs(path / "train.txt") for path in paths}
    terms = {path: Terms.of(words_of(data.records)) for path, data in train.items()}
    examples = {
        path: Examples.of(data.pairs, data.labels, terms[path]) for path, data in train.items()
    }
    sys.stdout.write(HEADER)
    for path in paths:
        others = Examples.joined([examples[other] for other in paths if other != path])
        card, scores = fit_scorecard(others, terms[path], FOR_OTHER_GOODS)
        labels = others.labels[: len(scores)]
        threshold = best_threshold(1 / (1 + np.exp(-scores)), labels)
        for name, files in ((path.name, ("train", "valid")), ("  valid alone", ("valid",))):
            tried = read_pairs(*(path / f"{file}.txt" for file in files))
            sys.stdout.write(row(name, measure(card, tried, threshold)))
            sys.stdout.flush()
    return 0
