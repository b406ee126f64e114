"""Shapes, slips and handwriting: what numbers look like, and what becomes of them."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from stdnum import luhn

from registry.demo.draw import Weighted, chance, stream
from registry.demo.families import categories, families, kin
from registry.demo.handwriting import PREFIXES, bare, plain, written
from registry.demo.numbers import VIN_ALPHABET, fill, luhn_digit, vin_check_digit
from registry.demo.slips import neighbour, slip, two_slips

seeds = st.integers(0, 2**32).map(Random)
serials = st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=8, max_size=17)


def shapes(kind: str) -> list[str]:
    return [
        shape.pattern
        for family, _ in families()
        for shape in (*family.numbers, *family.also)
        if shape.type == kind
    ]


@given(st.text("0123456789", min_size=1, max_size=20))
def test_the_luhn_digit_completes_any_number(payload: str) -> None:
    assert luhn.is_valid(payload + luhn_digit(payload))


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715"])
def test_the_check_digit_of_published_vins(vin: str) -> None:
    assert vin_check_digit(vin) == vin[8]


@pytest.mark.parametrize("pattern", sorted(set(shapes("vin"))))
def test_every_vin_shape_gives_a_vin(pattern: str) -> None:
    rng = stream(1, pattern)
    for _ in range(20):
        vin = fill(pattern, rng)
        assert len(vin) == 17
        assert set(vin) <= set(VIN_ALPHABET)
        if vin[0] in "15" or vin.startswith("LRW"):
            assert vin_check_digit(vin) == vin[8]


def test_there_are_forty_type_codes_and_every_imei_shape_is_valid() -> None:
    patterns = set(shapes("imei"))
    phones = {
        p[:8] for f, _ in families() if f.category == "phone" for p in (f.numbers[0].pattern,)
    }
    assert len(phones) == 40
    for pattern in sorted(patterns):
        imei = fill(pattern, stream(1, pattern))
        assert len(imei) == 15
        assert luhn.is_valid(imei)


@pytest.mark.parametrize(
    ("brand", "category", "length"),
    [
        ("Dell", "laptop", 7),
        ("HP", "laptop", 10),
        ("Lenovo", "laptop", 8),
        ("Gazelle", "bicycle", 9),
    ],
)
def test_serials_have_the_length_their_maker_gives_them(
    brand: str, category: str, length: int
) -> None:
    rng = stream(1, brand)
    for family in kin(category, brand, None):
        for shape in family.numbers:
            assert {len(fill(shape.pattern, rng)) for _ in range(20)} == {length}


def test_apple_has_ten_or_twelve_characters() -> None:
    patterns = [s.pattern for f in kin("laptop", "Apple", None) for s in f.numbers]
    assert {len(fill(pattern, stream(1, pattern))) for pattern in patterns} == {10, 12}


def test_ranges_keep_the_width_of_their_lower_end() -> None:
    rng = stream(1, "range")
    numbers = {fill("GZ{0098-0102}", rng) for _ in range(200)}
    assert numbers == {"GZ0098", "GZ0099", "GZ0100", "GZ0101", "GZ0102"}


def test_every_category_had_goods_for_sale_in_2010() -> None:
    early = {family.category for family, _ in families() if family.since <= 2010}
    assert early == set(categories())


def test_options_are_drawn_in_proportion_to_their_weight() -> None:
    rng = stream(1, "weights")
    options = Weighted.of([("often", 6.0), ("never", 0.0), ("seldom", 2.0)])
    drawn = [options.draw(rng) for _ in range(4_000)]
    assert set(drawn) == {"often", "seldom"}
    assert 0.22 < drawn.count("seldom") / 4_000 < 0.28
    assert 0.22 < sum(chance(rng, 0.25) for _ in range(4_000)) / 4_000 < 0.28
    with pytest.raises(ValueError, match="nothing"):
        Weighted[str].of([])


@given(serials, seeds)
def test_one_slip_is_one_edit_or_a_word_before_the_number(value: str, rng: Random) -> None:
    slipped, kind = slip(value, rng)
    assert slipped != value
    if kind == "prefix":
        assert slipped.endswith(value)
    else:
        assert OSA.distance(value, slipped) == 1
    if kind == "lost_zero":
        assert value == "0" + slipped


@given(serials, seeds)
def test_two_slips_change_the_number_by_at_most_two_edits(value: str, rng: Random) -> None:
    assert 1 <= OSA.distance(value, two_slips(value, rng)) <= 2


@given(st.from_regex(r"[A-Z]{2}[0-9]{5,9}", fullmatch=True), seeds)
def test_a_neighbour_differs_in_one_of_the_last_four_digits(value: str, rng: Random) -> None:
    other = neighbour(value, rng)
    assert other[:-4] == value[:-4]
    assert sum(a != b for a, b in zip(value, other, strict=True)) == 1
    assert other[-4:].isdecimal()


@pytest.mark.parametrize(
    ("function", "value"), [(slip, "1"), (two_slips, "1234567"), (neighbour, "ABCD")]
)
def test_numbers_too_short_for_it_are_refused(
    function: Callable[[str, Random], object], value: str
) -> None:
    with pytest.raises(ValueError, match=r"too short|no digit"):
        function(value, stream(1, "short"))


@given(st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True), st.sampled_from(sorted(PREFIXES)), seeds)
def test_what_is_typed_still_holds_the_number(value: str, kind: str, rng: Random) -> None:
    assert bare(written(value, kind, rng)) == value
    assert plain(written(value, kind, rng, prefixed=False)) == value
