"""Codes: the same one in other spellings, its core, and codes that stand apart."""

import pytest

from matching.product.comparisons import compare
from matching.product.record import read_record
from matching.product.terms import Terms


def values(a: str, b: str) -> dict[str, float]:
    return compare(read_record({"title": a}), read_record({"title": b}), Terms())[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("A7SII", "a7s ii"),
        ("7DmkIII", "7d iii"),
        ("DMC-GH4", "gh4"),
        ("SL1/100D", "100D"),
        ("WH-1000XM4", "wh 1000 xm4"),
    ],
)
def test_other_spellings_are_found(a: str, b: str) -> None:
    assert values(a, b)["codes_apart"] == 0
    assert values(a, b)["any_code_shared"] == 1


def test_a_side_beside_other_digits_tells_nothing() -> None:
    assert values("454141-B21", "394793-B21")["any_code_shared"] == 0


@pytest.mark.parametrize(
    ("a", "b", "core"),
    [
        ("DMCGX85KK", "GX85", 0.5),
        ("harmony 890", "H890", 0.375),
        ("DCS-5222L", "5222", 0.5),
        ("NNH965WH", "NNH965WF", 0.75),
        ("ILCE6000LB", "A6000", 0.3),
        ("DSCT300", "DSCT500", 0.0),
    ],
)
def test_cores_are_digits_with_the_letters_before(a: str, b: str, core: float) -> None:
    found = values(a, b)
    assert found["core_shared"] == pytest.approx(core)
    assert values(b, a)["core_shared"] == found["core_shared"]
    assert found["cores_apart"] == (0 if core else found["codes_apart"])


@pytest.mark.parametrize(
    ("a", "b", "digits", "letters"),
    [
        ("DSCT300B", "DSCT500B", -0.875, 0.0),
        ("SCDC382", "SC-D382", 0.0, -1 + 1 / 7),
        ("NNH965WH", "NNH965WF", 0.0, -0.875),
        ("AB123", "XY98765", 0.0, 0.0),
    ],
)
def test_near_codes_differ_in_digits_or_letters(
    a: str, b: str, digits: float, letters: float
) -> None:
    found = values(a, b)
    assert found["codes_near"] == pytest.approx(digits)
    assert found["code_letters_near"] == pytest.approx(letters)


@pytest.mark.parametrize(
    ("a", "b", "same_kind"),
    [
        ("AB123", "25448", 0),
        ("AB123", "XY987", -1),
        ("14523", "25448", -1),
        ("AB12 145", "XY9", -1),
    ],
)
def test_an_item_number_contradicts_no_model(a: str, b: str, same_kind: int) -> None:
    assert values(a, b)["codes_apart"] == -1
    assert values(a, b)["same_kind_apart"] == same_kind


@pytest.mark.parametrize(
    ("a", "b", "stem"),
    [
        ("SRSA212BK", "srsa212/blk", 7 / 8),
        ("YHT390BK", "yht-390", 0.75),
        ("YHT390BK", "yht-391bk", 0.0),
        ("AB12345MONTERO", "ab12345", 0.0),
    ],
)
def test_letters_behind_a_code_leave_its_stem(a: str, b: str, stem: float) -> None:
    assert values(a, b)["head_stem_shared"] == pytest.approx(stem)
    assert values(b, a)["head_stem_shared"] == values(a, b)["head_stem_shared"]


def test_a_code_in_the_details_is_none_of_the_head() -> None:
    handset, phone = {"title": "KX-TGA450", "details": "for KX-TG4500"}, {"title": "KX-TG4500"}
    found, _ = compare(read_record(handset), read_record(phone), Terms())
    assert found["code_shared"] == 1
    assert found["head_code_shared"] == 0


def test_codes_are_counted_up_to_four() -> None:
    assert values("ab123 cd456", "ab123 cd456 ef789")["codes_shared"] == 2
    many = "ab123 cd456 ef789 gh321 ij654"
    assert values(many, many)["codes_shared"] == 4
