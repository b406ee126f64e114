"""Typed: how likely a text is, if one of some given numbers is meant."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.likelihood.channel import REACH, SIZE, Channel, Floats, codes_of
from matching.likelihood.slips import Slips, places, slips_of

Rows = npt.NDArray[np.intp]


def likelihoods(channel: Channel, typed: str, meant: Sequence[str]) -> Floats:
    """Return for each of the meant numbers, which were recorded once, how likely this is typed.

    Slips of both records lie between the two, so the rates are those of pairs.
    """
    longest = max(map(len, meant))
    # A character that no number has stands behind the shorter ones.
    numbers = np.full((len(meant), longest), SIZE, np.intp)
    for row, number in enumerate(meant):
        numbers[row, : len(number)] = codes_of(number)
    lengths = np.array([len(number) for number in meant], np.float64)
    return slips_to(channel, typed, numbers, lengths).at(channel.pair_rates)


def slips_to(channel: Channel, typed: str, numbers: Rows, lengths: Floats) -> Slips:
    """Return how likely the text is after no slip, one and two, for each row of codes."""
    count, longest = numbers.shape
    table = np.full((count, max(longest, len(typed)) + 2 * REACH + 1), SIZE, np.intp)
    table[:, REACH : REACH + longest] = numbers
    at, character = places(codes_of(typed))
    held = table[:, at].transpose(1, 2, 0)
    same = (held == character[..., None]).astype(np.float64)
    changes = np.concatenate([channel.change, np.zeros((1, SIZE))])
    changed = changes[held, character[..., None]]
    zero = (table[:, REACH : REACH + 2].T == 0).astype(np.float64)
    return slips_of(channel, typed, same, changed, zero, lengths)
