"""The index against a plain loop over everything: nothing missed, nothing too many."""

from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching import SerialIndex, fold, in_range
from matching.serials.file import BadIndexFile
from matching.serials.filter import empty_filter, may_hold, put
from matching.serials.keys import LONGEST, asked_keys, own_keys, plan_of, stored_keys

KERNELS = (False, True) if find_spec("numba") else (False,)
with_and_without_kernel = pytest.mark.parametrize("kernel", KERNELS)

# Few characters, so that at random many numbers are near each other; runs; look-alikes.
tiny = st.one_of(
    st.text("A1", min_size=4, max_size=20),
    st.text("A1I0OZ", min_size=3, max_size=12),
    st.text("AB3", min_size=6, max_size=8),
)
numbered = st.lists(st.tuples(st.integers(0, 12), tiny), max_size=30)


def by_brute_force(held: list[tuple[int, str]], asked: str) -> dict[int, int]:
    """Return the least distance of each id with a number in range."""
    best: dict[int, int] = {}
    for id_, number in held:
        if in_range(asked, number):
            distance = OSA.distance(asked, number)
            best[id_] = min(distance, best.get(id_, distance))
    return best


def by_scan(held: list[tuple[int, str]], part: str, limit: int) -> tuple[int, list[int]]:
    """Return how many ids have a number with this part in it, and the first of them."""
    ids = sorted({id_ for id_, number in held if part in number})
    return len(ids), ids[:limit]


@st.composite
def slipped(draw: st.DrawFn, number: str, slips: int = 2) -> str:
    """Draw what somebody may make of a number: changes, losses, additions and swaps."""
    for _ in range(draw(st.integers(0, slips))):
        at = draw(st.integers(0, len(number) - 1))
        other = draw(st.sampled_from("A1I0O3B"))
        number = draw(
            st.sampled_from(
                [
                    number[:at] + other + number[at + 1 :],
                    number[:at] + other + number[at:],
                    number[:at] + number[at + 1 :] if len(number) > 1 else number,
                    number[:at] + number[at : at + 2][::-1] + number[at + 2 :],
                ]
            )
        )
    return number


@with_and_without_kernel
@given(held=numbered, data=st.data())
@settings(max_examples=300, deadline=None)
def test_exactly_what_the_pair_rule_says(
    kernel: bool, held: list[tuple[int, str]], data: st.DataObject
) -> None:
    index = SerialIndex.build(held, kernel=kernel)
    numbers = [number for _, number in held] or ["AAAAAA"]
    asked = data.draw(st.lists(st.sampled_from(numbers).flatmap(slipped), min_size=1, max_size=5))
    for query, found in zip(asked, index.find_many(asked), strict=True):
        assert dict(found) == by_brute_force(held, query)
        assert found == index.find(query)
        assert found == sorted(found, key=lambda c: (c.distance, c.id))


@with_and_without_kernel
@given(
    held=numbered,
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(0, 12), tiny),
            st.tuples(st.just("remove"), st.integers(0, 12), st.just("")),
        ),
        max_size=20,
    ),
    asked=tiny,
)
@settings(max_examples=300, deadline=None)
def test_what_is_added_and_removed(
    kernel: bool, held: list[tuple[int, str]], steps: list[tuple[str, int, str]], asked: str
) -> None:
    index, kept = SerialIndex.build(held, partial=True, kernel=kernel), list(held)
    for step, id_, number in steps:
        if step == "add":
            index.add(id_, number)
            kept.append((id_, number))
        else:
            index.remove(id_)
            kept = [pair for pair in kept if pair[0] != id_]
    assert len(index) == len(kept)
    for query in (asked, *(number for _, number in kept)):
        assert dict(index.find(query)) == by_brute_force(kept, query)
        part = query[1:9]
        if len(part) >= 6:
            assert index.containing(part, 5) == by_scan(kept, part, 5)


