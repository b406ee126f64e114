"""Verdicts on cases that a police officer could have thought of."""

import csv
from pathlib import Path

import pytest

from matching import Identifier, Item, decide, load_profile

with (Path(__file__).parent / "verdicts.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def items(case: dict[str, str]) -> tuple[Item, Item]:
    stolen, bought = (
        Item(
            category=case[f"{side}_category"],
            brand=case[f"{side}_brand"] or None,
            identifiers=(Identifier(None, case[f"{side}_number"]),),
        )
        for side in ("stolen", "bought")
    )
    return stolen, bought


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    decision = decide(*items(case), load_profile())
    assert (decision.verdict if decision else "none") == case["verdict"], decision


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_hits_of_the_first_profile_can_be_computed_again(case: dict[str, str]) -> None:
    decision = decide(*items(case), load_profile("plain-1"))
    assert (decision.verdict if decision else "none") == case["plain_1"]
    # To the last bit: these were computed when that profile was the current one.
    assert (repr(decision.p_item) if decision else "") == case["plain_1_p_item"]
    assert decision is None or decision.profile == "plain-1"


def test_an_equal_number_is_contradicted_by_another_that_differs() -> None:
    def car(vin: str, engine: str) -> Item:
        return Item("car", identifiers=(Identifier("vin", vin), Identifier("engine", engine)))

    same = decide(
        car("WVWZZZ1JZ3W386752", "AXR123456"), car("WVWZZZ1JZ3W386752", "AXR123456"), load_profile()
    )
    other = decide(
        car("WVWZZZ1JZ3W386752", "AXR123456"), car("WF0XXXGCDX1234567", "AXR123456"), load_profile()
    )
    assert same is not None
    assert other is not None
    assert same.verdict == "identical"
    assert other.verdict != "identical"
    assert other.p_item < same.p_item


def test_attributes_alone_are_no_match() -> None:
    bike = Item("bicycle", "Gazelle", "Orange C8", "zwart", description="damesfiets")
    assert decide(bike, bike, load_profile()) is None


def test_an_equal_plate_on_another_car_is_worth_a_look() -> None:
    """A plate is stolen with its car or without it, so another VIN does not end the matter."""
    plate = Identifier("plate", "12-ABC-3")
    vins = [Identifier("vin", value) for value in ("WVWZZZ1JZ3W386752", "WBAZZZ1KZ4W999999")]
    stolen, bought = (
        Item(category="car", brand="Volkswagen", identifiers=(plate, vin)) for vin in vins
    )
    decision = decide(stolen, bought, load_profile())
    assert decision is not None
    assert decision.verdict in {"possible", "probable"}
