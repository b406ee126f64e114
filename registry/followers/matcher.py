"""The matcher: compares each new version with everything on the other side.

The request has usually found the pair already. Following the journal makes it certain: of two
rows that were written at the same time, the one that stands later in the order is compared
when both can be seen, so no pair is missed (promise 2).
"""

from collections.abc import Iterable, Iterator

from registry.journal import Entry, advance, entries_after, position_of
from registry.register import Register
from registry.rules import hits
from registry.rules.match_desk import GOOD, PURCHASE, Held, MatchDesk, Pairing, RegisterSide

NAME = "matcher"
SIDES = (GOOD, PURCHASE)
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
    desk = register.fresh_desk()
    compared = {side: list(_compare(desk, side, entries)) for side in SIDES}
    now = register.clock()
    with register.database.write() as session:
        if not advance(session, NAME, expected=start, position=entries[-1].position):
            return 0
        for side in SIDES:
            known = hits.with_hits(session, side, [held.id for held, _ in compared[side]])
            for held, pairings in compared[side]:
                if pairings or held.id in known:
                    subject = hits.Subject(side, held.id, held.version)
                    hits.settle(session, now, desk, subject, pairings, gone=held.item is None)
    return len(entries)


def _compare(
    desk: MatchDesk, side: RegisterSide, entries: Iterable[Entry]
) -> Iterator[tuple[Held, list[Pairing]]]:
    """Compare what changed on this side, in its present version and once, however often."""
    for id_ in dict.fromkeys(entry.object_id for entry in entries if entry.topic == side):
        held = desk.seen(side, id_)
        if held is not None:
            yield held, desk.like(side, held.item) if held.item else []
