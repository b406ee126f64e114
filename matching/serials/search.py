"""The search in a table: from numbers of one length to all in range of them, with numpy.

What the compiled kernel does number by number is here done step by step for all at once.
"""

from collections.abc import Iterable
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.pair_rule import SHORTEST_FOR_SLIPS
from matching.serials.compare import Candidate, distances_in_range
from matching.serials.filter import Words, may_hold
from matching.serials.keys import Characters, Keys, Places, asked_keys, own_keys, plan_of
from matching.serials.table import Rows, Table

Alive = npt.NDArray[np.bool_]

_PAIR_BITS = 33
_ROW_MASK = 2**_PAIR_BITS - 1
# What was found as one number: by which query, how far away, and the id.
_ID_BITS, _QUERY_AT = 32, 40
_ID_MASK, _MOST = 2**_ID_BITS - 1, 2 ** (_QUERY_AT - _ID_BITS) - 1
_NONE = np.zeros(0, np.intp)
_ANYTHING = np.array([2**16 - 1], np.uint16)


class Found(NamedTuple):
    """What was found of each query, the nearest first.

    With it go the keys that the delta may have, and for each of these by which query.
    """

    candidates: list[list[Candidate]]
    queries: Places
    keys: Keys


def search(
    table: Table, words: Words, beside: Words, alive: Alive, characters: Characters
) -> Found:
    """Return what is alive and in range of numbers; `characters` has one in each row, in ASCII.

    Only keys that the filter `words` may hold are looked for, and those that `beside` may hold
    as well, which has no words if there is no delta, are returned.
    """
    keys, allowed = _asked(characters)
    keys = keys.reshape(-1)
    places = may_hold(words, keys).nonzero()[0]
    keys, (kinds, queries) = keys.take(places), np.divmod(places, len(characters))
    which, rows = table.look_up(keys, allowed.take(kinds))
    # One number in one row: what to compare, and in its last bit what it was found by.
    pairs = ((queries << _PAIR_BITS) | (kinds != 0)).take(which)
    pairs |= rows.astype(np.intp) << 1
    pairs.sort()
    candidates = _in_range(table, alive, characters, pairs)
    there = may_hold(beside, keys).nonzero()[0] if len(beside) else _NONE
    return Found(candidates, queries.take(there), keys.take(there))


def _in_range(
    table: Table, alive: Alive, characters: Characters, pairs: Places
) -> list[list[Candidate]]:
    """Return for each query what is in range, of pairs that have a key in common."""
    rows = (pairs & _ROW_MASK) >> 1
    kept = alive.take(rows)
    kept[1:] &= pairs[1:] >> 1 != pairs[:-1] >> 1
    pairs, rows = pairs[kept], rows[kept]
    queries, asked = pairs >> _PAIR_BITS, [number.tobytes() for number in characters]
    distances = distances_in_range(
        [asked[query] for query in queries.tolist()], table.numbers(rows), pairs & 1 == 0
    )
    close = (distances >= 0).nonzero()[0]
    return _nearest_first(
        queries.take(close), table.ids.take(rows.take(close)), distances.take(close), len(asked)
    )


def _nearest_first(
    queries: Places, ids: Rows, distances: Places, count: int
) -> list[list[Candidate]]:
    """Return for each of so many queries its ids, each once with its least distance."""
    found = queries << _QUERY_AT | distances << _ID_BITS | ids
    found.sort()
    near = map(Candidate, (found & _ID_MASK).tolist(), (found >> _ID_BITS & _MOST).tolist())
    ends = found.searchsorted(np.arange(count + 1) << _QUERY_AT).tolist()
    return [_each_once(islice(near, end - begin)) for begin, end in pairwise(ends)]


def _each_once(near: Iterable[Candidate]) -> list[Candidate]:
    best: dict[int, Candidate] = {}
    for candidate in near:
        best.setdefault(candidate.id, candidate)
    return [*best.values()]


def _asked(characters: Characters) -> tuple[Keys, npt.NDArray[np.uint16]]:
    length = characters.shape[1]
    if length < SHORTEST_FOR_SLIPS:
        return own_keys(characters)[None, :], _ANYTHING
    plan = plan_of(length)
    return asked_keys(characters, plan), plan.allowed
