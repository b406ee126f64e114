"""What descriptions are worth: written cases, and properties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Decision, Item, decide, load_profile
from matching.likelihood.goods import Goods
from matching.likelihood.names import product_of

PROFILE = load_profile()
NIGHT = datetime(2026, 6, 10, 2, tzinfo=UTC)
BICYCLE = {"category": "bicycle", "brand": "Gazelle", "model": "Orange C8", "colour": "zwart"}
RING = {"category": "jewellery"}
NUMBER = {"value": "S011936668107"}
GLASSES = {"category": "eyewear", "brand": "Ray-Ban", "model": "Aviator", "description": "in koker"}


def item(bought: timedelta | None = None, /, **wire: Any) -> Item:
    """Return goods, with the time of their purchase as counted from the theft."""
    period = None if bought is None else (NIGHT + bought, NIGHT + bought)
    return Item.from_wire(wire, period)


def decision(stolen: Item, purchase: Item) -> Decision:
    found = decide(stolen, purchase, PROFILE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("stolen", "purchase", "feature"),
    [
        (
            {**RING, "description": "gouden ring 18 karaat, gravure 'Anna 12-06-1998'"},
            {**RING, "description": "ring goud met inscriptie Anna 12-06-1998"},
            "mark",
        ),
        (
            {**BICYCLE, "identifiers": [{"value": "GZ4417093"}]},
            {**BICYCLE, "description": "framenummer deels weg, leesbaar: 417093"},
            "part_of_number",
        ),
        (
            {**BICYCLE, "marks": "gravure 3511AB 12"},
            {**BICYCLE, "marks": "postcode 3511 AB 12 gegraveerd, inscriptie 3511AB 12"},
            "mark",
        ),
    ],
)
def test_what_only_one_item_has_makes_a_hit(
    stolen: dict[str, Any], purchase: dict[str, Any], feature: str
) -> None:
    found = decision(item(**stolen), item(**purchase))
    assert found.verdict in {"probable", "possible"}
    assert found.evidence[0].feature == feature


@pytest.mark.parametrize(
    ("stolen", "purchase"),
    [
        (BICYCLE, BICYCLE),
        ({**BICYCLE, "description": "damesfiets 53 cm"}, {**BICYCLE, "description": "damesfiets"}),
        ({**BICYCLE, "description": "kras op spatbord"}, {**BICYCLE, "description": "kras"}),
        ({**BICYCLE, "marks": "blauwe tape om stuur"}, {**BICYCLE, "marks": "rode bel"}),
        (
            {**RING, "marks": "gravure 'voor altijd' 17-2-1992"},
            {**RING, "marks": "gravure 'voor altijd' 12-7-1992"},
        ),
        ({**RING, "marks": "gravure 'voor altijd'"}, {**RING, "marks": "inscriptie voor altijd"}),
        (
            {**GLASSES, "marks": "gravure T.N. op linkerpoot"},
            {**GLASSES, "marks": "gravure E.T.N. op linkerpoot"},
        ),
        (
            {**GLASSES, "marks": "gravure DB op linkerpoot"},
            {**GLASSES, "marks": "gravure AB op linkerpoot"},
        ),
        (
            {**BICYCLE, "marks": "blauwe tape om het snoer, NZ"},
            {**BICYCLE, "marks": "blauwe tape om het snoer, F.C."},
        ),
    ],
)
def test_goods_that_are_alike_never_alarm(stolen: dict[str, Any], purchase: dict[str, Any]) -> None:
    found = decide(item(timedelta(0), **stolen), item(timedelta(1), **purchase), PROFILE)
    assert found is None or found.verdict == "none"


def test_the_end_of_a_number_may_be_the_whole_of_another() -> None:
    console = {"category": "game_console", "brand": "Sony", "identifiers": [NUMBER]}
    camera = {"category": "other", "brand": "Sony", "identifiers": [{"value": "6668107"}]}
    found = decision(item(**console), item(**camera))
    assert found.evidence[0].feature == "part_of_number"
    assert found.verdict == "none"
    # Somebody who says that it is what can be read of a number means no other number.
    told = {**camera, "identifiers": [], "description": "nummer deels weg, leesbaar: 6668107"}
    assert decision(item(**console), item(**told)).p_item > 4 * found.p_item


def test_a_model_with_the_name_of_a_colour_has_no_colour() -> None:
    goods = {"category": "bicycle", "brand": "Gazelle", "model": "Orange C7"}
    stolen = item(**goods, identifiers=[{"value": "GZ2318952"}])
    found = decision(stolen, item(**goods, identifiers=[{"value": "GZ2318"}]))
    features = {piece.feature for piece in found.evidence}
    assert features == {"part_of_number", "category", "brand", "model"}


def test_a_colour_counts_among_the_goods_of_which_it_is_told() -> None:
    plain = {**BICYCLE, "colour": None}
    known = [item(**BICYCLE)] * 30 + [item(**{**BICYCLE, "colour": "rood"})] * 10
    goods = Goods.of([item(**plain)] * 960 + known, PROFILE.brand_aliases)
    usual = PROFILE.descriptions["goods"]["usual"]
    product = product_of(known[0], PROFILE.brand_aliases)
    assert goods.shares(product, "black", usual)[3] == pytest.approx(0.75, abs=0.02)


def test_a_brand_is_as_frequent_as_among_all_goods_if_their_kind_is_not_told() -> None:
    machine = {"category": "other", "brand": "Jura", "model": "E8"}
    goods = Goods.of([item(**BICYCLE)] * 1_000 + [item(**machine)] * 3_000, PROFILE.brand_aliases)
    usual = PROFILE.descriptions["goods"]["usual"]
    product = product_of(item(**BICYCLE), PROFILE.brand_aliases)
    told = goods.shares(product._replace(category=""), "", usual)
    assert told[:2] == pytest.approx((1.0, 0.25), abs=0.01)
    # So is a model, if the brand is not told.
    assert goods.shares(product._replace(brand=""), "", usual)[2] == pytest.approx(1.0, abs=0.01)
    # A profile that was kept from before knew goods without a kind only as such.
    before = {key: n for key, n in goods.products.items() if "*" not in key}
    kept = replace(goods, products=before)
    assert kept.shares(product._replace(category=""), "", usual)[1] < 0.001


def test_a_rare_product_never_alarms_by_itself() -> None:
    """However few there are: brand, model and colour stay short of what makes a match."""
    goods = Goods.of([item(**BICYCLE)] * 3 + [item(**RING)] * 100_000, PROFILE.brand_aliases)
    profile = replace(PROFILE, name="rare", goods=goods)
    found = decide(
        item(timedelta(0), **BICYCLE, marks="MS"), item(timedelta(1), **BICYCLE), profile
    )
    assert found is None or found.verdict == "none"


def test_a_usual_mark_tells_less() -> None:
    rings = [item(**RING, marks="gravure LV 77")] * 900 + [item(**RING, marks="JvdB 88")]
    profile = replace(PROFILE, name="marks", goods=Goods.of(rings, PROFILE.brand_aliases))
    usual = decide(item(**RING, marks="LV 77"), item(**RING, marks="LV 77"), profile)
    seldom = decide(item(**RING, marks="JvdB 88"), item(**RING, marks="JvdB 88"), profile)
    assert seldom is not None
    assert usual is None or usual.evidence[0].bits < 1 < seldom.evidence[0].bits


@pytest.mark.parametrize("days", [3, 400, 40_000 // 24])
def test_a_purchase_before_the_theft_contradicts(days: int) -> None:
    number = {"identifiers": [{"value": "5CD1234XYZ"}]}
    stolen = item(timedelta(0), **BICYCLE, **number)
    before = decision(stolen, item(timedelta(-days), **BICYCLE, **number))
    after = decision(stolen, item(timedelta(1), **BICYCLE, **number))
    assert after.verdict == "identical" != before.verdict
    assert {e.feature: e.bits for e in before.evidence}["period"] < 0
    assert before.p_item < after.p_item


@given(
    st.builds(
        dict,
        brand=st.sampled_from(["Gazelle", "Giant", None]),
        model=st.sampled_from(["Orange C8", "Escape", None]),
        colour=st.sampled_from(["zwart", "blauw", None]),
        marks=st.sampled_from(["gravure Anna 12-06-1998", "MS 98", "rode bel", None]),
        description=st.sampled_from(["deuk, nummer 417093", "kras op frame", None]),
    ),
    st.sampled_from(["brand", "model", "colour", "marks", "description"]),
    st.integers(-30, 900),
)
def test_better_agreement_never_lowers_and_a_contradiction_never_raises(
    told: dict[str, Any], changed: str, days: int
) -> None:
    goods = {**BICYCLE, "marks": "gravure Anna 12-06-1998", "description": "deuk in frame"}
    stolen = item(timedelta(0), **goods, identifiers=[{"value": "GZ4417093"}])
    when = timedelta(days)

    def bits(**changes: Any) -> float:
        found = decide(stolen, item(when, category="bicycle", **{**told, **changes}), PROFILE)
        if found is None:
            return -100.0
        total = found.prior_bits + sum(piece.bits for piece in found.evidence)
        assert found.p_item == pytest.approx(1 / (1 + 2**-total))
        return total

    other = {"brand": "Batavus", "model": "Mambo", "colour": "rood", "marks": "inscriptie QX 77"}
    if told[changed] is None and changed != "description":
        assert bits(**{changed: goods[changed]}) >= bits() - 1e-9
    if changed in other:
        assert bits(**{changed: other[changed]}) <= bits(**{changed: goods[changed]}) + 1e-9


def test_counts_are_read_back_as_they_were_written() -> None:
    goods = Goods.of([item(**BICYCLE, marks="gravure MS")] * 3, PROFILE.brand_aliases)
    assert Goods.from_wire(goods.to_wire()) == goods
