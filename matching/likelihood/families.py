"""Families of numbers: ranges that were dealt out alike, found in numbers that are known.

Numbers of one length are divided by whatever tells most about the rest of them: the character at
a place, whether it is a letter, the brand, or the kind of goods. Dividing goes on while the
information gained is worth its parameters (Bayesian information criterion), so that a maker's
range or the type code of an IMEI becomes a family of its own, and a running number does not.
Within a family each place has its own distribution, independent of the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.likelihood.channel import DIGITS, SIZE

Rows = npt.NDArray[np.intp]
Table = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

FEWEST = 12
_SAMPLE = 20_000
# Families that hold less than this part of all numbers are not told apart.
_SMALLEST_SHARE = 1 / 60_000
_MOST_KINDS = SIZE


@dataclass(frozen=True, slots=True)
class Family:
    """Rows of one table that belong together, and what was counted at each place.

    `counts[i, c]` is how often place i had character c, here or in the family this was divided
    from if it does not differ.
    """

    rows: Rows
    counts: Counts


def families_of(codes: Table, kinds: Table, all_numbers: int) -> Iterator[Family]:
    """Yield all numbers of one length as one family, and then the families among them.

    `codes` has a row of characters for each number; `kinds` has what else is known of each, such
    as the number of its brand, from 1 to 35, or 0 where that is unknown.
    """
    columns = np.concatenate([codes, kinds], axis=1)
    fewest = max(FEWEST, int(all_numbers * _SMALLEST_SHARE))
    length = codes.shape[1]
    open_ = [(np.arange(len(codes)), _counts(columns))]
    yield Family(open_[0][0], open_[0][1][:length])
    rng = np.random.default_rng(len(codes))
    while open_:
        rows, counts = open_.pop()
        parts = _divided(columns, rows, fewest, length, rng)
        if len(parts) < 2:
            yield Family(rows, counts[:length])
        else:
            open_ += [(part, _own_or_inherited(_counts(columns[part]), counts)) for part in parts]


def _divided(
    columns: Table, rows: Rows, fewest: int, length: int, rng: np.random.Generator
) -> list[Rows]:
    """Return the rows in parts, or in one if nothing is gained by dividing them."""
    if len(rows) < 2 * fewest:
        return [rows]
    sample = rows if len(rows) <= _SAMPLE else rng.choice(rows, _SAMPLE, replace=False)
    by = _best_column(columns[sample])
    if by is None:
        return [rows]
    column, by_class = by
    values = columns[rows, column]
    if by_class:
        values = (values >= DIGITS).astype(np.uint8)
    elif column >= length:
        values = _completed(columns[rows, :length], values, fewest)
    order = np.argsort(values, kind="stable")
    ends = np.cumsum(np.bincount(values, minlength=SIZE))
    parts = [rows[order[a:b]] for a, b in pairwise([0, *ends.tolist()]) if b > a]
    large = [part for part in parts if len(part) >= fewest]
    small = [part for part in parts if len(part) < fewest]
    return [*large, np.concatenate(small)] if small else large


def _completed(codes: Table, values: Table, fewest: int) -> Table:
    """Return the values with the unknown ones replaced by that of the numbers most alike."""
    unknown = values == 0
    often = np.bincount(values[~unknown], minlength=SIZE)
    known = np.flatnonzero(often >= fewest)
    if not unknown.any() or not len(known):
        return values
    scores = np.empty((len(known), int(unknown.sum())))
    for at, value in enumerate(known):
        counts = _counts(codes[values == value]) + 1 / SIZE
        odds = np.log(counts / (often[value] + 1))
        scores[at] = np.log(often[value]) + odds[np.arange(codes.shape[1]), codes[unknown]].sum(1)
    completed = values.copy()
    completed[unknown] = known[scores.argmax(0)]
    return completed


def _best_column(columns: Table) -> tuple[int, bool] | None:
    """Return the column that tells most of the others, and whether by class of character."""
    varying = np.flatnonzero((columns != columns[0]).any(axis=0))
    if len(varying) < 2:
        return None
    some = columns[:, varying]
    joint = _joint_counts(some)
    whole = _gains(joint, len(columns))
    halves = np.stack([joint[:, :, :DIGITS].sum(2), joint[:, :, DIGITS:].sum(2)], axis=2)
    halved = _gains(halves, len(columns))
    best, best_halved = int(whole.argmax()), int(halved.argmax())
    if max(whole[best], halved[best_halved]) <= 0:
        return None
    if halved[best_halved] >= whole[best]:
        return int(varying[best_halved]), True
    return int(varying[best]), False


def _joint_counts(columns: Table) -> Counts:
    """Return how often each two values occur together in each two columns."""
    width = columns.shape[1]
    joint = np.empty((width, width, SIZE, SIZE), np.int64)
    wide = columns.astype(np.intp)
    # One column at a time beside all others.
    others = wide + np.arange(width) * SIZE * SIZE
    for first in range(width):
        index = others + wide[:, first : first + 1] * SIZE
        joint[first] = np.bincount(index.ravel(), minlength=width * SIZE * SIZE).reshape(
            width, SIZE, SIZE
        )
    return joint


def _gains(joint: Counts, n: int) -> npt.NDArray[np.float64]:
    """Return the nats gained by dividing by each first column, less what that costs.

    `joint[v, u, a, b]` counts value a of v beside b of u. Information about a column that is not
    worth its parameters counts for nothing, as the column then stays as it was.
    """
    of_first, of_second = joint.sum(3), joint.sum(2)
    information = (
        _n_log_n(joint).sum((2, 3))
        - _n_log_n(of_first).sum(2)
        - _n_log_n(of_second).sum(2)
        + _n_log_n(np.array(n))
    )
    freedom = ((of_first > 0).sum(2) - 1) * ((of_second > 0).sum(2) - 1)
    gains = np.maximum(information - 0.5 * np.log(n) * freedom, 0.0)
    np.fill_diagonal(gains, 0.0)
    gained: npt.NDArray[np.float64] = gains.sum(1)
    return gained


def _n_log_n(counts: Counts) -> npt.NDArray[np.float64]:
    return np.asarray(counts * np.log(np.maximum(counts, 1)), np.float64)


def _counts(columns: Table) -> Counts:
    """Return how often each value occurs in each column."""
    counts: Counts = np.stack([np.bincount(column, minlength=SIZE) for column in columns.T])
    return counts


def _own_or_inherited(own: Counts, inherited: Counts) -> Counts:
    """Return for each column its own counts where they differ from those it comes from."""
    n = own.sum(1)[:, None]
    expected = np.maximum(inherited, 0.5) / inherited.sum(1)[:, None]
    share = np.maximum(own, 1) / np.maximum(n, 1)
    gained = (own * np.log(share / expected)).sum(1)
    freedom = np.maximum((inherited > 0).sum(1) - 1, 0)
    differs = gained > 0.5 * np.log(np.maximum(n[:, 0], 2)) * freedom
    counts: Counts = np.where(differs[:, None], own, inherited)
    return counts
