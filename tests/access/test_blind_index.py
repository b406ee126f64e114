"""The blind index: one person however written, and nobody else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.access.blind_index import blind_index, normal_name, normal_number
from registry.access.generations import Generations


@pytest.fixture
def blind(tmp_path: Path) -> Generations:
    """Give the first key of an index."""
    kept = Generations(tmp_path, "blind")
    kept.add()
    return kept


def seller(name: str = "J. de Vries", number: str = "SPECI2014", country: str = "NL") -> Any:
    return {
        "name": name,
        "id_document": {"type": "passport", "number": number, "country": country},
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. de Vries", "j de vries"),
        ("J. de Vries", "J.de  VRIES"),
        ("Renée Çelik", "Renee Celik"),
        ("Bruijn", "Bruyn"),
        ("IJsbrand", "Ysbrand"),
        ("ĳsbrand", "IJSBRAND"),
        ("Ÿsbrand", "IJsbrand"),
        ("Müller-Lüdenscheidt", "Muller Ludenscheidt"),
        ("Straße", "STRASSE"),
        ("Søren Ørsted", "Soren Orsted"),
        ("O'Brien", "O’Brien"),
        ("Łukasz", "Lukasz"),
        ("van 't Hof", "Van t Hof"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("J. de Vries", "Jan de Vries"), ("Jan Jansen", "Jan Janssen"), ("Ван", "Вин")],
)
def test_two_names(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


def test_a_number_without_its_slips_of_the_pen() -> None:
    assert normal_number("spec i 2014-o") == normal_number("SPEC120140") == "spec120140"
    assert normal_number("SPECI2014") != normal_number("SPECI2015")


def test_the_kind_of_document_does_not_count(blind: Generations) -> None:
    other = seller()
    other["id_document"]["type"] = "other"
    assert blind_index(blind, seller()) == blind_index(blind, other)


@pytest.mark.parametrize(
    "other", [seller(name="J. de Wit"), seller(number="SPECI2015"), seller(country="BE")]
)
def test_name_number_and_country_count(blind: Generations, other: Any) -> None:
    assert blind_index(blind, seller()) != blind_index(blind, other)


def test_the_parts_do_not_run_into_each_other(blind: Generations) -> None:
    assert blind_index(blind, seller("Ab", "12")) != blind_index(blind, seller("A", "b12"))


def test_without_the_key_nobody_computes_it(blind: Generations) -> None:
    name, index = blind_index(blind, seller())
    assert (name, len(index)) == ("blind-1", 64)
    blind.add()
    renewed = blind_index(blind, seller())
    assert renewed[0] == "blind-2"
    assert renewed[1] != index


@given(st.text(max_size=30))
def test_a_normal_form_stays_as_it_is(text: str) -> None:
    assert normal_name(normal_name(text)) == normal_name(text)
    assert normal_number(normal_number(text)) == normal_number(text)
