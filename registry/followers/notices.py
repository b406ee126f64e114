"""Notices: looks again at what was acquired while a notice was being delivered.

The request has usually found it. A delivery and an entry that were written at the same time don't
see each other; of the two, the one later in the journal is handled when both can be seen.
"""

from registry.journal import advance, entries_after, position_of
from registry.register import Register
from registry.rules import notice_breaches

NAME = "notices"
PURCHASE, DELIVERY = "purchase", "notice-delivery"
BATCH = 100


def follow(register: Register) -> int:
    """Handle the next entries of the journal and return how many there were.

    Few entries with nothing to do are left for later: moving the cursor costs a commit.
    """
    now = register.clock()
    with register.database.read() as session:
        start = position_of(session, NAME)
        entries = entries_after(session, start, (PURCHASE, DELIVERY), BATCH)
        purchases = sorted({e.object_id for e in entries if e.topic == PURCHASE})
        deliveries = [e.object_id for e in entries if e.topic == DELIVERY]
        told = notice_breaches.of_dealers_told(session, purchases)
    if not (told or deliveries or len(entries) == BATCH):
        return 0
    with register.database.write() as session:
        if not advance(session, NAME, expected=start, position=entries[-1].position):
            return 0
        notice_breaches.find_in(session, now, told)
        for delivery in deliveries:
            notice_breaches.find_after(session, now, delivery)
    return len(entries)
