"""The command that fits what is shipped: `python -m matching.product TRAIN [TRAIN ...] --out FILE`.

TRAIN are files of labelled pairs, as `matching.evaluate.pairs` reads them.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from matching.evaluate.metrics import best_threshold, metrics_of
from matching.evaluate.pairs import HEADER, read_pairs, row, words_of
from matching.product.design import FOR_OTHER_GOODS
from matching.product.examples import Examples
from matching.product.fitting import fit_scorecard
from matching.product.terms import Terms

# Rarer words would say which goods the pairs were about.
_FEWEST_TEXTS = 20
_ABOUT = (
    "Weights of the product score in bits, fitted by `python -m matching.product` on labelled pairs"
    " of shop offers: {sets}. Made by sign-constrained logistic regression and calibrated on"
    " cross-validated scores; `terms` is what common words tell, as a share of what a word in none"
    " of the texts would. Weights and frequencies only: no text of the pairs is in here."
)


def main(argv: list[str]) -> int:
    """Fit on all files together, write the scorecard, and print how cross-validation did."""
    parser = argparse.ArgumentParser(prog="python -m matching.product")
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    args = parser.parse_args(argv)
    sets = [read_pairs(path) for path in args.train]
    terms = Terms.of(words_of(r for one in sets for r in one.records), fewest=_FEWEST_TEXTS)
    examples = Examples.joined([Examples.of(one.pairs, one.labels, terms) for one in sets])
    card, scores = fit_scorecard(examples, terms, FOR_OTHER_GOODS)
    names = ", ".join(
        f"{path.parent.name} ({len(one.pairs)} pairs)"
        for path, one in zip(args.train, sets, strict=True)
    )
    data = {"about": _ABOUT.format(sets=names), **card.as_data()}
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items())
    args.out.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    chances, start = 1 / (1 + np.exp(-scores)), 0
    sys.stdout.write(HEADER)
    for path, one in zip(args.train, sets, strict=True):
        part = chances[start : start + len(one.pairs)]
        threshold = best_threshold(part, one.labels)
        sys.stdout.write(row(path.parent.name, metrics_of(part, one.labels, threshold)))
        start += len(one.pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
