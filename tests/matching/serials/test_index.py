"""The index against a plain loop over everything: nothing missed, nothing too many."""

from pathlib import Path
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


@given(numbered, st.data())
@settings(max_examples=300)
def test_exactly_what_the_pair_rule_says(held: list[tuple[int, str]], data: st.DataObject) -> None:
    index = SerialIndex.build(held)
    numbers = [number for _, number in held] or ["AAAAAA"]
    asked = data.draw(st.lists(st.sampled_from(numbers).flatmap(slipped), min_size=1, max_size=5))
    for query, found in zip(asked, index.find_many(asked), strict=True):
        assert dict(found) == by_brute_force(held, query)
        assert found == index.find(query)
        assert found == sorted(found, key=lambda c: (c.distance, c.id))


@given(
    numbered,
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(0, 12), tiny),
            st.tuples(st.just("remove"), st.integers(0, 12), st.just("")),
        ),
        max_size=20,
    ),
    tiny,
)
@settings(max_examples=300)
def test_what_is_added_and_removed(
    held: list[tuple[int, str]], steps: list[tuple[str, int, str]], asked: str
) -> None:
    index, kept = SerialIndex.build(held), list(held)
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


def test_what_comes_and_goes_leaves_no_room_behind() -> None:
    index = SerialIndex.build([])
    for n in range(20_000):
        index.add(n, f"AB{n:06}")
        index.remove(n - 10)
        if n % 100 == 0:
            assert index.find(f"AB{n:06}")[0] == (n, 0)
    assert len(index) == 10
    assert sum(map(len, index._delta._by_key.values())) < 20_000
    assert len(index._table) < 2_000


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
        ("A" * LONGEST, "A" * (LONGEST + 2), 2),
        ("A" * LONGEST, "A" * (LONGEST + 3), None),
    ],
)
def test_cases(held: str, asked: str, distance: int | None) -> None:
    found = SerialIndex.build([(7, held)]).find(asked)
    assert found == ([] if distance is None else [(7, distance)])


@given(numbered, numbered, tiny)
@settings(max_examples=50)
def test_saved_and_opened(
    held: list[tuple[int, str]], later: list[tuple[int, str]], asked: str
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        first = SerialIndex.build(held)
        for id_, number in later[:3]:
            first.add(id_, number)
        first.save(path)
        index, kept = SerialIndex.open(path), held + later[:3]
        for id_, number in later[3:]:
            index.add(id_, number)
            kept.append((id_, number))
        index.remove(0)
        kept = [pair for pair in kept if pair[0] != 0]
        for query in (asked, *(number for _, number in kept)):
            assert dict(index.find(query)) == by_brute_force(kept, query)
        again = SerialIndex.open(path)
        assert len(again) == len(held + later[:3]), "what was added since is not in the file"
        index.save(path)
        assert len(SerialIndex.open(path)) == len(kept)
        assert [file.name for file in Path(folder).iterdir()] == ["index"]
        assert dict(again.find(asked)) == by_brute_force(held + later[:3], asked)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    SerialIndex.build([(n, f"GZ{n * 7919:07d}") for n in range(500)]).save(path)
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


def test_a_file_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    with monkeypatch.context() as patch:
        patch.setattr("matching.serials.file.VERSION", 0)
        SerialIndex.build([(1, "GZ1234567")]).save(path)
    with pytest.raises(BadIndexFile, match="another version"):
        SerialIndex.open(path)


def test_a_number_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="characters at most"):
        SerialIndex.build([(1, "A" * (LONGEST + 1))])


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=200))
def test_the_filter_forgets_nothing(keys: list[int]) -> None:
    words, mixed = empty_filter(10), np.array(keys, np.uint64)
    put(words, mixed)
    assert may_hold(words, mixed).all()


@given(tiny, st.data())
@settings(max_examples=300)
def test_near_numbers_have_a_key_in_common(number: str, data: st.DataObject) -> None:
    other = data.draw(slipped(number))
    if min(len(number), len(other)) >= 6 and in_range(number, other):
        plan = plan_of(len(other))
        stored, lacking = stored_keys(_row(number))
        asked = asked_keys(_row(other), plan)[0]
        assert any(
            plan.allowed[at] >> lack & 1
            for key, lack in zip(stored[0], lacking, strict=True)
            for at in np.flatnonzero(asked == key)
        )
    if fold(number) == fold(other):
        assert own_keys(_row(number)) == own_keys(_row(other))


def _row(number: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(number.encode("ascii"), np.uint8)[None, :]