def test_the_table_is_built_anew_when_much_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.serials.index._FEWEST_CHANGES", 10)
    index, held = SerialIndex.build([]), []
    for n in range(200):
        index.add(n, f"GZ{n * 7919:07d}")
        held.append((n, f"GZ{n * 7919:07d}"))
        if n % 3 == 0:
            index.remove(n // 2)
            held = [pair for pair in held if pair[0] != n // 2]
    assert len(index) == len(held)
    for _, number in held:
        assert dict(index.find(number)) == by_brute_force(held, number)


@with_and_without_kernel
def test_a_dense_range_and_everything_asked_at_once(kernel: bool) -> None:
    rng = Random(437)
    held = [(rng.randrange(2**32), f"GZ{rng.randrange(100_000):07d}") for _ in range(3_000)]
    index = SerialIndex.build(held, kernel=kernel)
    asked = [f"GZ{rng.randrange(100_000):07d}" for _ in range(100)] + ["", "A", "GZ12"]
    assert [dict(near) for near in index.find_many(asked)] == [
        by_brute_force(held, query) for query in asked
    ]


@given(
    held=st.lists(st.tuples(st.integers(0, 12), st.text("AB", max_size=12)), max_size=40),
    part=st.text("AB", min_size=6, max_size=10),
    limit=st.integers(0, 3),
    at_once=st.integers(6, 40),
)
@settings(max_examples=300, deadline=None)
def test_what_contains_a_part(
    held: list[tuple[int, str]], part: str, limit: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.serials.grams._CHARACTERS_AT_ONCE", at_once)
        index = SerialIndex.build(held, partial=True)
    assert index.containing(f"-{part.lower()} ", limit) == by_scan(held, part, limit)


def test_a_part_that_is_too_short_or_not_prepared_for() -> None:
    with pytest.raises(ValueError, match="6 characters"):
        SerialIndex.build([(1, "ABC1234")], partial=True).containing("ABC 12", 10)
    with pytest.raises(RuntimeError, match="partial"):
        SerialIndex.build([(1, "ABC1234")]).containing("ABC123", 10)


def test_what_comes_and_goes_leaves_no_room_behind() -> None:
    index = SerialIndex.build([])
    for n in range(5_000):
        index.add(n, f"AB{n:06}")
        index.remove(n - 10)
        if n % 100 == 0:
            assert index.find(f"AB{n:06}")[0] == (n, 0)
    assert len(index) == 10
    assert sum(map(len, index._delta._by_key.values())) < 5_000
    assert len(index._table) < 2_000


@with_and_without_kernel
@pytest.mark.parametrize(
    ("held", "asked", "distance"),
    [
        ("ABC123", "abc-123", 0),
        ("S/N 12 34 56", "SN123456", 0),
        ("ABC123", "ABC132", 1),
        ("ABC123", "BAC132", 2),
        ("ABC123", "CAB321", None),
        ("ABCD10", "ABCDIO", 2),
        ("0O1I2Z5S", "O0I1Z2S5", 4),
        ("A10", "A10", None),
        ("A101", "AIO1", 2),
        ("A101", "A102", None),
        ("", "", None),
        ("0O1I" * 16, "O0I1" * 16, 32),
        ("AB" * 32, "BA" * 32, 2),
        ("A" * 64, "A" * 66, 2),
        ("A" * LONGEST, "A" * (LONGEST + 2), 2),
        ("A" * LONGEST, "A" * (LONGEST + 3), None),
    ],
)
def test_cases(kernel: bool, held: str, asked: str, distance: int | None) -> None:
    found = SerialIndex.build([(7, held)], kernel=kernel).find(asked)
    assert found == ([] if distance is None else [(7, distance)])


@with_and_without_kernel
@given(held=numbered, later=numbered, asked=tiny, partial=st.booleans())
@settings(max_examples=50, deadline=None)
def test_saved_and_opened(
    kernel: bool,
    held: list[tuple[int, str]],
    later: list[tuple[int, str]],
    asked: str,
    partial: bool,
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        first = SerialIndex.build(held, partial=partial, kernel=kernel)
        for id_, number in later[:3]:
            first.add(id_, number)
        first.save(path)
        index, kept = SerialIndex.open(path, kernel=kernel), held + later[:3]
        for id_, number in later[3:]:
            index.add(id_, number)
            kept.append((id_, number))
        index.remove(0)
        kept = [pair for pair in kept if pair[0] != 0]
        for query in (asked, *(number for _, number in kept)):
            assert dict(index.find(query)) == by_brute_force(kept, query)
            if partial and len(query) >= 6:
                assert index.containing(query, 3) == by_scan(kept, query, 3)
        again = SerialIndex.open(path)
        assert len(again) == len(held + later[:3]), "what was added since is not in the file"
        index.save(path)
        assert len(SerialIndex.open(path)) == len(kept)
        assert [file.name for file in Path(folder).iterdir()] == ["index"]
        assert dict(again.find(asked)) == by_brute_force(held + later[:3], asked)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    SerialIndex.build([(n, f"GZ{n * 7919:07d}") for n in range(500)], partial=True).save(path)
    whole = path.read_bytes()
    places = [5, 50, *range(4_096, len(whole), 997)]
    used = [at for at in places if whole[at] or at < 4_096]
    assert len(used) > 20
    for at in used:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(BadIndexFile):
            SerialIndex.open(path)
    for cut in (b"", whole[:10], whole[:4_096], whole[: len(whole) // 2]):
        path.write_bytes(cut)
        with pytest.raises(BadIndexFile):
            SerialIndex.open(path)


@pytest.mark.parametrize(("name", "other"), [("VERSION", 0), ("SCHEME", "other groups")])
def test_a_file_of_another_version_is_refused(
    name: str, other: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    with monkeypatch.context() as patch:
        patch.setattr(f"matching.serials.file.{name}", other)
        SerialIndex.build([(1, "GZ1234567")]).save(path)
    with pytest.raises(BadIndexFile, match="another version"):
        SerialIndex.open(path)


def test_a_number_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="characters at most"):
        SerialIndex.build([(1, "A" * (LONGEST + 1))])


@pytest.mark.parametrize("id_", [-1, 2**32])
def test_an_id_that_is_too_large_is_refused(id_: int) -> None:
    index = SerialIndex.build([(2**32 - 1, "GZ1234567")])
    assert index.find("GZ1234567") == [(2**32 - 1, 0)]
    with pytest.raises(ValueError, match="no id"):
        index.add(id_, "GZ1234567")
    index.remove(2**32 - 1)
    assert not index.find("GZ1234567")


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=200))
def test_the_filter_forgets_nothing(keys: list[int]) -> None:
    words, mixed = empty_filter(10), np.array(keys, np.uint64)
    put(words, mixed)
    assert may_hold(words, mixed).all()


@given(tiny, st.data())
@settings(max_examples=300, deadline=None)
def test_near_numbers_have_a_key_in_common(number: str, data: st.DataObject) -> None:
    other = data.draw(slipped(number))
    if min(len(number), len(other)) >= 6 and in_range(number, other):
        plan = plan_of(len(other))
        stored, lacking = stored_keys(_row(number))
        asked = asked_keys(_row(other), plan)[:, 0]
        assert any(
            plan.allowed[at] >> lack & 1
            for key, lack in zip(stored[0], lacking, strict=True)
            for at in np.flatnonzero(asked == key)
        )
    if fold(number) == fold(other):
        assert own_keys(_row(number)) == own_keys(_row(other))


def _row(number: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(number.encode("ascii"), np.uint8)[None, :]
