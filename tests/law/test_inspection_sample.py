"""DOC: the size of a sample, against exact counting, and a draw that can be repeated."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.law.inspection_sample import draw, sample_size

KNOWN = ["794", "865", "314", "81"]


def missed(population: int, wrong: int, taken: int) -> Fraction:
    """Return the chance to see none of the wrong ones, counted exactly."""
    return Fraction(comb(population - wrong, taken), comb(population, taken))


@settings(deadline=None)
@given(
    population=st.integers(1, 400),
    confidence=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]),
    share=st.sampled_from([0.0, 0.01, 0.05, 0.1, 0.3, 0.9]),
)
def test_the_size_is_the_smallest_that_gives_the_confidence(
    population: int, confidence: float, share: float
) -> None:
    size = sample_size(population, confidence, share)
    wrong = int(share * population) + 1
    # Floats on the edge may take one more; what is promised is kept exactly.
    allowed = 1 - Fraction(str(confidence))
    assert missed(population, wrong, size) <= allowed + Fraction(1, 10**9)
    assert size == 0 or missed(population, wrong, size - 1) > allowed - Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("population", "confidence", "share", "size"),
    [(0, 0.95, 0.05, 0), (1, 0.95, 0.05, 1), (20, 0.95, 0.0, 19), (10_000, 0.95, 0.05, 59)],
)
def test_sizes_that_can_be_looked_up(
    population: int, confidence: float, share: float, size: int
) -> None:
    assert sample_size(population, confidence, share) == size


@pytest.mark.parametrize(
    ("population", "confidence", "share"),
    [(-1, 0.95, 0.05), (10, 0.0, 0.05), (10, 1.0, 0.05), (10, 0.95, -0.1), (10, 0.95, 1.0)],
)
def test_what_makes_no_sense_is_refused(population: int, confidence: float, share: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        sample_size(population, confidence, share)


@settings(deadline=None)
@given(count=st.integers(0, 60), size=st.integers(0, 70), seed=st.text(max_size=8))
def test_a_draw_is_a_sample_and_does_not_depend_on_the_order(
    count: int, size: int, seed: str
) -> None:
    entries = [f"entry-{n}" for n in range(count)]
    drawn = draw(entries, size, seed)
    assert len(drawn) == len(set(drawn)) == min(size, count)
    assert set(drawn) <= set(entries)
    assert draw(reversed(entries), size, seed) == drawn


def test_a_draw_is_the_same_for_ever_and_another_with_another_seed() -> None:
    entries = [str(n) for n in range(1_000)]
    assert draw(entries, 4, "2026-06-01 GM0344") == KNOWN
    assert draw(entries, 4, "2026-06-02 GM0344") != KNOWN


def test_every_entry_is_drawn_about_as_often() -> None:
    entries = [str(n) for n in range(20)]
    counts = dict.fromkeys(entries, 0)
    for seed in range(2_000):
        for entry in draw(entries, 5, str(seed)):
            counts[entry] += 1
    # 500 are expected of each, with a standard deviation below 20.
    assert all(400 < count < 600 for count in counts.values())
