"""The compiled search: what `matching.serials.search` does, number by number, with numba.

It is used where numba is installed (the extra `kernel`). It is compiled once for each machine and
then kept beside this file, or in the user's cache where this folder can't be written.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from matching.pair_rule import SHORTEST_FOR_SLIPS, SLIPS
from matching.serials.compare import FOLD, Candidate
from matching.serials.filter import MASK_AT, MASKS, WHICH_MASK, Words
from matching.serials.keys import OTHERS_OF, VALUE_OF, Characters, Keys, Places, Plan, plan_of
from matching.serials.search import Alive, Found
from matching.serials.table import KEY_BITS, MARK_AT, Rows, Table

_Function = TypeVar("_Function", bound=Callable[..., Any])

# As many as a word has bits.
LONGEST_ASKED = 64
_ID_BITS = 32
_ID_MASK = 2**_ID_BITS - 1


class _Arrays(NamedTuple):
    """What the compiled search uses of a `Table`."""

    ids: Rows
    starts: Rows
    text: Characters
    buckets: Rows
    rows: Rows
    marks: Characters


class _Constants(NamedTuple):
    """What is set elsewhere. If it were no argument, what is kept would not notice a change."""

    value_of: Keys
    others_of: Keys
    masks: Words
    folded: Characters
    mask_at: np.uint64
    which_mask: np.uint64
    mark_at: np.uint64
    key_bits: np.uint8
    shortest: int
    slips: int


_CONSTANTS = _Constants(
    VALUE_OF,
    OTHERS_OF,
    MASKS,
    np.frombuffer(FOLD, np.uint8),
    MASK_AT,
    WHICH_MASK,
    MARK_AT,
    KEY_BITS,
    SHORTEST_FOR_SLIPS,
    SLIPS,
)


def search(
    table: Table, words: Words, beside: Words, alive: Alive, characters: Characters
) -> Found:
    """Return what the function of this name in `matching.serials.search` does.

    The numbers have LONGEST_ASKED characters at most.
    """
    ids, distances, ends, queries, passed = _search(
        characters,
        plan_of(characters.shape[1]),
        _Arrays(table.ids, table.starts, table.text, table.buckets, table.rows, table.marks),
        words,
        beside,
        alive,
        _CONSTANTS,
    )
    candidates = list(map(Candidate, ids.tolist(), distances.tolist()))
    places = pairwise([0, *ends.tolist()])
    return Found([candidates[begin:end] for begin, end in places], queries, passed)


def _compiled(function: _Function) -> _Function:
    try:
        compiled = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no folder to keep it in
        compiled = njit(nogil=True)(function)
    return cast(_Function, compiled)


@_compiled
def _search(
    characters: Characters,
    plan: Plan,
    table: _Arrays,
    words: Words,
    beside: Words,
    alive: Alive,
    constants: _Constants,
) -> tuple[Places, Places, Places, Places, Keys]:
    """Return the ids and distances of what is near, and where those of each query end.

    With them go the keys that may be in the filter `beside` too, and for each its query.
    """
    count, length = characters.shape
    tried = len(plan.first) if length >= constants.shortest else 1
    parts = np.empty(len(plan.sums) + plan.changes.size * len(constants.others_of), np.uint64)
    keys, kinds = np.empty(tried, np.uint64), np.empty(tried, np.intp)
    seen = np.zeros(256, np.uint64)
    near, near_count = np.empty(64, np.intp), 0
    ends = np.empty(count, np.intp)
    passed, passed_by = np.empty(0, np.uint64), np.empty(0, np.intp)
    passed_count = np.intp(0)
    rows = np.empty(256, np.intp)
    for query in range(count):
        asked = characters[query]
        _fill_parts(parts, asked, plan, constants)
        n = _pass(keys, kinds, parts, plan, words, constants)
        if len(beside):
            passed = _with_room(passed, passed_count, n)
            passed_by = _with_room(passed_by, passed_count, n)
            more = _held(passed[passed_count:], keys[:n], beside, constants)
            passed_by[passed_count : passed_count + more] = query
            passed_count += more
        rows, row_count = _look_up(rows, keys[:n], kinds, plan, table, constants)
        rows[:row_count].sort()
        near = _with_room(near, near_count, row_count)
        near_count = _compare(
            near, near_count, rows[:row_count], asked, seen, table, alive, constants
        )
        ends[query] = near_count
    near = near[:near_count]
    return (
        near & _ID_MASK,
        near >> _ID_BITS,
        ends,
        passed_by[:passed_count],
        passed[:passed_count],
    )


@_compiled
def _fill_parts(parts: Keys, asked: Characters, plan: Plan, constants: _Constants) -> None:
    """Make the parts of a query's keys, see `Plan`."""
    at, others = 0, len(constants.others_of)
    for factors in plan.sums:
        part = np.uint64(0)
        for place, factor in enumerate(factors):
            part += constants.value_of[asked[place]] * factor
        parts[at] = part
        at += 1
    for factors in plan.changes:
        for other in range(others):
            for place, factor in enumerate(factors):
                parts[at] = constants.others_of[other, asked[place]] * factor
                at += 1


