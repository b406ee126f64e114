"""Evidence as likelihoods: its promises whatever the goods, and examples of what it knows."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from matching import Decision, Identifier, Item, Matcher, Profile, decide, load_profile
from matching.evaluate.workload import World, registered, stream

PROFILE = load_profile()
# Each piece is rounded by itself.
ROUNDING = 0.005
NUMBERS = (
    "352099001761481", "352099001761471", "GZ1234568", "GZ1234586", "5CD1234XYZ", "5CD1243XYZ",
    "WVWZZZ1JZ3W386752", "K7H4XP21", "2012345", "SN2012345", "44821", "C02XG2JMJG5J", "JD952L",
)  # fmt: skip
NAMES = {
    "category": ("phone", "bicycle", "laptop", "camera", "tool", "car"),
    "brand": ("Gazelle", "Batavus", "Apple", "Samsung", "HP", "Lenovo", "Nikon", "Sony"),
    "model": ("Orange", "iPhone", "Galaxy S23", "EliteBook 840", "D750", "A7"),
    "colour": ("zwart", "rood", "black"),
}
UNKNOWN = {"category": "other", "brand": None, "model": None, "colour": None}


def a_name(field: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([UNKNOWN[field], *NAMES[field]])


numbers = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=2, unique=True).map(
    lambda found: tuple(Identifier(None, number) for number in found)
)
items = st.builds(
    Item,
    category=st.sampled_from(("other", *NAMES["category"])),
    brand=a_name("brand"),
    model=a_name("model"),
    colour=a_name("colour"),
    identifiers=numbers,
)


def told_as(item: Item, field: str, name: str | None) -> Item:
    changes: dict[str, Any] = {field: name}
    return replace(item, **changes)


def odds(decision: Decision) -> float:
    return decision.prior_bits + sum(piece.bits for piece in decision.evidence)


@settings(deadline=None)
@given(items, items, st.sampled_from(sorted(NAMES)), st.data())
def test_a_contradiction_never_raises(
    stolen: Item, purchase: Item, field: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(NAMES[field]))
    assume(getattr(stolen, field) not in {name, UNKNOWN[field]})
    untold = decide(stolen, told_as(purchase, field, UNKNOWN[field]), PROFILE)
    told = decide(stolen, told_as(purchase, field, name), PROFILE)
    assert (untold is None) == (told is None)
    if untold is not None and told is not None:
        piece = [p for p in told.evidence if p.feature == field]
        alike = any("alike" in p.text["en"] or "same" in p.text["en"] for p in piece)
        assert alike or odds(told) <= odds(untold) + ROUNDING


PHONE = Identifier(None, "352099001761481")


@settings(deadline=None)
@given(items, items, st.sampled_from(sorted(NAMES)))
@example(
    Item("phone", model="Orange", identifiers=(PHONE,)),
    Item("other", "Gazelle", "Orange", identifiers=(PHONE,)),
    "category",
)
def test_what_agrees_never_lowers(stolen: Item, purchase: Item, field: str) -> None:
    name = getattr(stolen, field)
    untold = decide(stolen, told_as(purchase, field, UNKNOWN[field]), PROFILE)
    told = decide(stolen, told_as(purchase, field, name), PROFILE)
    if untold is not None and told is not None:
        assert odds(told) >= odds(untold) - ROUNDING


@settings(deadline=None)
@given(items, items, st.sampled_from(NUMBERS))
def test_another_number_that_agrees_never_lowers(stolen: Item, purchase: Item, number: str) -> None:
    def more(item: Item) -> Item:
        return replace(item, identifiers=(*item.identifiers, Identifier(None, number)))

    before, after = decide(stolen, purchase, PROFILE), decide(more(stolen), more(purchase), PROFILE)
    assert after is not None
    assert before is None or odds(after) >= odds(before) - ROUNDING


@settings(deadline=None)
@given(items, items)
def test_both_sides_are_candidates_of_each_other(one: Item, other: Item) -> None:
    assert (decide(one, other, PROFILE) is None) == (decide(other, one, PROFILE) is None)


@settings(deadline=None, max_examples=8)
@given(items, items)
def test_a_decision_is_of_both_and_the_profile_alone(stolen: Item, purchase: Item) -> None:
    # With the same statistics under another name, and so nothing remembered.
    assert PROFILE.statistics is not None
    anew = PROFILE.with_statistics(PROFILE.statistics, PROFILE.register_size)
    first, second = decide(stolen, purchase, PROFILE), decide(stolen, purchase, anew)
    assert (first and replace(first, profile="")) == (second and replace(second, profile=""))


def test_the_order_of_words_is_nothing() -> None:
    bought = Item("phone", "Samsung", "Galaxy S23", identifiers=(Identifier(None, NUMBERS[0]),))
    turned = replace(bought, model="S23 Galaxy")
    stolen = replace(bought, model="Galaxy S23 Ultra")
    first, second = decide(stolen, bought, PROFILE), decide(stolen, turned, PROFILE)
    assert first is not None
    assert second is not None
    assert first.p_item == second.p_item


def chance(stolen: Item, purchase: Item) -> float:
    decision = decide(stolen, purchase, PROFILE)
    assert decision is not None
    return decision.p_item


def good(number: str, category: str = "other", brand: str | None = None, *more: str) -> Item:
    found = tuple(Identifier(None, text) for text in (number, *more))
    return Item(category, brand, identifiers=found)


@pytest.mark.parametrize(
    ("stolen", "bought", "low", "high"),
    [
        # A neighbour in a dense range is next to nothing, and two slips are less.
        (good("GZ1234568"), good("GZ1234563"), 0, 0.002),
        (good("GZ1234568"), good("GZ1243586"), 0, 0.0001),
        # In a sparse range one slip is nearly proof.
        (good("C02XG2JMJG5J"), good("C02XG2JNJG5J"), 0.95, 1),
        # The brand decides where makers share a range, and says nothing where they do not.
        (good("GZ1234568", "bicycle", "Gazelle"), good("GZ1234568", "bicycle", "Gazelle"), 0.3, 1),
        (good("2012345", "camera", "Nikon"), good("2012345", "camera", "Sony"), 0, 0.05),
        # Of two phones that both have a number that holds, neither was mistyped.
        (good("352099001761481"), good("352099001761499"), 0, 0.05),
        (good("352099001761481"), good("352099001761482"), 0.1, 1),
    ],
)
def test_what_numbers_are_worth(stolen: Item, bought: Item, low: float, high: float) -> None:
    assert low <= chance(stolen, bought) <= high


def test_brand_says_nothing_that_the_number_did_not_say() -> None:
    stolen = good("GZ1234568", "bicycle", "Gazelle")
    bits = {}
    for brand, bought in (("same", "Gazelle"), ("other", "Batavus")):
        decision = decide(stolen, good("GZ1234586", "bicycle", bought), PROFILE)
        assert decision is not None
        (bits[brand],) = [p.bits for p in decision.evidence if p.feature == "brand"]
    assert 0 <= bits["same"] < 0.5
    assert bits["other"] <= 0


def test_another_number_adds_what_it_adds() -> None:
    stolen = good("352099001761481", "phone", "Samsung", "R58M12ABCDE")
    one = chance(stolen, good("352099001761487", "phone", "Samsung"))
    both = chance(stolen, good("352099001761487", "phone", "Samsung", "R58M12ABCDE"))
    assert both > one


def test_a_glued_prefix_is_tried_both_ways() -> None:
    assert chance(good("5CD1234XYZ"), good("SN5CD1234XYZ")) > 0.9
    assert chance(good("SN5CD1234XYZ"), good("5CD1234XYZ")) > 0.9


def test_a_register_tells_how_its_numbers_are_dealt() -> None:
    """Numbers that no grammar knows become a dense range once enough of them are listed."""
    rng = stream(1, "register")
    known = [registered(goods, rng) for goods in World(1).stolen(3_000)]
    odd = [good(f"Q{n:04}X{n % 7}", "tool", "Acme") for n in range(0, 9_000, 3)]
    stolen, bought = good("Q0003X3", "tool", "Acme"), good("Q0004X4", "tool", "Acme")
    before = decide(stolen, bought, PROFILE)
    matcher = Matcher.build(enumerate([*known, *odd]))
    after = decide(stolen, bought, matcher.profile)
    assert before is not None
    assert after is not None
    assert after.evidence[0].bits < before.evidence[0].bits - 4
    assert after.profile == matcher.profile.name != PROFILE.name
    assert "listed" in after.evidence[0].text["en"]


def test_few_goods_are_weighed_with_what_is_shipped() -> None:
    assert Matcher.build(enumerate([good("GZ1234568")])).profile is PROFILE
    assert Matcher.build([], side="purchases").profile is PROFILE


def test_a_lost_nought_is_a_slip_of_the_stolen_number_too() -> None:
    equal = chance(good("0212003456", "camera"), good("0212003456", "camera"))
    lost = chance(good("0212003456", "camera"), good("212003456", "camera"))
    assert lost <= equal
    # However many are lost, the numbers are the same but for these.
    assert chance(good("0000XK7Q2PZ9"), good("XK7Q2PZ9")) > 0.5


@pytest.mark.parametrize(
    ("slipped", "rate", "read_so"),
    [
        # A digit typed twice, and the same IMEI with a version of the software.
        ("3520990017614481", "software_version", "3520990017614801"),
        # A digit lost, and the same IMEI without its check digit.
        ("35209901761480", "check_left_out", "35209900176148"),
    ],
)
def test_an_imei_of_another_length_is_rather_a_slip(slipped: str, rate: str, read_so: str) -> None:
    stolen, typed = good("352099001761481"), good(slipped)
    numbers = {name: n for name, n in PROFILE.numbers.items() if name != rate}
    kept = decide(stolen, typed, replace(PROFILE, numbers=numbers))
    decision = decide(stolen, typed, PROFILE)
    assert kept is not None
    assert decision is not None
    assert odds(decision) > odds(kept) + 0.5
    assert chance(stolen, good(read_so)) > 0.9


def test_a_family_of_goods_has_weights_of_its_own() -> None:
    bits = {}
    for category in ("bicycle", "moped", "camera", "other"):
        stolen = replace(good("5CD1234XYZ", category), colour="zwart")
        decision = decide(stolen, stolen, PROFILE)
        assert decision is not None
        (bits[category],) = [p.bits for p in decision.evidence if p.feature == "colour"]
        assert decision.profile == PROFILE.name
    agrees = PROFILE.families["bicycles"]["attributes"]["colour"]["agrees"]
    usual = PROFILE.attributes["colour"]["agrees"]
    assert bits == {"bicycle": agrees, "moped": agrees, "camera": usual, "other": usual}


def test_families_are_kept_and_count_nothing_anew() -> None:
    kept = Profile.from_wire(PROFILE.to_wire(), PROFILE.statistics)
    assert kept.to_wire() == PROFILE.to_wire()
    assert kept.of_category("bicycle").likelihoods is kept.likelihoods
    assert replace(PROFILE, families={}).of_category("bicycle").families == {}
