"""What the statistics of a register know of its numbers, beside what dealt them out."""

from collections import defaultdict
from math import log2, prod
from random import Random
from statistics import fmean, median

import pytest

from matching import load_profile
from matching.evaluate.shapes import blocks_of, chance_of, numbers_of
from matching.evaluate.workload import World, _rows, registered, stream

GOODS = 30_000
SHAPES = ("GZ#######", "{10-14}@{0|1}", "!!!!!!!", "K{9-24}#", "5YJ{3|S}E1EA^JF{000001-299999}")


@pytest.mark.parametrize("shape", SHAPES)
def test_chances_are_those_of_the_draws(shape: str) -> None:
    rng, draw = Random(1), numbers_of(shape)
    numbers = [draw(rng) for _ in range(2_000)]
    assert all(chance_of(number, shape) > 0 for number in numbers)
    assert chance_of("ZZ", shape) == 0
    # Where all there are were drawn, one of them is certain.
    if len(set(numbers)) < 1_000:
        distinct = set(numbers)
        assert sum(chance_of(number, shape) for number in distinct) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("shape", [*SHAPES[:3], "0{08-31}00{000001-215999}", "{A|BC}{0995-1203}#"])
def test_blocks_are_all_there_is_of_a_shape(shape: str) -> None:
    rng, draw, blocks = Random(2), numbers_of(shape), blocks_of(shape)
    assert sum(share for share, _ in blocks) == pytest.approx(1)
    for number in (draw(rng) for _ in range(200)):
        chance = sum(
            share * prod(place.get(c, 0) for c, place in zip(number, places, strict=True))
            for share, places in blocks
            if len(places) == len(number)
        )
        assert chance == pytest.approx(chance_of(number, shape))


def test_a_register_tells_how_numbers_are_dealt_out() -> None:
    """Honest numbers are as likely as they are, within a fraction of a bit, in all ranges.

    IMEIs are left out, since what deals them out is not one shape.
    """
    world, rng = World(5), stream(5, "register")
    profile = load_profile().frozen(registered(goods, rng) for goods in world.stolen(GOODS))
    known = profile.likelihoods.world
    rows = [row for row in _rows("families") if not row["shape"].startswith("imei")]
    total = sum(float(row["weight"]) for row in _rows("families"))
    off = defaultdict(list)
    for _ in range(500):
        goods = world.goods(rng)
        true = sum(float(r["weight"]) / total * chance_of(goods.number, r["shape"]) for r in rows)
        if true and not goods.number.isalpha():
            likelihood = known.honest(goods.number).likelihood / known.channel.rates[0]
            off[goods.group].append(log2(likelihood / true))
    # Of so few goods the dense ranges are known best, in which it matters most.
    assert median(map(abs, off["dense"])) < 0.35
    every = [bits for group in off.values() for bits in group]
    assert median(map(abs, every)) < 0.6
    assert abs(fmean(every)) < 0.4
