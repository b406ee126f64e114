"""Saved searches: tells officers of each new version that fits what they keep looking for."""

from registry.journal import advance, entries_after, position_of
from registry.register import Register
from registry.rules import saved_searches
from registry.rules.held import SIDES

NAME = "saved-searches"
BATCH = 200


def follow(register: Register) -> int:
    """Handle the next entries of the journal and return how many there were.

    While nobody has saved a search, few entries are left for later: moving the cursor costs a
    commit. So what came just before a search was saved may be told of too, and nothing is missed.
    """
    now = register.clock()
    with register.database.read() as session:
        start = position_of(session, NAME)
        entries = entries_after(session, start, SIDES, BATCH)
        wanted = saved_searches.any_in_force(session)
    if not entries or not (wanted or len(entries) == BATCH):
        return 0
    with register.database.write() as session:
        # The lock on the cursor keeps a second process from telling the same twice.
        if not advance(session, NAME, expected=start, position=entries[-1].position):
            return 0
        for side in SIDES:
            ids = {entry.object_id for entry in entries if entry.topic == side}
            saved_searches.alert(session, now, side, ids)
    return len(entries)
