"""The index of descriptions: the same whatever way it came about, and found in other words."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Item
from matching.array_file import BadIndexFile
from matching.text_index import TextIndex, text_of
from matching.text_index.table import FEWEST_COMMON

WORDS = (
    *("gazelle", "batavus", "orange", "mambo", "zwart", "black", "rood", "damesfiets", "fiets"),
    *("kras", "deuk", "sticker", "anker", "ajax", "bagagedrager", "zadel", "inscriptie"),
    *("utrecht", "53", "1987", "wh", "1000", "xm4", "scratch", "onder", "op"),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
held = st.dictionaries(st.integers(0, 40), texts, max_size=25)


@given(held, held, texts)
@settings(max_examples=60, deadline=None)
def test_added_is_as_built(first: dict[int, str], more: dict[int, str], asked: str) -> None:
    index = TextIndex.build(first.items())
    for id_, text in more.items():
        index.add(id_, text)
    built = TextIndex.build((first | more).items(), statistics=index.statistics)
    assert len(index) == len(built) == len(first | more)
    assert index.find(asked) == built.find(asked)


@given(held, st.sets(st.integers(0, 40)), texts)
@settings(max_examples=60, deadline=None)
def test_removed_and_put_back(goods: dict[int, str], gone: set[int], asked: str) -> None:
    index = TextIndex.build(goods.items())
    before = index.find(asked)
    for id_ in gone:
        index.remove(id_)
    assert len(index) == len(goods.keys() - gone)
    assert index.find(asked) == [c for c in before if c.id not in gone]
    for id_ in goods.keys() & gone:
        index.add(id_, goods[id_])
    assert index.find(asked) == before


@given(held, held, st.sets(st.integers(0, 40)), texts)
@settings(max_examples=60, deadline=None)
def test_saved_is_as_kept(
    first: dict[int, str], more: dict[int, str], gone: set[int], asked: str
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index = TextIndex.build(first.items())
        for id_, text in more.items():
            index.add(id_, text)
        for id_ in gone:
            index.remove(id_)
        found = index.find(asked)
        index.save(path)
        again = TextIndex.open(path)
        assert len(again) == len(index)
        assert again.find(asked) == index.find(asked) == found
        # What only those taken out had in them tells as much as before.
        for id_, text in first.items():
            again.add(id_, text)
            index.add(id_, text)
        assert again.find(asked) == index.find(asked)
        assert [file.name for file in Path(folder).iterdir()] == ["index"]


@given(held.filter(bool), st.data())
@settings(max_examples=60, deadline=None)
def test_its_own_text_finds_it_first(goods: dict[int, str], data: st.DataObject) -> None:
    index = TextIndex.build(goods.items())
    id_ = data.draw(st.sampled_from(sorted(goods)))
    found = {c.id: c.similarity for c in index.find(goods[id_])}
    if found or goods[id_] not in {"op", "onder"}:
        assert found.get(id_, 0.0) == max(found.values(), default=0.0) == pytest.approx(1.0)


words_only = st.lists(
    st.sampled_from([w for w in WORDS if w.isalpha() and len(w) > 2]), max_size=8, unique=True
)


@given(held, words_only, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_words_does_not_matter(goods: dict[int, str], words: list[str], rng) -> None:  # type: ignore[no-untyped-def]
    index = TextIndex.build(goods.items())
    other = rng.sample(words, len(words))
    # Words beside each other may be one that is written apart; commas keep them apart.
    assert index.find(", ".join(words)) == index.find(", ".join(other))


@given(held, texts)
@settings(max_examples=60, deadline=None)
def test_best_first_then_by_id(goods: dict[int, str], asked: str) -> None:
    found = TextIndex.build(goods.items()).find(asked, limit=10)
    assert found == sorted(found, key=lambda c: (-c.similarity, c.id))
    assert len({c.id for c in found}) == len(found) <= 10
    assert all(0.0 < c.similarity <= 1.0 for c in found)


def test_many_with_common_words(tmp_path: Path) -> None:
    """Nothing is lost where words are so common that only their bits are kept."""
    rng = np.random.default_rng(5)
    goods = {n: " ".join(rng.choice(WORDS[:15], 6, replace=False)) for n in range(3_000)}
    index = TextIndex.build(goods.items())
    assert len(index._great.table.common) >= 10
    assert max(np.diff(index._great.table.lists)) <= max(FEWEST_COMMON, 3_000 // 128)
    for id_ in range(0, 3_000, 97):
        same = [n for n, text in goods.items() if set(text.split()) == set(goods[id_].split())]
        found = index.find(goods[id_], limit=3_000)
        assert set(same) <= {c.id for c in found if c.similarity == found[0].similarity}
        assert index.find(goods[id_], limit=20) == found[:20]
    for id_ in range(0, 3_000, 5):
        index.remove(id_)
    found = index.find(goods[7], limit=3_000)
    index.save(tmp_path / "index")
    assert len(index) == 2_400
    assert index.find(goods[7], limit=3_000) == found


def test_many_are_added_and_stay() -> None:
    goods = {n: f"gazelle nummer {n * 7919 % 9973} zwart" for n in range(9_000)}
    index = TextIndex.build((n, goods[n]) for n in range(100))
    for id_ in range(100, 9_000):
        index.add(id_, goods[id_])
        if id_ % 250 == 0:
            assert index.find(goods[id_ - 3], limit=1)[0].id == id_ - 3
            index.remove(id_ - 3)
    assert len(index) == 9_000 - len(range(250, 9_000, 250))
    assert index.find(goods[8_500], limit=1)[0].id == 8_500
    assert index.find(goods[8_497], limit=1)[0].id != 8_497


def test_threads_ask_at_once() -> None:
    goods = {n: f"{WORDS[n % 20]} {WORDS[n * 7 % 23]} {n}" for n in range(2_000)}
    index = TextIndex.build(goods.items())
    index.add(5_000, "batavus mambo 5000")
    alone = index.find_many([goods[n] for n in range(200)])
    answers: dict[int, object] = {}

    def ask(name: int) -> None:
        answers[name] = index.find_many([goods[n] for n in range(200)])

    threads = [Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answers[n] == alone for n in range(4))


def test_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    index = TextIndex.build([])
    assert index.find("gazelle") == []
    index.save(tmp_path / "index")
    index = TextIndex.open(tmp_path / "index")
    index.add(7, "Gazelle Orange")
    assert [c.id for c in index.find("gazelle")] == [7]
    assert index.find("") == index.find("de, het (!)") == []
    index.add(8, "")
    assert len(index) == 2
    assert [c.id for c in index.find("orange")] == [7]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    TextIndex.build([(n, f"{WORDS[n % 20]} nummer {n}") for n in range(500)]).save(path)
    whole = path.read_bytes()
    used = [at for at in [5, 50, *range(4_096, len(whole), 397)] if whole[at] or at < 4_096]
    assert len(used) > 20
    for at in used:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(BadIndexFile):
            TextIndex.open(path)
    for cut in (b"", whole[:10], whole[:4_096], whole[: len(whole) // 2]):
        path.write_bytes(cut)
        with pytest.raises(BadIndexFile):
            TextIndex.open(path)


def test_a_file_of_other_words_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("matching.text_index.file.WORDING", "0")
        TextIndex.build([(1, "gazelle")]).save(tmp_path / "index")
    with pytest.raises(BadIndexFile, match="another version"):
        TextIndex.open(tmp_path / "index")


# Asked, and what is found first among the goods below.
GOODS = {
    1: "Sony, WH-1000XM4, zwart, koptelefoon in hoes",
    2: "Sony, WH-1000XM5, zwart, koptelefoon in hoes",
    3: "Gazelle, Orange C8, zwart, damesfiets 53 cm, kras op bagagedrager",
    4: "Gazelle, Orange C8, zwart, damesfiets 57 cm, inscriptie J.K. 1987 onder de trapas",
    5: "Batavus, Mambo, rood, herenfiets, sticker anker op spatbord",
    6: "Omega, Speedmaster, staal, gravure 'voor altijd' 12-3-1999",
    7: "Koga, Émonda, wit, fietskrat voorop",
    8: "Rolex, Submariner, goud, glas gekrast, horloge 40 mm, postcode 3511 AB 12",
    9: "Yamaha, MT-07, blauw, deuk in tank, 12.000 km",
    10: "Trek, sticker universiteit linksvoor",
    11: "Puch, kras linksachter, voorwiel ontbreekt",
}


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("koptelefoon wh1000xm4", 1),
        ("headphones sony WH 1000 XM 4 blk", 1),
        ("SONY wh-1000 xm5 black", 2),
        ("ladies bike gazelle orange 53cm scratch on carrier", 3),
        ("Gazele Orange C-8 zwarte dames fiets 57 cm", 4),
        ("gazelle JK 1987", 4),
        ("bike, engraving j k 1987", 4),
        ("batvus mamboo anchor decal mudguard", 5),
        ("rode fiets met ankersticker", 5),
        ("omega engraved 12.03.1999", 6),
        ("speedmastr steel", 6),
        ("emonda white bike crate", 7),
        ("gold watch, glass scratched", 8),
        ("rolex 3511ab12", 8),
        ("Yamaha MT07 12000km blu", 9),
        ("motor mt 07, dent in the tank", 9),
        ("university sticker front left", 10),
        ("scratch rear left, front wheel missing", 11),
        ("front left", 10),
    ],
)
def test_found_in_other_words(asked: str, first: int) -> None:
    assert TextIndex.build(GOODS.items()).find(asked)[0].id == first


def test_what_of_an_item_is_looked_for() -> None:
    item = Item.from_wire(
        {
            "category": "bicycle",
            "brand": "Gazelle",
            "colour": "zwart",
            "identifiers": [{"type": "frame", "value": "GZ1234567"}],
            "marks": "sticker anker",
        }
    )
    assert text_of(item) == "Gazelle, zwart, sticker anker"
    assert text_of(Item(category="other")) == ""
