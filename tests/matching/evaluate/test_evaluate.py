"""The evaluations: their metrics, the form they read, and a run from end to end."""

from pathlib import Path

import numpy as np
import pytest

from matching.evaluate.__main__ import main
from matching.evaluate.metrics import (
    average_precision,
    best_threshold,
    calibration_error,
    f1_at,
    f1_error,
    metrics_of,
)
from matching.evaluate.pairs import read_pairs


def as_line(a: str, b: str, label: int) -> str:
    return f"COL title VAL {a} COL price VAL 9.5 \tCOL title VAL {b} COL price VAL  \t{label}"


def write_set(folder: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    folder.mkdir()
    for name, count in (("train.txt", 150), ("valid.txt", 60)):
        lines = []
        for _ in range(count):
            code, other = random.integers(100, 999, 2)
            same = int(random.random() < 0.4)
            lines.append(as_line(f"sony ab{code}", f"sony ab{code if same else other} new", same))
        (folder / name).write_text("\n".join(lines))


def test_metrics() -> None:
    chances, labels = np.array([0.9, 0.8, 0.4, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    assert f1_at(chances, labels, 0.5) == pytest.approx(0.5)
    assert f1_at(chances, labels, 0.4) == pytest.approx(0.8)
    assert best_threshold(chances, labels) == pytest.approx(0.8 / 2)
    assert average_precision(chances, labels) == pytest.approx((1 + 2 / 3) / 2)
    assert calibration_error(chances, labels) == pytest.approx((0.1 + 0.8 + 0.6 + 0.1) / 4)
    assert metrics_of(chances, labels, 0.4).precision_at_80 == pytest.approx(2 / 3)


def test_the_error_of_f1_is_its_spread_over_samples() -> None:
    random = np.random.default_rng(5)
    chances = random.random((400, 500))
    labels = (random.random(chances.shape) < chances).astype(float)
    f1 = [f1_at(*one, 0.5) for one in zip(chances, labels, strict=True)]
    errors = [f1_error(*one, 0.5) for one in zip(chances, labels, strict=True)]
    assert np.mean(errors) == pytest.approx(np.std(f1), rel=0.1)
    assert f1_error(np.zeros(3), np.zeros(3), 0.5) == 0


def test_pairs_that_score_alike_have_no_order() -> None:
    labels = np.array([0.0, 1.0, 1.0, 0.0])
    assert average_precision(np.full(4, 0.5), labels) == 0.5


def test_the_form_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text(as_line("Sony WH-1000XM4", "", 1) + "\n" + as_line("Sony WH-1000XM4", "x", 0))
    data = read_pairs(path)
    assert list(data.labels) == [1, 0]
    assert len(data.records) == 3
    assert data.pairs[0][0].codes == {"wh1000xm4"}
    assert data.pairs[0][0].prices == {9.5}
    assert not data.pairs[0][1].words


def test_what_is_no_pair_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text(as_line("a", "b", 1) + "\nCOL title VAL a\t2")
    with pytest.raises(ValueError, match="line 2"):
        read_pairs(path)


def test_pairs_and_transfer_from_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed, name in enumerate(("one", "two", "three")):
        write_set(tmp_path / name, seed)
    train, valid = (str(tmp_path / "one" / f"{name}.txt") for name in ("train", "valid"))
    assert main(["pairs", train, valid]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["train,", "valid", "threshold"]
    assert float(lines[2].split()[1]) > 0.9
    assert main(["transfer", str(tmp_path)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [row[0] for row in rows] == ["one", "valid", "three", "valid", "two", "valid"]
    assert all(float(row[-3]) > 0.9 for row in rows)


@pytest.mark.parametrize("argv", [[], ["nothing"], ["pairs"], ["transfer", "a", "b"]])
def test_wrong_arguments_are_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "usage" in capsys.readouterr().err
