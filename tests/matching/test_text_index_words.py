"""The words of descriptions and their keys: alike however they are written."""

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching.text_index.common_words import CommonWords
from matching.text_index.hashes import keys_of, keys_one_slip_away
from matching.text_index.words import (
    _STOPWORDS,
    _WORDS_ALIKE,
    _lines,
    _stem,
    word_for,
    words_of,
)


@pytest.mark.parametrize(
    "alike",
    [
        ("WH-1000XM4", "wh1000xm4", "wh 1000 xm 4", "WH 1000XM4"),
        ("MT-07", "mt07", "MT 7"),
        ("53 cm", "53cm", "53 CM", "53 centimeter"),
        ("12.000 km", "12000km", "12000 kilometer"),
        ("5,0 Ah", "5ah", "5.0 AH"),
        ("14 karaat", "14kt", "14 ct"),
        ("J.K.", "J K", "jk", "j.k"),
        ("J. de V.", "jv"),
        ("zwart", "zwarte", "BLACK", "blk"),
        ("rood", "rode", "red"),
        ("kras", "krassen", "scratches"),
        ("glas", "glazen"),
        ("fietsen", "bikes", "rijwiel"),
        ("Émonda", "emonda"),
        ("05-03-1999", "5-3-1999", "5.3.1999"),
        ("een kras op de tank", "scratch on the tank", "tank, kras"),
    ],
)
def test_the_same_words(alike: tuple[str, ...]) -> None:
    expected = Counter(words_of(alike[0]))
    assert expected
    for text in alike[1:]:
        assert Counter(words_of(text)) == expected, text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("53 cm", "57 cm"),
        ("wh1000xm4", "wh1000xm5"),
        ("J.K.", "J.M."),
        ("1.8", "1.4"),
        ("rood", "rond"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert Counter(words_of(one)) != Counter(words_of(other))


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_has_words_that_are_words(text: str) -> None:
    words = words_of(text)
    assert all(words)
    assert words == words_of(text.upper().lower()) or not text.isascii()


def test_no_word_has_two_meanings() -> None:
    of: dict[str, str] = {}
    for line in _lines(_WORDS_ALIKE):
        for word in line:
            assert word not in _STOPWORDS
            assert of.setdefault(_stem(word), line[0]) == line[0], word
            assert word_for(word) == word_for(line[0])


words = st.text("abc", min_size=4, max_size=7) | st.text("012", min_size=4, max_size=6)


@given(words, st.data())
@settings(max_examples=150)
def test_one_slip_away(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(st.sampled_from("0129" if word.isdecimal() else "abcz"))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:at] + other + word[at + 1 :],
                word[:at] + other + word[at:],
                word + other,
                word[:at] + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )
    near, of = keys_one_slip_away([word, word[1:], word])
    near = data.draw(st.sampled_from([near[of == 0], near[of == 2]]))
    assert keys_of([slipped])[0] in near
    far = data.draw(words)
    if OSA.distance(word, far) > 1:
        assert keys_of([far])[0] not in near


@given(st.data())
@settings(max_examples=100)
def test_the_best_rows_by_common_words(data: st.DataObject) -> None:
    count, rows = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 150))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    has = rng.random((count, rows)) < rng.random()
    worth = rng.choice([1, 2], count) * 1_000
    worth[0] = 2_000
    worth[::-1].sort()
    most = data.draw(st.integers(1, 160))
    common = CommonWords([_packed(one) for one in has], worth)
    found = common.best_rows(most)
    sums = worth @ has
    least = data.draw(st.integers(0, 9_000))
    left, added = common.added(np.arange(rows), np.zeros(rows, np.int32), least)
    assert set(np.flatnonzero(sums >= least)) <= set(left.tolist())
    assert added.tolist() == sums[left].tolist()
    order = np.lexsort((np.arange(rows), -sums))[:most]
    assert sorted(found.tolist()) == sorted(order[sums[order] > 0].tolist())


def _packed(bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    octets = np.packbits(np.pad(bits, (0, -len(bits) % 64)), bitorder="little")
    return octets.view(np.uint64)
