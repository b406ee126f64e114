"""The matcher: compares each new version with everything on the other side.

The request has usually found the pair already. Following the journal makes it certain: of two
rows that were written at the same time, the one that stands later in the order is compared
when both can be seen, so no pair is missed (promise 2).
"""

from collections.abc import Sequence
from itertools import takewhile
from uuid import UUID

from sqlalchemy.orm import Session

from registry.journal import Entry, advance, entries_after, position_of
from registry.register import Register
from registry.rules import hits
from registry.rules.held import SIDES, held_rows
from registry.rules.match_desk import MatchDesk

NAME = "matcher"
BATCH = 100


def follow(register: Register) -> int:
    """Handle the next entries of the journal and return how many there were.

    The comparing is done before the transaction, which is short and moves the cursor too: a
    process that dies in it leaves nothing behind, and what another process has handled
    meanwhile is not done again.
    """
    with register.database.read() as session:
        start = position_of(session, NAME)
        entries = entries_after(session, start, SIDES, BATCH)
        if not entries:
            return 0
        register.desk.refresh(session)
        compared = hits.at_once(session, _compare(session, register.desk, entries))
    handled = {(each.side, each.row.id) for each in compared}
    done = list(takewhile(lambda entry: (entry.topic, entry.object_id) in handled, entries))
    now = register.clock()
    with register.database.write() as session:
        # The lock on the cursor keeps a second matcher from handling a newer version meanwhile.
        if not advance(session, NAME, expected=start, position=done[-1].position):
            return 0
        hits.settle(session, now, _with_something_to_do(session, compared))
    return len(done)


def _compare(session: Session, desk: MatchDesk, entries: Sequence[Entry]) -> list[hits.Compared]:
    """Compare what changed, each row in its present version and once, in the order of entries."""
    compared: dict[tuple[str, UUID], hits.Compared] = {}
    for side in SIDES:
        ids = {entry.object_id for entry in entries if entry.topic == side}
        held = list(held_rows(session, side, ids))
        found = iter(desk.like_each(session, side, [row.item for row in held if row.listed]))
        for row in held:
            proposed = next(found) if row.listed else []
            compared[side, row.id] = hits.Compared(side, row, proposed)
    return [compared[key] for key in dict.fromkeys((e.topic, e.object_id) for e in entries)]


def _with_something_to_do(
    session: Session, compared: Sequence[hits.Compared]
) -> list[hits.Compared]:
    """Leave out what matches nothing and has no hits, which is nearly everything."""
    known = {
        side: hits.with_hits(session, side, [e.row.id for e in compared if e.side == side])
        for side in SIDES
    }
    return [each for each in compared if each.proposed or each.row.id in known[each.side]]
