"""The matcher: compares each new version with everything on the other side.

The request has usually found the pair already. Following the journal makes it certain: of two
rows that were written at the same time, the one that stands later in the order is compared
when both can be seen, so no pair is missed (promise 2).
"""

from registry.journal import advance, entries_after, position_of
from registry.register import Register
from registry.rules import purchases, stolen_goods

NAME = "matcher"
TOPICS = ("good", "purchase")
BATCH = 25


def follow(register: Register) -> int:
    """Handle the next entries of the journal and return how many there were.

    A batch is one short transaction with the moving of the cursor: a process that dies in it
    leaves nothing behind, and what another process has handled meanwhile is not done again.
    """
    with register.database.read() as session:
        start = position_of(session, NAME)
        entries = entries_after(session, start, TOPICS, BATCH)
    if not entries:
        return 0
    desk = register.fresh_desk()
    now = register.clock()
    # An object that changed twice is compared once: its present version is what counts.
    changed = dict.fromkeys((entry.topic, entry.object_id) for entry in entries)
    with register.database.write() as session:
        if not advance(session, NAME, expected=start, position=entries[-1].position):
            return 0
        for topic, object_id in changed:
            if topic == "good":
                stolen_goods.rematch(session, now, object_id, desk)
            else:
                purchases.rematch(session, now, object_id, desk)
    return len(entries)
