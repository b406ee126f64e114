"""The sequencer as a follower: brings the journal in order, a batch at a time."""

from sqlalchemy import exists, select

from registry.journal import sequence
from registry.register import Register
from registry.tables import JournalEntry


def follow(register: Register) -> int:
    """Give all entries whose order is final their positions, and return how many there were."""
    with register.database.read() as session:
        waiting = session.scalar(select(exists().where(JournalEntry.position.is_(None))))
    if not waiting:
        return 0
    done = 0
    while True:
        with register.database.write() as session:
            step = sequence(session)
        if not step:
            return done
        done += step
