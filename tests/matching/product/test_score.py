"""The product score: its promises, on any text and with the weights that are shipped."""

from math import log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import product_score
from matching.product.comparisons import compare
from matching.product.record import read_record
from matching.product.scorecard import Curve, Scorecard, chance, shipped_scorecard
from matching.product.terms import Terms

WORDS = [
    "sony", "canon", "iphone", "galaxy", "black", "zwart", "rood", "red", "128gb", "256gb", "128",
    "gb", "wh-1000xm4", "wh", "1000", "xm4", "xm3", "wh1000xm4", "12", "13", "ii", "iii", "pro",
    "kit", "koptelefoon", "headphone", "dscw120", "dsc-w120/b", "dscw1200", "5d", "18-55mm", "50mm",
    '15.6"', "f/3.5", "camera", "camara", "cameras", "boombox", "boom", "box", "de", "batavus",
]  # fmt: skip
NAMES = ["title", "brand", "merk", "model", "description", "colour", "note", "price", "category"]
texts = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
records = st.dictionaries(st.sampled_from(NAMES), texts, max_size=4)
wild = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=8), st.text(max_size=80), max_size=4
)


@settings(max_examples=60, deadline=None)
@given(wild, wild)
def test_any_text_has_a_score(a: dict[str, str], b: dict[str, str]) -> None:
    assert 0 <= product_score(a, b) <= 1
    assert product_score(a, b) == product_score(b, a)


@settings(max_examples=50, deadline=None)
@given(records, records)
def test_both_sides_are_one(a: dict[str, str], b: dict[str, str]) -> None:
    assert product_score(a, b) == product_score(b, a)


@settings(max_examples=50, deadline=None)
@given(records, records, st.randoms())
def test_order_is_nothing(a: dict[str, str], b: dict[str, str], random: Random) -> None:
    names = list(a)
    random.shuffle(names)
    turned = {}
    for name in names:
        words = a[name].split()
        # Of several prices in one field the first one counts.
        if name != "price":
            random.shuffle(words)
        turned[name] = " ".join(words)
    assert product_score(turned, b) == product_score(a, b)


@settings(max_examples=80, deadline=None)
@given(records, records, st.sampled_from([*NAMES, "extra", "serial"]), texts)
def test_a_field_that_agrees_never_lowers(
    a: dict[str, str], b: dict[str, str], name: str, text: str
) -> None:
    a, b = ({n: t for n, t in one.items() if n != name} for one in (a, b))
    before, after = product_score(a, b), product_score({**a, name: text}, {**b, name: text})
    assert after >= before - 1e-12


@pytest.mark.parametrize(
    ("a", "b", "more"),
    [
        ("sony wh1000xm4", "sony wh 1000 xm4", "wh1000xm4"),
        ("d6xyz abc", "d6 abc5d6 xyz", "d6xyz"),
        ("128 gb", "128gb 256gb", "12"),
        ("128gb", "256gb", "gb"),
        ("phone 5 inch", "phone 6", "inch"),
        ("powershot110blk", "powershot 110", "110"),
    ],
)
def test_what_agrees_never_lowers(a: str, b: str, more: str) -> None:
    before = product_score({"t": a}, {"t": b})
    assert product_score({"t": a, "n": more}, {"t": b, "n": more}) >= before - 1e-12


@pytest.mark.parametrize(
    ("a", "b", "one", "other"),
    [
        ("128gb", "256gb", "512 gb", "64 gb"),
        ('15.6"', '14"', "17 inch", "13 inch"),
        ("128 12", "1000 12", "17 inch", "13 inch"),
    ],
)
def test_what_contradicts_never_raises(a: str, b: str, one: str, other: str) -> None:
    before = product_score({"t": a}, {"t": b})
    assert product_score({"t": a, "n": one}, {"t": b, "n": other}) <= before + 1e-12


def test_codes_joined_and_cut_are_one_from_either_side() -> None:
    a, b = {"t": "sony5abq7 sony 5"}, {"t": "sony5ab q7"}
    assert product_score(a, b) == product_score(b, a)


