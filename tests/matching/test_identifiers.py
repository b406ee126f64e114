"""What a number is: a table of cases, and properties that hold for any text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import IDENTIFIER_TYPES, recognise
from matching.lookalikes import fold

with (Path(__file__).parent / "numbers.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=[f"{c['written']}-{c['declared']}" for c in CASES])
def test_cases(case: dict[str, str]) -> None:
    number = recognise(case["written"], case["declared"] or None)
    assert number.canonical == case["canonical"]
    assert number.reason == (case["reason"] or None)
    assert number.usable == (not case["reason"])
    if number.usable:
        assert (number.kind, number.check) == (case["kind"], case["check"])


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 115


@given(st.text(max_size=300) | st.text(alphabet="SNIMEVR/:#. -0123456789ABC"))
def test_any_text_is_understood_and_stays_so(text: str) -> None:
    number = recognise(text)
    assert all("A" <= c <= "Z" or "0" <= c <= "9" for c in number.canonical)
    again = recognise(number.canonical)
    assert again.usable == number.usable or number.canonical in again.readings
    if number.usable:
        # What is shown as canonical is read as itself, perhaps among other readings.
        assert number.canonical in again.readings or again.canonical in number.readings


@pytest.mark.parametrize(
    "text", ["\ud800", "x" * 10_000, "\x00\x1f", "ﬀ" * 300, "I" * 9 + "\u0130"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    recognise(text)
    recognise(text, "imei")


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20))
def test_folding_is_done_once(number: str) -> None:
    assert fold(fold(number)) == fold(number)
    assert len(fold(number)) == len(number)


@pytest.mark.parametrize("declared", IDENTIFIER_TYPES)
def test_a_declared_type_is_respected_unless_the_form_rules_it_out(declared: str) -> None:
    kind = recognise("XK44A91", declared).kind
    assert kind == ("serial" if declared in {"imei", "vin"} else declared)


def test_a_glued_prefix_is_read_both_ways() -> None:
    assert recognise("SN4482199").readings == ("SN4482199", "4482199")
    assert recognise("SN 4482199").readings == ("4482199", "SN4482199")
    assert recognise("SNA4482199").readings == ("SNA4482199",)
