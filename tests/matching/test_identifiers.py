"""What a number is: a table of cases, and properties that hold for any text."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching import IDENTIFIER_TYPES, Identifier, Item, numbers_in, recognise
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
    assert len(CASES) >= 160


PIECES = [
    "S/N", "SN", "SERIAL", "NO", "NR", "NUMMER", "IMEI", "IMEI1", "FRAME", "VIN", "#", ":", ".",
    " ", "-", "35209900176148", "1", "4421", "KIA", "geen", "\u200b", "\ufb03", "\u338f",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.text(max_size=300)
    | st.text(alphabet="SNIMEVR/:#. -0123456789ABC")
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
    | st.text(alphabet=st.characters(categories=["Cs", "Cf", "Cc", "Nd", "So", "Mn"]), max_size=30)
)
@example("SNSERIAL0A")
def test_any_text_is_understood_and_stays_so(text: str) -> None:
    number = recognise(text)
    assert all("A" <= c <= "Z" or "0" <= c <= "9" for c in number.canonical)
    again = recognise(number.canonical)
    assert again.canonical == number.canonical
    if number.reason != "description":  # The signs that tell a date or an amount are gone.
        assert (again.usable, again.reason) == (number.usable, number.reason)
    assert number.usable == (number.reason is None)
    assert number.usable or not number.alternatives
    assert len(set(number.readings)) == len(number.readings)
    # Every reading may be looked up on its own, so it must be a number itself.
    assert all(recognise(reading).reason is None for reading in number.alternatives)


@pytest.mark.parametrize(
    "text",
    ["\ud800", "x" * 10_000, "SN:" * 4_000, "\x00\x1f", "ﬀ" * 300, "㎯" * 300, "I" * 9 + "\u0130"],
)
def test_odd_texts_do_no_harm(text: str) -> None:
    for number in (recognise(text), recognise(text, "imei")):
        assert recognise(number.canonical).canonical == number.canonical


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
    assert recognise("SNA4482199").readings == ("SNA4482199", "A4482199")
    assert recognise("SNA4482").readings == ("SNA4482",)


def test_a_glued_prefix_of_a_short_number_is_read_both_ways() -> None:
    assert recognise("SN44821").readings == ("SN44821", "44821")
    assert recognise("NR4482").readings == ("NR4482", "4482")
    assert recognise("SN12345").readings == ("SN12345",), "what is left would be no number"


def test_an_imei_without_check_digit_is_read_with_it_too() -> None:
    assert recognise("35209900176148", "imei").readings == ("35209900176148", "352099001761481")
    assert recognise("3520990017614823").readings == ("3520990017614823", "352099001761481")
    assert recognise("352099001761481").readings == ("352099001761481",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("353918057912343 / 353918057912350", {"353918057912343", "353918057912350"}),
        ("353918057912343 353918057912350", {"353918057912343", "353918057912350"}),
        ("IMEI1: 353918057912343 IMEI2: 353918057912350", {"353918057912343", "353918057912350"}),
        ("IMEI 353918057912343 SN C02XG2JMJG5J", {"353918057912343", "C02XG2JMJG5J"}),
        ("Gazelle GZ7654321", {"GZ7654321", "GAZELLEGZ7654321"}),
        ("GZ7654321 (onder trapas)", {"GZ7654321"}),
        ("Giant frame nr WTU123K4567D", {"WTU123K4567D"}),
        ("serienummer is GZ7654321", {"GZ7654321"}),
        ("Model: A1660 Serial: F4KX1234HG7F", {"F4KX1234HG7F"}),
        ("Service Tag: 4HG99Q2", {"4HG99Q2"}),
        ("0004829137", {"0004829137", "4829137"}),
        ("GZ 7654321", {"GZ7654321"}),
    ],
)
def test_every_number_in_a_text_is_read(text: str, numbers: set[str]) -> None:
    assert numbers <= {reading for number in numbers_in(text) for reading in number.readings}


@pytest.mark.parametrize("text", ["35 209900 176148 1", "GZ 7654321", "4482-199_A.B/7"])
def test_a_number_in_groups_stays_one_number(text: str) -> None:
    assert len(numbers_in(text)) == 1


def test_the_name_of_the_goods_is_not_their_number() -> None:
    def phone(number: str) -> Item:
        return Item("phone", "Nokia", "3310X", identifiers=(Identifier(None, number),))

    assert phone("Nokia 3310X").numbers == phone("3310-X").numbers == ()
    assert len(phone("44210331").numbers) == 1
