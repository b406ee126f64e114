"""Check digits: from which numbers a text in which one fails may have come."""

from random import Random

import numpy as np
import pytest

from matching.check_digits import luhn_holds
from matching.item import Identifier, Item
from matching.likelihood.channel import ALPHABET
from matching.likelihood.statistics import Statistics
from matching.likelihood.typed import slips_to
from matching.likelihood.world import World
from tests.matching.likelihood.test_slips import CHANNEL
from tests.matching.likelihood.test_statistics import ALIASES, imei

CODE, NUMBERS = "35209900", 10**6
RNG = Random(3)
PHONES = [Item("phone", identifiers=(Identifier("imei", imei(CODE, RNG)),)) for _ in range(4_000)]
WORLD = World(Statistics.of(PHONES, ALIASES), CHANNEL)


def one_edit_away(typed: str) -> set[str]:
    found = set()
    for at in range(len(typed) + 1):
        found |= {typed[:at] + digit + typed[at:] for digit in "0123456789"}
        found |= {typed[:at] + digit + typed[at + 1 :] for digit in "0123456789"}
        found.add(typed[:at] + typed[at + 1 :])
        found.add(typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :])
    return {n for n in found - {typed} if len(n) == 15 and n.startswith(CODE) and luhn_holds(n)}


def one_slip(typed: str) -> float:
    """Return how likely this is typed with one slip, over all IMEIs of the one type code."""
    total = 0.0
    for number in one_edit_away(typed):
        row = np.array([[ALPHABET.index(character) for character in number]])
        total += float(slips_to(CHANNEL, typed, row, np.array([15.0])).one[0]) / NUMBERS
    return total


@pytest.mark.parametrize(
    "typed",
    [
        "352099001767481",  # a change
        "352099001714681",  # a swap
        "3520990017614481",  # a doubling
        "35209900176581",  # a loss
        "352099007161481",  # a swap of a number in which it holds
    ],
)
def test_a_failed_check_counts_the_numbers_in_which_it_holds(typed: str) -> None:
    likelihood = WORLD.honest(typed).likelihood
    one = CHANNEL.rates[1] * one_slip(typed)
    # Two slips are rare beside one, but can lead here from a thousand numbers.
    assert one < likelihood * 1.1
    assert likelihood == pytest.approx(one, rel=0.6)


def test_a_digit_too_many_is_a_slip_of_a_number_in_which_the_check_holds() -> None:
    holds, fails = "3520990017614481", "3520990017674481"
    assert luhn_holds(holds.replace("44", "4"))
    assert not luhn_holds(fails.replace("44", "4"))
    assert WORLD.honest(holds).likelihood > 4 * WORLD.honest(fails).likelihood
