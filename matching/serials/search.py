"""The search in a table: from numbers of one length to all in range of them, with numpy.

What the compiled kernel does number by number is here done step by step for all at once.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.pair_rule import SHORTEST_FOR_SLIPS
from matching.serials.compare import FAR, Candidate, compare, nearest_first
from matching.serials.filter import Words, may_hold
from matching.serials.keys import Characters, Keys, Places, asked_keys, own_keys, plan_of
from matching.serials.table import Table

Alive = npt.NDArray[np.bool_]

_PAIR_BITS = 33
_ROW_MASK = 2**_PAIR_BITS - 1
_ANYTHING = np.array([2**16 - 1], np.uint16)


class Found(NamedTuple):
    """What was found of each query, the nearest first.

    With it go keys that passed the filter, and for each of these by which query.
    """

    candidates: list[list[Candidate]]
    queries: Places
    keys: Keys


def search(table: Table, words: Words, alive: Alive, characters: Characters) -> Found:
    """Return what is alive and in range of numbers; `characters` has one in each row, in ASCII."""
    length = characters.shape[1]
    keys, allowed = _asked(characters)
    keys = keys.reshape(-1)
    places = np.flatnonzero(may_hold(words, keys))
    keys, (kinds, queries) = keys.take(places), np.divmod(places, len(characters))
    which, rows = table.look_up(keys, allowed.take(kinds))
    # One number in one row: what to compare, and in its last bit what it was found by.
    pairs = ((queries << _PAIR_BITS) | (kinds != 0)).take(which)
    pairs |= rows.astype(np.intp) << 1
    pairs.sort()
    held = (pairs & _ROW_MASK) >> 1
    begin, end = table.places(held)
    kept = alive.take(held)
    kept &= end - begin >= min(length, SHORTEST_FOR_SLIPS)
    kept[1:] &= pairs[1:] >> 1 != pairs[:-1] >> 1
    pairs = pairs[kept]
    by, text = (pairs >> _PAIR_BITS).tolist(), characters.tobytes()
    asked = [text[query * length : query * length + length] for query in by]
    numbers = table.numbers(begin[kept], end[kept])
    distances = compare(asked, numbers, np.flatnonzero(pairs & 1 == 0).tolist())
    ids = table.ids.take(held[kept]).tolist()
    near: list[list[tuple[int, int]]] = [[] for _ in characters]
    for query, id_, distance in zip(by, ids, distances.tolist(), strict=True):
        if distance != FAR:
            near[query].append((id_, distance))
    return Found([nearest_first(pairs) for pairs in near], queries, keys)


def _asked(characters: Characters) -> tuple[Keys, npt.NDArray[np.uint16]]:
    length = characters.shape[1]
    if length < SHORTEST_FOR_SLIPS:
        return own_keys(characters)[None, :], _ANYTHING
    plan = plan_of(length)
    return asked_keys(characters, plan), plan.allowed
