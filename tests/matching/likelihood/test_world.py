"""The world: how likely honest goods have what was typed as their number."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluate.slips import slip
from matching.likelihood.channel import codes_of
from matching.likelihood.slips import starts_of
from matching.likelihood.statistics import Statistics
from matching.likelihood.world import World
from tests.matching.likelihood.test_slips import CHANNEL
from tests.matching.likelihood.test_statistics import ALIASES, register

STATISTICS = Statistics.of(register(6, 3_000), ALIASES)
WORLD = World(STATISTICS, CHANNEL)
DENSITY = 0.5 * 1e-7


def likelihood(typed: str) -> float:
    return WORLD.honest(typed).likelihood


def test_a_dense_range_is_as_dense_as_it_is() -> None:
    # Half of all goods have GZ and seven digits.
    assert likelihood("GZ1234568") == pytest.approx(DENSITY, rel=0.15)
    # Of those with a letter more, that is all that was typed once more or mistaken.
    assert likelihood("GZ12345681") < 0.02 * DENSITY


def test_a_failed_check_digit_is_a_slip_of_anybody() -> None:
    holds, fails = likelihood("352099001761481"), likelihood("352099001761482")
    assert holds == pytest.approx(0.5 / 3 * 1e-6, rel=0.2)
    # One in twelve slips, and there are a hundred ways or more to slip.
    assert 0.0005 < fails / holds < 0.05


def test_a_number_of_no_family_is_unlikely_but_not_impossible() -> None:
    assert 0 < likelihood("QXJ7PPW0ZR") < 1e-12
    assert 0 < likelihood("Q" * 40) < 1e-50


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_no_family_within_two_slips_is_passed_over(seed: int) -> None:
    rng = Random(seed)
    family = rng.randrange(len(STATISTICS.families))
    number = "".join(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rng.choice(list(column))]
        for column in STATISTICS.families[family].columns
    )
    typed = slip(slip(number, rng), rng)
    typed = "".join(c for c in typed if c.isalnum())
    which = WORLD._within_reach(codes_of(typed), starts_of(CHANNEL, typed))
    # A prefix and then two leading characters less may be too much for the channel as well.
    missed = family not in which
    alone = World(Statistics(1, 1, {}, (), (STATISTICS.families[family],)), CHANNEL)
    assert not missed or alone.honest(typed).of_family.sum() == 0
