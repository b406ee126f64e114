"""The refit: `python -m matching.fit VERDICTS.ndjson --base PROFILE --out FILE --name N --date D`.

A line of VERDICTS is one judged pair: `stolen_good` and `purchase` in their wire form, `judgement`
(`confirmed` or `rejected`), `evidence` (a list of `feature` and `bits`) and `prior_bits`. Out comes
a profile that is the base and a `calibration`: a factor, at least 0, for the bits of each feature,
and bits to add to the prior.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.item import Item

Floats = NDArray[np.float64]
_JUDGEMENTS = {"confirmed": 1.0, "rejected": 0.0}
# How many verdicts in full doubt the prior weighs as much as; see `fit_correction`.
_CAUTION = 20.0
_ROUNDS, _ENOUGH = 200, 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judged pair: the bits by feature, those of the prior, 1 for confirmed and 0 for not."""

    bits: Mapping[str, float]
    prior_bits: float
    label: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A correction: the log-odds of a pair become prior + intercept + the sum of scale x bits."""

    scales: Mapping[str, float]
    intercept_bits: float


def main(argv: list[str]) -> int:
    """Read verdicts, fit, write the new profile, and say what changed."""
    args = _arguments(argv)
    verdicts = read_verdicts(args.verdicts)
    base = json.loads(_profile_text(args.base))
    correction = fit_correction(verdicts)
    profile = refitted(base, correction, verdicts, name=args.name, on=args.date)
    args.out.write_text(json.dumps(profile, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    before, after = (log_loss(verdicts, c) for c in (Calibration({}, 0.0), correction))
    sys.stdout.write(f"{len(verdicts)} verdicts, log-loss {before:.4f} -> {after:.4f} bits\n")
    for feature, scale in correction.scales.items():
        sys.stdout.write(f"{feature:<24}{scale:7.3f}\n")
    sys.stdout.write(f"{'intercept_bits':<24}{correction.intercept_bits:7.3f}\n")
    return 0


def read_verdicts(path: Path) -> list[Verdict]:
    """Return the verdicts of a file. Raises ValueError, with the line, for what is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        _verdict(line, f"{path}, line {at}") for at, line in enumerate(lines, 1) if line.strip()
    ]


def fit_correction(verdicts: Sequence[Verdict], caution: float = _CAUTION) -> Calibration:
    """Return the correction of least log-loss that stays near none: factors of 1, no intercept.

    Logistic regression with a normal prior around that, as firm as `caution` verdicts in full doubt
    with bits of the usual size, by projected Newton steps; so a handful of verdicts changes little,
    and no factor falls below 0, which would turn evidence round. Corrects the bits as they were
    judged, those of the profile in force.
    """
    features = sorted({feature for verdict in verdicts for feature in verdict.bits})
    if not verdicts:
        return Calibration({}, 0.0)
    design = np.array([[*(v.bits.get(f, 0.0) for f in features), 1.0] for v in verdicts]) * log(2)
    prior = np.array([v.prior_bits for v in verdicts]) * log(2)
    labels = np.array([v.label for v in verdicts])
    origin = np.array([*(1.0 for _ in features), 0.0])
    point = _descend(design, prior, labels, origin, caution)
    scales = {f: round(float(s), 4) for f, s in zip(features, point[:-1], strict=True)}
    return Calibration(scales, round(float(point[-1]), 4))


def refitted(
    base: Mapping[str, Any],
    correction: Calibration,
    verdicts: Sequence[Verdict],
    *,
    name: str,
    on: date,
) -> dict[str, Any]:
    """Return the new profile, whose calibration is that of the base, corrected.

    Raises ValueError if its name is that of the base.
    """
    if name == base["name"]:
        raise ValueError("a fitted profile is a new version and needs a name of its own")
    confirmed = sum(verdict.label for verdict in verdicts)
    known = base.get("calibration") or {}
    scales = dict.fromkeys(correction.scales, 1.0) | known.get("scales", {})
    return {
        **base,
        "name": name,
        "calibration": {
            "scales": {f: round(s * correction.scales.get(f, 1.0), 4) for f, s in scales.items()},
            "intercept_bits": round(
                known.get("intercept_bits", 0.0) + correction.intercept_bits, 4
            ),
            "fitted_on": {
                "base": base["name"],
                "date": on.isoformat(),
                "confirmed": int(confirmed),
                "rejected": len(verdicts) - int(confirmed),
            },
        },
    }


def log_loss(verdicts: Sequence[Verdict], calibration: Calibration) -> float:
    """Return the mean surprise at the verdicts, in bits; 0 if there are none."""
    if not verdicts:
        return 0.0
    odds = np.array(
        [
            v.prior_bits
            + calibration.intercept_bits
            + sum(calibration.scales.get(f, 1.0) * bits for f, bits in v.bits.items())
            for v in verdicts
        ]
    )
    signs = np.array([2 * v.label - 1 for v in verdicts])
    return float(np.logaddexp(0, -signs * odds * log(2)).mean() / log(2))


def _descend(
    design: Floats, prior: Floats, labels: Floats, origin: Floats, caution: float
) -> Floats:
    """Return the best point by Newton steps cut at 0 for factors, halved until they help."""
    told = np.maximum((design != 0).sum(axis=0), 1)
    precision = caution * np.maximum((design * design).sum(axis=0) / told, 1)

    def loss(point: Floats) -> float:
        signed = (2 * labels - 1) * (prior + design @ point)
        away = point - origin
        return float(np.logaddexp(0, -signed).sum() + (precision * away * away).sum() / 2)

    point, least = origin, loss(origin)
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(prior + design @ point, -500, 500)))
        slope = design.T @ (chances - labels) + precision * (point - origin)
        # A factor that stands at 0 and would go below is left there.
        free = ~((point <= 0) & (slope > 0))
        free[-1] = True
        bend = (design * (chances * (1 - chances))[:, None]).T @ design + np.diag(precision)
        step = np.zeros(len(point))
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        length, moved, new = 1.0, point, least
        while length > _ENOUGH:
            moved = point - length * step
            moved[:-1] = np.maximum(moved[:-1], 0)
            new = loss(moved)
            if new < least:
                break
            length /= 2
        if least - new <= _ENOUGH:
            break
        point, least = moved, new
    return point


def _verdict(line: str, where: str) -> Verdict:
    try:
        data = json.loads(line)
        # The goods are not needed for the sums; what is no pair of goods is no verdict either.
        Item.from_wire(data["stolen_good"]), Item.from_wire(data["purchase"])
        bits: dict[str, float] = {}
        for piece in data["evidence"]:
            bits[piece["feature"]] = bits.get(piece["feature"], 0.0) + float(piece["bits"])
        return Verdict(bits, float(data["prior_bits"]), _JUDGEMENTS[data["judgement"]])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{where}: no verdict ({error})") from error


def _profile_text(base: str) -> str:
    """Return the text of a kept profile by its name, or of a file by its path."""
    if base.endswith(".json"):
        return Path(base).read_text(encoding="utf-8")
    return (files("matching") / "profiles" / f"{base}.json").read_text(encoding="utf-8")


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching.fit")
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("--base", required=True, help="the name of a kept profile, or a file")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--name", help="the name of the new profile; by default that of the file")
    parser.add_argument("--date", required=True, type=date.fromisoformat, help="as YYYY-MM-DD")
    args = parser.parse_args(argv)
    args.name = args.name or args.out.stem
    return args


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
