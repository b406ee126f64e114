"""Candidates: by number without loss, by a part of a number, and by description."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import CandidateIndex, Item, in_range, nearest_numbers
from matching.candidates import readings_of

FEW = 3


def item(*numbers: str, **wire: Any) -> Item:
    identifiers = [{"value": number} for number in numbers]
    return Item.from_wire({"category": "bicycle", "identifiers": identifiers, **wire})


def found(index: CandidateIndex, asked: Item) -> set[int]:
    return set(index.of(asked, most_with_part=FEW))


HELD = {
    0: item("GZ4417093"),
    1: item("GZ4417903", "352099001761481"),
    2: item(description="frame, alleen 880417 nog leesbaar"),
    3: item(marks="gravure Anna 12-06-1998"),
    **{n: item(f"KX{n}550022{n}") for n in range(10, 16)},
}


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (item("GZ4417O93"), {0, 1}),
        (item("gz 441 7093"), {0, 1}),
        (item(description="nummer begint met GZ4417"), {0, 1}),
        (item("99880417KK"), {2}),
        (item(description="ring met inscriptie Anna 12-06-1998"), {3}),
        (item(description="deel van het nummer: 550022"), set()),
        (item("QQ7712345"), set()),
        (item(), set()),
    ],
)
def test_what_is_found(asked: Item, ids: set[int]) -> None:
    index = CandidateIndex.build(HELD.items())
    assert found(index, asked) & {*range(4), *range(10, 16)} == ids


def test_a_part_that_many_have_is_counted_and_finds_none() -> None:
    index = CandidateIndex.build(HELD.items())
    assert index.with_part("550022") == 6
    assert not found(index, item(description="deel van het nummer: 550022"))
    for id_ in range(10, 13):
        index.remove(id_)
    assert found(index, item(description="deel van het nummer: 550022")) == {13, 14, 15}


def test_added_removed_and_reopened_is_as_built(tmp_path: Path) -> None:
    built = CandidateIndex.build(HELD.items())
    added = CandidateIndex.build([])
    for id_, held in HELD.items():
        added.add(id_, item("WRONG12345", description="iets met 123987 erin"))
        added.add(id_, held)
    added.add(99, item("GZ4417093"))
    added.remove(99)
    added.remove(100)
    added.save(tmp_path)
    for index in (added, CandidateIndex.open(tmp_path)):
        for asked in HELD.values():
            assert found(index, asked) == found(built, asked)


NUMBERS = st.text(alphabet="0O1IAB", min_size=4, max_size=9)


@given(st.lists(NUMBERS, max_size=12), NUMBERS)
def test_every_number_in_range_is_found(numbers: list[str], asked: str) -> None:
    held = [item(f"{number}7") for number in numbers]
    index, wanted = CandidateIndex.build(enumerate(held)), item(f"{asked}7")
    near = {
        n
        for n, one in enumerate(held)
        if any(in_range(a, b) for a in readings_of(one) for b in readings_of(wanted))
    }
    assert near <= found(index, wanted)
    assert near == {n for n, one in enumerate(held) if nearest_numbers(one, wanted) is not None}


@pytest.mark.parametrize(
    ("ours", "theirs", "slips", "alike"),
    [
        ("GZ4417093", "GZ4417093", 0, True),
        ("GZ4417093", "GZ4417039", 1, False),
        ("GZ4417O93", "GZ44170B3", 2, False),
        ("50O1B77", "5OOIB77", 2, True),
    ],
)
def test_how_far_numbers_are_apart(ours: str, theirs: str, slips: int, alike: bool) -> None:
    near = nearest_numbers(item(ours), item(theirs))
    assert near is not None
    assert (near.slips, near.looks_alike) == (slips, alike)


def test_numbers_out_of_range_are_not_near() -> None:
    assert nearest_numbers(item("GZ4417093"), item("GZ441888E")) is None
    assert nearest_numbers(item("GZ4417093"), item()) is None