@_compiled
def _pass(
    keys: Keys, kinds: Places, parts: Keys, plan: Plan, words: Words, constants: _Constants
) -> int:
    """Move the keys that pass the filter to the front, with their kinds; return how many do."""
    for kind in range(len(keys)):
        keys[kind] = parts[plan.first[kind]] + parts[plan.second[kind]] + plan.added[kind]
    # This has a loop of its own, in which nothing waits for what comes from memory.
    held, shift = np.empty_like(keys), _shift_to(len(words))
    for kind in range(len(keys)):
        held[kind] = words[keys[kind] >> shift]
    passed = 0
    for kind in range(len(keys)):
        key = keys[kind]
        mask = constants.masks[(key >> constants.mask_at) & constants.which_mask]
        keys[passed], kinds[passed] = key, kind
        passed += (held[kind] & mask) == mask
    return passed


@_compiled
def _held(found: Keys, keys: Keys, words: Words, constants: _Constants) -> np.intp:
    """Put the keys that a filter may hold into `found`, and return how many do."""
    shift, count = _shift_to(len(words)), np.intp(0)
    for key in keys:
        mask = constants.masks[(key >> constants.mask_at) & constants.which_mask]
        found[count] = key
        count += (words[key >> shift] & mask) == mask
    return count


@_compiled
def _look_up(
    found: Places, keys: Keys, kinds: Places, plan: Plan, table: _Arrays, constants: _Constants
) -> tuple[Places, np.intp]:
    """Return the rows that have these keys and lack what is allowed, and how many they are.

    Each is doubled, and odd if a number with its key can't be equal but for look-alikes.
    """
    shift, count = _shift_to(len(table.buckets) - 1), 0
    spans = np.empty((len(keys), 2), np.intp)
    for at in range(len(keys)):
        bucket = keys[at] >> shift
        spans[at, 0] = table.buckets[bucket]
        spans[at, 1] = table.buckets[bucket + np.uint64(1)]
    for at in range(len(keys)):
        begin, end = spans[at]
        found = _with_room(found, count, end - begin)
        for place in range(begin, end):
            found[count] = place
            count += 1
    marks = np.empty(count, np.uint8)
    for at in range(count):
        marks[at] = table.marks[found[at]]
    begin, kept = np.intp(0), np.intp(0)
    for at in range(len(keys)):
        mark = np.uint8(keys[at] >> constants.mark_at) & constants.key_bits
        may_lack, odd = np.intp(plan.allowed[kinds[at]]), np.intp(kinds[at] != 0)
        end = begin + spans[at, 1] - spans[at, 0]
        for place in range(begin, end):
            lacking = np.intp(marks[place] ^ mark)
            found[kept] = found[place] << 1 | odd
            kept += (lacking < 16) & (may_lack >> (lacking & 15)) & 1
        begin = end
    for at in range(kept):
        found[at] = np.intp(table.rows[found[at] >> 1]) << 1 | found[at] & 1
    return found, kept


