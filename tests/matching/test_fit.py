"""The refit: few verdicts change little, many change much, and no evidence is turned round."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fit import Calibration, Verdict, fit_correction, log_loss, main, read_verdicts

GOODS = {"category": "bicycle", "brand": "Gazelle"}
verdicts = st.lists(
    st.builds(
        Verdict,
        bits=st.dictionaries(st.sampled_from(["number", "brand"]), st.floats(-30, 40), max_size=2),
        prior_bits=st.floats(-30, 0),
        label=st.sampled_from([0.0, 1.0]),
    ),
    max_size=12,
)


def line(judgement: str, *, number: float = 25.0, colour: float = -2.0) -> str:
    evidence = [{"feature": "number", "bits": number}, {"feature": "colour", "bits": colour}]
    verdict = {"stolen_good": GOODS, "purchase": GOODS, "judgement": judgement}
    return json.dumps({**verdict, "evidence": evidence, "prior_bits": -24.0})


def worlds(count: int, scale: float, shift: float) -> list[Verdict]:
    """Return verdicts of a world in which the bits of colour are worth a share of what they say."""
    random = np.random.default_rng(3)
    number, colour = random.normal(2, 4, count), random.normal(0, 3, count)
    odds = number + scale * colour + shift
    labels = random.random(count) < 1 / (1 + 2**-odds)
    rows = zip(number, colour, labels, strict=True)
    return [Verdict({"number": n, "colour": c}, 0.0, float(label)) for n, c, label in rows]


def test_many_verdicts_find_what_bits_are_worth() -> None:
    found = fit_correction(worlds(20_000, scale=0.4, shift=-1.5))
    assert found.scales["number"] == pytest.approx(1, abs=0.05)
    assert found.scales["colour"] == pytest.approx(0.4, abs=0.05)
    assert found.intercept_bits == pytest.approx(-1.5, abs=0.1)


def test_a_handful_changes_little() -> None:
    found = fit_correction(worlds(5, scale=0.4, shift=-1.5))
    assert all(scale == pytest.approx(1, abs=0.25) for scale in found.scales.values())
    assert abs(found.intercept_bits) < 0.25


def test_one_verdict_moves_heavy_evidence_no_more_than_light() -> None:
    found = fit_correction([Verdict({"number": 25.0}, -24.0, 1.0)])
    assert 1 < found.scales["number"] < 1.01


def test_evidence_that_misleads_is_silenced_not_turned() -> None:
    assert fit_correction(worlds(20_000, scale=-0.8, shift=0)).scales["colour"] == 0


@settings(max_examples=100, deadline=None)
@given(verdicts)
def test_the_correction_never_fits_worse(found: list[Verdict]) -> None:
    correction = fit_correction(found)
    assert all(scale >= 0 for scale in correction.scales.values())
    before, after = log_loss(found, Calibration({}, 0.0)), log_loss(found, correction)
    assert after <= before + 1e-3


def test_the_command_writes_a_new_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "verdicts.ndjson", tmp_path / "fitted-1.json"
    source.write_text("\n".join([line("confirmed")] * 30 + [line("rejected")] * 90))
    options = ["--base", "plain-1", "--out", str(out), "--date", "2026-11-26"]
    assert main([str(source), *options]) == 0
    profile = json.loads(out.read_text())
    base = json.loads(Path("matching/profiles/plain-1.json").read_text())
    calibration = profile.pop("calibration")
    assert profile == {**base, "name": "fitted-1"}
    assert calibration["fitted_on"] == {
        "base": "plain-1",
        "date": "2026-11-26",
        "confirmed": 30,
        "rejected": 90,
    }
    assert calibration["intercept_bits"] < 0
    assert "120 verdicts" in capsys.readouterr().out
    # A refit of the refit corrects what is in force, for the bits were those of that profile.
    again = tmp_path / "fitted-2.json"
    profile["calibration"] = calibration
    assert main([str(source), "--base", str(out), "--out", str(again), "--date", "2026-11-27"]) == 0
    second = json.loads(again.read_text())["calibration"]
    assert second["intercept_bits"] == pytest.approx(2 * calibration["intercept_bits"], abs=1e-3)
    assert second["scales"]["number"] == pytest.approx(
        calibration["scales"]["number"] ** 2, abs=1e-3
    )


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"judgement": "confirmed"}', line("perhaps"), '{"stolen_good": 1}']
)
def test_what_is_no_verdict_is_named_by_its_line(tmp_path: Path, text: str) -> None:
    source = tmp_path / "verdicts.ndjson"
    source.write_text(f"{line('confirmed')}\n{text}\n")
    with pytest.raises(ValueError, match="line 2"):
        read_verdicts(source)


def test_a_fitted_profile_needs_a_name_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "verdicts.ndjson"
    source.write_text(line("confirmed"))
    options = ["--base", "plain-1", "--out", str(tmp_path / "plain-1.json"), "--date", "2026-11-26"]
    with pytest.raises(ValueError, match="name of its own"):
        main([str(source), *options])
