"""Slips: a hand types something, and every way to type it is counted."""

from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching import load_profile
from matching.likelihood.channel import ALPHABET, SIZE, Channel, codes_of
from matching.likelihood.slips import Slips
from matching.likelihood.typed import likelihoods, slips_to

CHANNEL = Channel.of(load_profile().channel)
numbers = st.text(alphabet="01258ABOSZ", min_size=6, max_size=12)


def one_slip_away(number: str) -> set[str]:
    """Return everything that one slip may make of a number, and the number."""
    found = {number} | {prefix + number for prefix in CHANNEL.prefixes}
    found |= {number[:-n] for n in range(1, len(CHANNEL.cut))}
    found |= {number[n:] for n in (1, 2) if number.startswith("0" * n)}
    for at in range(len(number) + 1):
        found |= {number[:at] + c + number[at:] for c in ALPHABET}
        found |= {number[:at] + c + number[at + 1 :] for c in ALPHABET}
        found.add(number[:at] + number[at + 1 :])
        found.add(number[:at] + number[at : at + 2][::-1] + number[at + 2 :])
    return found


def slips_between(typed: str, meant: list[str]) -> Slips:
    """Return how likely this is typed after no slip, one and two, if each of these is meant."""
    rows = np.full((len(meant), max(map(len, meant))), SIZE)
    for row, number in zip(rows, meant, strict=True):
        row[: len(number)] = codes_of(number)
    return slips_to(CHANNEL, typed, rows, np.array([float(len(number)) for number in meant]))


def one_slip(typed: str, meant: list[str]) -> list[float]:
    """Return how likely one slip makes this of each."""
    return [float(chance) for chance in slips_between(typed, meant).one]


@settings(deadline=None, max_examples=4)
@given(numbers)
def test_all_that_may_be_typed_is_about_certain(number: str) -> None:
    typed = one_slip_away(number)
    total = sum(float(likelihoods(CHANNEL, text, [number])[0]) for text in typed)
    none, one, two = CHANNEL.pair_rates
    # Not everything can go wrong with every number: few have leading zeros.
    assert none + 0.75 * one < total < none + one + two


@settings(deadline=None)
@given(numbers, st.lists(numbers, min_size=1, max_size=5))
def test_what_else_may_be_meant_makes_no_difference(typed: str, meant: list[str]) -> None:
    together = likelihoods(CHANNEL, typed, meant)
    alone = [likelihoods(CHANNEL, typed, [one])[0] for one in meant]
    assert together.tolist() == alone


@settings(deadline=None)
@given(numbers, numbers)
def test_nothing_is_likelier_than_no_slip(typed: str, meant: str) -> None:
    likely, equal = likelihoods(CHANNEL, typed, [meant, typed])
    assert likely <= equal
    assert equal >= CHANNEL.pair_rates[0]


@pytest.mark.parametrize(
    ("meant", "likelier", "than"),
    [
        ("GZ1234567", "GZ1234561", "GZ1234560"),  # a look-alike
        ("GZ1234567", "GZ1234568", "GZ1234565"),  # the next key
        ("GZ1234567", "GZ1234576", "GZ1234549"),  # a swap, and two changes
        ("GZ1234567", "GZ12234567", "GZ12734567"),  # a doubling, and an addition
        ("0012345678", "12345678", "00345678"),  # leading zeros, and two others
        ("5CD1234XYZ", "SN5CD1234XYZ", "QW5CD1234XYZ"),  # a prefix, and any letters
        ("5CD1234XYZ", "5CD1234X", "5C1234XZ"),  # cut off, and lost here and there
        ("5CD1234XYZ", "5CD124XYZ", "5CD124XY2"),  # one slip, and two
        ("PFCTF7KC", "PFCTKF7C", "PFQTF7KW"),  # swapped twice, and any two
        ("2DNYDL8", "2DTNDL8", "2DWVDL8"),  # swapped and changed, and any two
        (
            "5CD1234XYZ",
            "NS5CD1234XYZ",
            "QW5CD1234XYZ",
        ),  # a prefix with a slip, and any letters
    ],
)
def test_likely_slips(meant: str, likelier: str, than: str) -> None:
    (more,), (less,) = (likelihoods(CHANNEL, typed, [meant]) for typed in (likelier, than))
    assert more > 2 * less > 0


@settings(deadline=None, max_examples=100)
@given(
    st.text(alphabet="0123456789ABCDEFGHKLMNPRSTXZ", min_size=7, max_size=12),
    st.randoms(use_true_random=False),
)
def test_two_slips_are_summed_as_one_follows_the_other(meant: str, rng: Random) -> None:
    """All numbers that the first slip may leave, and how likely the second makes this of each."""
    first = sorted(one_slip_away(meant))
    typed = rng.choice(sorted(one_slip_away(rng.choice(first))))
    assume(OSA.distance(typed, meant) == 2)
    # What two cuts or a swap across a prefix make of it is left out.
    assume(len(meant) - 2 < len(typed) < len(meant) + 2)
    exactly = sum(
        second * one_slip(between, [meant])[0]
        for between, second in zip(first, one_slip(typed, first), strict=True)
        if second
    )
    summed = 2 * float(slips_between(typed, [meant]).two[0])
    assert exactly / 2.2 < summed < exactly * 2.2


def test_three_slips_are_not_reckoned_with() -> None:
    assert likelihoods(CHANNEL, "5CD1234XYZ", ["6CE1235XYZ"])[0] == 0
