"""The data of the law: what comes with the register, what is refused, and switching a profile."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from registry.law.hold import hold_of
from registry.law.in_force import InForce
from registry.law.jurisdictions import SpoiledData, jurisdictions, load
from registry.law.municipalities import municipality_names, names_on
from registry.law.places import UnknownPlace, country_of, island_names
from registry.law.profile import Profile

DATA = files("registry") / "data" / "jurisdictions"
FIRST = date(2027, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the data, to spoil."""
    for file in DATA.iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_every_place_has_a_profile() -> None:
    law = jurisdictions()
    assert {law.profile_on(code, FIRST).name for code in municipality_names()} == {"nl"}
    assert {law.profile_on(code, FIRST).name for code in island_names()} == {"bes"}
    assert law.profile_on("GM0344", FIRST).authority == "mayor"
    assert law.profile_on("BQ-SA", FIRST).authority == "governor"
    assert law.profile_on(None, FIRST).name == "nl"


@pytest.mark.parametrize("place", ["", "GM9999", "BQ", "Utrecht", "GM0344 "])
def test_an_unknown_place_has_none(place: str) -> None:
    with pytest.raises(UnknownPlace):
        country_of(place)
    with pytest.raises(UnknownPlace):
        jurisdictions().profile_on(place, FIRST)


def test_every_term_says_where_it_comes_from() -> None:
    terms = {f.name for f in fields(Profile)} - {
        *("name", "title", "zone", "authority", "rules", "local", "provenance")
    }
    for profile in jurisdictions().profiles.values():
        assert set(profile.provenance) == terms
        assert profile.local <= terms


def test_an_ordinance_says_where_it_comes_from() -> None:
    profile = jurisdictions().profile_on("GM0402", FIRST)
    assert (profile.hold_days, profile.kept_unaltered) == (14, True)
    assert profile.provenance["hold_days"].place == "GM0402"
    assert profile.provenance["order_days"].place is None


def test_an_ordinance_holds_from_its_day() -> None:
    law = jurisdictions()
    assert law.profile_on("GM1969", date(2024, 1, 9)).dor == "voluntary"
    assert law.profile_on("GM1969", date(2024, 1, 10)).dor == "mandatory"


def test_one_line_switches_the_bill_on(folder: Path) -> None:
    with (folder / "in_force.csv").open("a", encoding="utf-8") as lines:
        lines.write("NL,nl-36036,2027-01-01\n")
    law = load(folder)
    assert law.profile_on("GM0402", date(2026, 12, 31)).name == "nl"
    after = law.profile_on("GM0402", FIRST)
    assert (after.name, after.hold_days, after.hold_unit) == ("nl-36036", 5, "working")
    assert (after.dor, after.dol, after.identity) == ("mandatory", "mandatory", "every_supplier")
    assert law.profile_on("BQ-BO", FIRST).name == "bes"
    assert law.periods("nl") == [("NL", None, FIRST)]
    assert law.periods("nl-36036") == [("NL", FIRST, None)]
    assert jurisdictions().periods("nl-36036") == []


def test_the_day_is_that_of_the_place() -> None:
    law = jurisdictions().switched(InForce("NL", "nl-36036", FIRST), InForce("BQ", "nl", FIRST))
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert law.profile_at("GM0344", moment).name == "nl-36036"
    assert law.profile_at("BQ-BO", moment).name == "bes"


def test_before_the_first_profile_there_is_no_law() -> None:
    law = jurisdictions()
    late = type(law)(law.profiles, [InForce("NL", "nl", FIRST)], [])
    with pytest.raises(LookupError):
        late.profile_on("GM0344", date(2026, 12, 31))


def test_the_present_call_gives_the_present_hold() -> None:
    hold = hold_of(datetime(2026, 6, 15, 12, tzinfo=UTC))
    assert hold.until == datetime(2026, 6, 18, 22, tzinfo=UTC)
    assert hold.basis == "apv-model-2:68:3-days"


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


SPOILED = {
    "no TOML": replaced("nl.toml", "name =", "name"),
    "an unknown field": replaced("nl.toml", "authority", "autority"),
    "an unknown term": replaced("nl.toml", "[terms.order_days]", "[terms.ordered_days]"),
    "a term without a source": replaced("nl.toml", 'standing = "law"\nsource', "# source"),
    "a term with an empty source": replaced(
        "nl.toml", 'source = "Article 437 (1)(f)"', 'source = " "'
    ),
    "a negative hold": replaced("nl.toml", "value = 3", "value = -3"),
    "a hold in words": replaced("nl.toml", "value = 3", 'value = "three"'),
    "a hold that is a flag": replaced("nl.toml", "value = 3", "value = true"),
    "half a day": replaced("nl.toml", "value = 3", "value = 3.5"),
    "an unknown unit": replaced("nl.toml", '"calendar"', '"weeks"'),
    "an unknown category": replaced("nl.toml", '["clothing"]', '["clothes"]'),
    "no such time zone": replaced("nl.toml", "Europe/Amsterdam", "Europe/Utrecht"),
    "a time zone outside": replaced("nl.toml", "Europe/Amsterdam", "../etc/passwd"),
    "a rule named twice": replaced("nl.toml", '"437-1-b",', '"437-1-a",'),
    "working days without a calendar": replaced("bes.toml", '"calendar"', '"working"'),
    "another name than its file": replaced("bes.toml", '"bes"', '"bes-2"'),
    "an unknown profile in force": replaced("in_force.csv", "BQ,bes", "BQ,bonaire"),
    "a profile in force nowhere": replaced("in_force.csv", "BQ,bes", "BE,bes"),
    "two profiles from one day": replaced("in_force.csv", "BQ,bes,", "NL,nl-36036,"),
    "no day": replaced("in_force.csv", "NL,nl,", "NL,nl,soon"),
    "a missing column": replaced("in_force.csv", "country,profile,from", "country,profile,since"),
    "a line too long": replaced("in_force.csv", "NL,nl,", "NL,nl,,today"),
    "an ordinance of nowhere": replaced("ordinances.csv", "GM0402", "GM9402"),
    "an ordinance on an island": replaced("ordinances.csv", "GM0402", "BQ-BO"),
    "an ordinance about no term": replaced("ordinances.csv", "hold_days", "hold"),
    "an ordinance in words": replaced("ordinances.csv", ",14,", ",fourteen,"),
    "an ordinance that only the Code may set": replaced(
        "ordinances.csv", "GM0402,hold_days", "GM0402,order_days"
    ),
    "an ordinance set twice": replaced("ordinances.csv", "GM0109,", "GM0150,"),
    "an ordinance without a source": replaced("ordinances.csv", "Municipality of Hilversum", ""),
    "a flag that is neither": replaced("ordinances.csv", ",yes,", ",perhaps,"),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_spoiled_data_are_refused_as_a_whole(folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(folder)
    with pytest.raises(SpoiledData, match=r"\.(toml|csv): "):
        load(folder)


def test_municipalities_are_known_by_day() -> None:
    assert "GM1992" not in names_on(date(2022, 12, 31))
    assert names_on(date(2023, 1, 1))["GM1992"] == "Voorne aan Zee"
    assert names_on(date(2026, 1, 1)) == municipality_names()
    assert len(municipality_names()) == 342
