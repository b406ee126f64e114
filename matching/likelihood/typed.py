"""Typed: how likely a text is, if one of some given numbers is meant."""

from collections.abc import Sequence

import numpy as np

from matching.likelihood.channel import REACH, SIZE, Channel, Floats, codes_of, places, slips_of


def likelihoods(channel: Channel, typed: str, meant: Sequence[str]) -> Floats:
    """Return for each of the meant numbers how likely it is typed as this."""
    codes = codes_of(typed)
    lengths = np.array([len(number) for number in meant], np.float64)
    width = max(int(lengths.max()), len(typed)) + 2 * REACH + 1
    # A character that no number has stands around them.
    table = np.full((len(meant), width), SIZE, np.intp)
    for row, number in enumerate(meant):
        table[row, REACH : REACH + len(number)] = codes_of(number)
    at, character = places(codes)
    held = table[:, at].transpose(1, 2, 0)
    same = (held == character[..., None]).astype(np.float64)
    changes = np.concatenate([channel.change, np.zeros((1, SIZE))])
    changed = changes[held, character[..., None]]
    zero = (table[:, REACH : REACH + 2].T == 0).astype(np.float64)
    return channel.likelihood(slips_of(channel, typed, same, changed, zero, lengths))
