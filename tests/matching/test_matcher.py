"""The matcher against a plain double loop, and the promises about bits and sides."""

from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Identifier, Item, Match, Matcher, decide, differences, in_range, load_profile
from matching.lookalikes import fold

PROFILE = load_profile()
# Few letters and runs of the same one make near pairs, which at random would be rare.
tiny = st.text(alphabet="A1I0O", min_size=4, max_size=12).filter(
    lambda s: any(c.isdigit() for c in s)
)
items = st.builds(
    Item,
    category=st.sampled_from(["phone", "tablet", "bicycle", "other"]),
    brand=st.sampled_from([None, "Apple", "Samsung", "Gazelle"]),
    model=st.sampled_from([None, "S23", "Galaxy S23", "Orange C8"]),
    colour=st.sampled_from([None, "zwart", "black", "rood", "iets"]),
    identifiers=st.lists(
        st.builds(Identifier, type=st.sampled_from([None, "frame", "imei"]), value=tiny), max_size=3
    ).map(tuple),
)
steps = st.lists(
    st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 6), items), max_size=25
)


@given(tiny, tiny)
def test_the_pair_rule_is_symmetric(a: str, b: str) -> None:
    assert in_range(a, b) == in_range(b, a)
    assert in_range(a, a)
    if fold(a) == fold(b):
        assert in_range(a, b)


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("ABC12", "ABC12", True),
        ("ABC12", "ABC13", False),
        ("ABC10", "ABCIO", True),
        ("ABC123", "ABC132", True),
        ("ABC123", "CAB123", True),
        ("ABC1234", "BAC1243", True),
        ("ABC123", "BC12", False),
        ("ABCD1234", "ABCD12", True),
        ("ABC123", "XYZ123", False),
        ("O0I1", "00I1", True),
    ],
)
def test_pairs(a: str, b: str, *, near: bool) -> None:
    assert in_range(a, b) is near


def by_loop(held: dict[int, Item], asked: Item, *, stolen_held: bool) -> dict[int, Match]:
    """Decide every pair, with no index at all."""
    found = {}
    for id_, item in held.items():
        stolen, purchase = (item, asked) if stolen_held else (asked, item)
        near = any(
            in_range(a, b)
            for x in stolen.numbers
            for y in purchase.numbers
            for a in x.readings
            for b in y.readings
        )
        decision = decide(stolen, purchase, PROFILE)
        assert near == (decision is not None)
        if decision is not None and decision.verdict != "none":
            found[id_] = Match(
                id_,
                decision.p_item,
                decision.verdict,
                decision.evidence,
                decision.prior_bits,
                decision.chance_twins,
                decision.profile,
            )
    return found


@settings(max_examples=200, deadline=None)
@given(steps, items, st.booleans())
def test_nothing_is_missed(
    steps: list[tuple[str, int, Item]], asked: Item, stolen_held: bool
) -> None:
    side = "stolen" if stolen_held else "purchases"
    matcher, held = Matcher.build([], side=side), {}  # type: ignore[arg-type]   # one of two words
    for step, id_, item in steps:
        if step == "add":
            matcher.add(id_, item)
            held[id_] = item
        else:
            matcher.remove(id_)
            held.pop(id_, None)
    assert len(matcher) == len(held)
    found = matcher.match(asked)
    assert {match.id: match for match in found} == by_loop(held, asked, stolen_held=stolen_held)
    assert found == sorted(found, key=lambda m: (-m.p_item, m.id))


@given(items, items)
def test_the_bits_add_up(stolen: Item, purchase: Item) -> None:
    decision = decide(stolen, purchase, PROFILE)
    if decision is None:
        return
    odds = decision.prior_bits + sum(piece.bits for piece in decision.evidence)
    assert 0 < decision.p_item < 1
    assert log2(decision.p_item / (1 - decision.p_item)) == pytest.approx(odds, abs=1e-6)
    assert all(piece.text["nl"] and piece.text["en"] for piece in decision.evidence)
    assert decision.profile == PROFILE.name


@given(items, items)
def test_both_sides_agree(stolen: Item, purchase: Item) -> None:
    forwards = Matcher.build([(1, stolen)], side="stolen").match(purchase)
    backwards = Matcher.build([(1, purchase)], side="purchases").match(stolen)
    assert forwards == backwards


@given(items, items, st.permutations(range(3)))
def test_the_order_of_numbers_is_nothing(a: Item, b: Item, order: list[int]) -> None:
    turned = Item(
        a.category,
        a.brand,
        a.model,
        a.colour,
        tuple(a.identifiers[n] for n in order if n < len(a.identifiers)),
    )
    before, after = decide(a, b, PROFILE), decide(turned, b, PROFILE)
    assert (before and before.p_item) == (after and after.p_item)


@given(tiny, tiny)
def test_differences_lose_nothing(a: str, b: str) -> None:
    left, right = differences(a, b)
    assert "".join(s.text for s in left) == a
    assert "".join(s.text for s in right) == b
    assert [s.kind for s in left] == [s.kind for s in right]
    for one, other in zip(left, right, strict=True):
        assert (one.text == other.text) == (one.kind == "equal")
