"""The matcher against a plain double loop, and the promises about bits and sides."""

from math import log2
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching import Identifier, Item, Match, Matcher, decide, differences, in_range, load_profile
from matching.lookalikes import fold

PROFILE = load_profile()
# Few letters and runs of the same one make near pairs, which at random would be rare.
tiny = st.text(alphabet="A1I0O", min_size=4, max_size=20).filter(
    lambda s: any(c.isdigit() for c in s)
)
# Prefixes give a number a second reading.
written = st.tuples(st.sampled_from(["", "", "", "SN", "SN: ", "NR"]), tiny).map("".join)
items = st.builds(
    Item,
    category=st.sampled_from(["phone", "tablet", "bicycle", "other"]),
    brand=st.sampled_from([None, "Apple", "Samsung", "Gazelle"]),
    model=st.sampled_from([None, "S23", "Galaxy S23", "Orange C8"]),
    colour=st.sampled_from([None, "zwart", "black", "rood", "iets"]),
    identifiers=st.lists(
        st.builds(Identifier, type=st.sampled_from([None, "frame", "imei"]), value=written),
        max_size=3,
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


def near_by_loop(held: dict[int, Item], asked: Item) -> set[int]:
    """Return what the pair rule calls a candidate, whatever the evidence says."""
    return {
        id_
        for id_, item in held.items()
        if any(
            in_range(a, b)
            for x in item.numbers
            for y in asked.numbers
            for a in x.readings
            for b in y.readings
        )
    }


def with_part(held: dict[int, Item], asked: Item) -> set[int]:
    """Return the items of which a number is part of one asked, or the other way round."""
    return {
        id_
        for id_, item in held.items()
        for ours in item.numbers
        for theirs in asked.numbers
        if ours.canonical in theirs.canonical or theirs.canonical in ours.canonical
    }


def by_loop(held: dict[int, Item], asked: Item, *, stolen_held: bool) -> dict[int, Match]:
    """Decide every pair, with no index at all."""
    found = {}
    for id_, item in held.items():
        stolen, purchase = (item, asked) if stolen_held else (asked, item)
        decision = decide(stolen, purchase, PROFILE)
        # Without numbers in range there may still be a part of one, or an inscription.
        assert decision is not None or not near_by_loop({id_: item}, asked)
        least = PROFILE.verdicts["worth_listing"]
        if decision is not None and (decision.verdict != "none" or decision.p_item >= least):
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
@given(steps, st.lists(items, min_size=1, max_size=4), st.booleans())
def test_nothing_is_missed(
    steps: list[tuple[str, int, Item]], asked: list[Item], stolen_held: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # So few that even these small tables are built anew, and are asked in parts.
        patch.setattr("matching.serials.index._FEWEST_CHANGES", 3)
        patch.setattr("matching.serials.index._KEYS_AT_ONCE", 1)
        find_in_both_ways(steps, asked, stolen_held=stolen_held)


def find_in_both_ways(
    steps: list[tuple[str, int, Item]], asked: list[Item], *, stolen_held: bool
) -> None:
    """Bring a matcher and a plain dict to the same state, and ask both."""
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
    for one in asked:
        found = matcher.match(one)
        assert {match.id: match for match in found} == by_loop(held, one, stolen_held=stolen_held)
        assert found == sorted(found, key=lambda m: (-m.p_item, m.id))
        candidates = set(matcher.candidates(one))
        assert (
            near_by_loop(held, one) <= candidates <= near_by_loop(held, one) | with_part(held, one)
        )
    assert matcher.match_many(asked) == [matcher.match(one) for one in asked]


@given(items, items)
def test_the_bits_add_up(stolen: Item, purchase: Item) -> None:
    decision = decide(stolen, purchase, PROFILE)
    if decision is None:
        return
    bits = sum(piece.bits for piece in decision.evidence)
    odds = decision.prior_bits + bits
    assert 0 < decision.p_item < 1
    # What is shown is what was counted: nothing was rounded in between.
    assert decision.p_item == 1 / (1 + 2**-odds)
    assert decision.chance_twins == PROFILE.register_size * 2**-bits
    assert all(piece.bits == round(piece.bits, 3) for piece in decision.evidence)
    assert log2(decision.p_item / (1 - decision.p_item)) == pytest.approx(odds, abs=0.1)
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
        assert (not one.text or not other.text) == (one.kind == "missing")
        if one.kind == "swapped":
            assert sorted(one.text) == sorted(other.text)
    # As many slips are shown as lie between the two.
    shown = sum(
        max(len(one.text), len(other.text)) // (2 if one.kind == "swapped" else 1)
        for one, other in zip(left, right, strict=True)
        if one.kind != "equal"
    )
    assert shown == OSA.distance(a, b)


@pytest.mark.parametrize(
    ("a", "b", "left", "right"),
    [
        ("GZ123", "GZ123", [("GZ123", "equal")], [("GZ123", "equal")]),
        (
            "GZ1234",
            "GZ1934",
            [("GZ1", "equal"), ("2", "changed"), ("34", "equal")],
            [("GZ1", "equal"), ("9", "changed"), ("34", "equal")],
        ),
        (
            "AB1243",
            "AB1423",
            [("AB1", "equal"), ("24", "swapped"), ("3", "equal")],
            [("AB1", "equal"), ("42", "swapped"), ("3", "equal")],
        ),
        (
            "AB123",
            "AB13",
            [("AB1", "equal"), ("2", "missing"), ("3", "equal")],
            [("AB1", "equal"), ("", "missing"), ("3", "equal")],
        ),
        ("", "A1", [("", "missing")], [("A1", "missing")]),
        ("", "", [], []),
    ],
)
def test_differences_say_what_they_are(
    a: str, b: str, left: list[tuple[str, str]], right: list[tuple[str, str]]
) -> None:
    ours, theirs = differences(a, b)
    assert [(s.text, s.kind) for s in ours] == left
    assert [(s.text, s.kind) for s in theirs] == right


def test_adding_is_no_rebuilding() -> None:
    def seconds(held: int) -> float:
        matcher = Matcher.build(
            (
                (n, Item("tool", identifiers=(Identifier("serial", f"K{n:07}"),)))
                for n in range(held)
            ),
            profile=PROFILE,
        )
        more = [Item("tool", identifiers=(Identifier("serial", f"T{n:07}"),)) for n in range(1_000)]
        matcher.candidates(more[0])
        start = process_time()
        for n, item in enumerate(more):
            matcher.add(held + n, item)
            matcher.candidates(item)
        return process_time() - start

    # Twenty times the register would take twenty times as long if each addition walked it.
    assert min(seconds(10_000) for _ in range(3)) < 10 * min(seconds(500) for _ in range(3))
