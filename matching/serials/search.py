"""The search in a table: from numbers of one length to all in range of them, with numpy.

What the compiled kernel does number by number is here done step by step for all at once.
"""

import numpy as np
import numpy.typing as npt

from matching.pair_rule import SHORTEST_FOR_SLIPS
from matching.serials.compare import Near, compare
from matching.serials.filter import Words, may_hold
from matching.serials.keys import Characters, Keys, Places, asked_keys, own_keys, plan_of
from matching.serials.table import Table

Alive = npt.NDArray[np.bool_]

_PAIR_BITS = 33
_ROW_MASK = 2**_PAIR_BITS - 1
_ANYTHING = np.array([2**16 - 1], np.uint16)


def search(
    table: Table, words: Words, alive: Alive, characters: Characters
) -> tuple[Near, Places, Keys]:
    """Return which rows that are alive are in range of numbers, the rows of `characters`.

    With them go the keys that passed the filter `words`, and for each the row it is of.
    """
    length = characters.shape[1]
    if length < SHORTEST_FOR_SLIPS:
        keys, allowed = own_keys(characters)[:, None], _ANYTHING
    else:
        plan = plan_of(length)
        keys, allowed = asked_keys(characters, plan), plan.allowed
    width, keys = keys.shape[1], keys.reshape(-1)
    places = np.flatnonzero(may_hold(words, keys))
    keys, (queries, kinds) = keys.take(places), np.divmod(places, width)
    which, rows = table.look_up(keys, allowed.take(kinds))
    # One number in one row: what to compare, and in its last bit what it was found by.
    pairs = queries.take(which) << _PAIR_BITS
    pairs |= rows.astype(np.intp) << 1
    pairs |= kinds.take(which) != 0
    pairs.sort()
    held = (pairs & _ROW_MASK) >> 1
    kept = alive.take(held) & (table.lengths(held) >= min(length, SHORTEST_FOR_SLIPS))
    kept[1:] &= pairs[1:] >> 1 != pairs[:-1] >> 1
    pairs, held = pairs[kept], held[kept]
    by, text = pairs >> _PAIR_BITS, characters.tobytes()
    asked = [text[at : at + length] for at in (by * length).tolist()]
    distances = compare(asked, table.numbers(held), np.flatnonzero(pairs & 1 == 0).tolist())
    return Near.of(by, table.ids.take(held), distances), queries, keys