CONTRADICTIONS = [
    ("brand", "Sony", "Canon"),
    ("colour", "groen", "paars"),
    ("model", "QX7744", "QX7799"),
    ("model", "ab123c", "zz987y"),
    ("storage", "512GB", "64GB"),
    ("screen", "17 inch", "13 inch"),
    ("note", "gitaar", "schilderij"),
    ("edition", "iv", "vii"),
    ("price", "10", "900"),
]


@settings(max_examples=80, deadline=None)
@given(records, records, st.sampled_from(CONTRADICTIONS))
def test_a_contradiction_never_raises(
    a: dict[str, str], b: dict[str, str], contradiction: tuple[str, str, str]
) -> None:
    name, one, other = contradiction
    a, b = ({n: t for n, t in record.items() if n != name} for record in (a, b))
    # What stands in the other record already would agree with it.
    words = {
        word.strip('"') for record in (a, b) for text in record.values() for word in text.split()
    }
    if words & {"sony", "canon", "ii", "iii", "13"} or (name == "screen" and "15.6" in words):
        return
    before, after = product_score(a, b), product_score({**a, name: one}, {**b, name: other})
    assert after <= before + 1e-12


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("Sony WH-1000XM4 zwart", "koptelefoon sony wh 1000 xm4 black", "sony wh-1000xm3 zwart"),
        ("Apple iPhone 12 128GB zwart", "iphone 12 128 gb black", "iphone 12 256 gb black"),
        ("Canon EOS 70D body", "canon eos 70 d body", "canon eos 80D body"),
        (
            "Gazelle Orange C8 fiets 53 cm",
            "bicycle gazelle orange c8 53cm",
            "gazelle orange c7 53cm",
        ),
        (
            "DJI Mavic Air 2 drone grijs",
            "drone dji mavic air 2 grey",
            "dji mavic mini 2 drone grijs",
        ),
    ],
)
def test_the_same_product_comes_first(text: str, same: str, other: str) -> None:
    near, far = (product_score({"title": text}, {"title": told}) for told in (same, other))
    assert near / (1 - near) > 2 * far / (1 - far)


@pytest.mark.parametrize(
    ("colour", "other", "opposed"),
    [("grijs", "grey", 0), ("grijs", "zilver", 0.6), ("groen", "paars", 1)],
)
def test_a_contradiction_counts_as_far_as_it_goes(colour: str, other: str, opposed: float) -> None:
    a, b = (read_record({"title": f"Sony WH-1000XM4 {told}"}) for told in (colour, other))
    values, _ = compare(a, b, Terms())
    assert values["contradictions"] == -opposed
    assert values["code_shared"] > 0
    assert values["code_shared_unopposed"] == pytest.approx(values["code_shared"] / (1 + opposed))


def test_the_bits_add_up() -> None:
    card = shipped_scorecard()
    a = read_record({"title": "Sony WH-1000XM4 zwart", "price": "250"})
    b = read_record({"title": "sony wh1000xm4 rood", "price": "€ 199,-"})
    score = card.score(a, b)
    assert log2(score / (1 - score)) == pytest.approx(
        card.intercept + sum(card.evidence(a, b).values())
    )
    assert card.evidence(a, b)["colour_differs"] < 0


def test_the_shipped_signs_are_right() -> None:
    card = shipped_scorecard()
    assert len(card.curves) > 40
    for curve in card.curves.values():
        assert list(curve.bits) == sorted(curve.bits)
        assert list(curve.knots) == sorted(set(curve.knots))
        assert curve.bits[0] <= 0 <= curve.bits[-1]
    assert all(found >= 0 >= missed for found, missed in card.words.values())
    assert all(0 <= weight <= 1 for weight in card.terms.known.values())
    assert Scorecard.from_data(card.as_data()) == card


def test_a_curve_is_straight_between_its_knots() -> None:
    curve = Curve((0.0, 0.5, 1.0), (-2.0, 0.0, 1.0))
    assert [curve.at(x) for x in (-9, 0, 0.25, 0.5, 0.75, 1, 9)] == [-2, -2, -1, 0, 0.5, 1, 1]


def test_chances_stay_within_bounds() -> None:
    assert chance(0) == 0.5
    assert 0 < chance(-1e9) < 1e-15
    assert 1 - 1e-15 < chance(1e9) <= 1