@_compiled
def _compare(
    near: Places,
    count: int,
    rows: Places,
    asked: Characters,
    seen: Keys,
    table: _Arrays,
    alive: Alive,
    constants: _Constants,
) -> int:
    """Put what is in range behind what is near, the nearest first, and return its new length."""
    shortest, slips = constants.shortest, constants.slips
    for at in range(len(asked)):
        seen[asked[at]] |= np.uint64(1) << np.uint64(at)
    kept, last = 0, -1
    for at in range(len(rows)):
        rows[kept] = rows[at]
        kept += rows[at] >> 1 != last
        last = rows[at] >> 1
    spans = np.empty((kept, 2), np.intp)
    for at in range(kept):
        row = rows[at] >> 1
        spans[at, 0], spans[at, 1] = table.starts[row], table.starts[row + 1]
    first = count
    for at in range(kept):
        if not alive[rows[at] >> 1]:
            continue
        begin, end = spans[at]
        distance = _slips(len(asked), table.text, begin, end, seen)
        by_slips = distance <= slips and min(len(asked), end - begin) >= shortest
        if not by_slips:
            whole = rows[at] & 1 == 0 and len(asked) == end - begin
            if not whole or not _alike(asked, table.text, begin, constants.folded):
                continue
        id_ = np.intp(table.ids[rows[at] >> 1])
        if count > first and near[count - 1] & _ID_MASK == id_:
            near[count - 1] = min(near[count - 1], distance << _ID_BITS | id_)
        else:
            near[count] = distance << _ID_BITS | id_
            count += 1
    near[first:count].sort()
    for character in asked:
        seen[character] = 0
    return count


@_compiled
def _with_room(array: Any, count: int | np.intp, more: int | np.intp) -> Any:
    """Return the array with room for so many more."""
    if count + more <= len(array):
        return array
    larger = np.empty(2 * (count + more), array.dtype)
    larger[:count] = array[:count]
    return larger


@_compiled
def _shift_to(count: int) -> np.uint64:
    """Return how far to shift a key for a number below `count`, a power of two."""
    shift = 64
    while count > 1:
        count >>= 1
        shift -= 1
    return np.uint64(shift)


@_compiled
def _alike(asked: Characters, text: Characters, begin: int, folded: Characters) -> bool:
    """Tell whether a number is equal but for look-alikes to what stands there in the text."""
    alike = True
    for at in range(len(asked)):
        alike &= folded[asked[at]] == folded[text[begin + at]]
    return alike


@_compiled
def _slips(length: int, text: Characters, begin: int, end: int, seen: Keys) -> np.intp:
    """Return the distance (optimal string alignment) of a number and what stands in the text.

    Hyyro's bit-parallel algorithm (Nordic Journal of Computing 10, 2003): a column of the table
    of distances as two words, in which it goes up and down. `seen` has for each character a word
    that says where it stands in the number, which has one to 64 characters.
    """
    one, last = np.uint64(1), np.uint64(length - 1)
    up, down, diagonal, seen_before = ~np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    distance = np.intp(length)
    for at in range(begin, end):
        here = seen[text[at]]
        swapped = ((~diagonal & here) << one) & seen_before
        diagonal = (((here & up) + up) ^ up) | here | down | swapped
        right_up, right_down = down | ~(diagonal | up), diagonal & up
        distance += np.intp((right_up >> last) & one) - np.intp((right_down >> last) & one)
        right_up, right_down = (right_up << one) | one, right_down << one
        up, down = right_down | ~(diagonal | right_up), right_up & diagonal
        seen_before = here
    return distance
