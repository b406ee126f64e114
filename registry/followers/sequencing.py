"""The sequencer as a follower: brings the journal in order, a batch at a time."""

from sqlalchemy import exists, select

from registry.journal import sequence
from registry.register import Register
from registry.tables import JournalEntry


def follow(register: Register) -> int:
    """Give the next entries their positions and return how many there were."""
    with register.database.read() as session:
        waiting = session.scalar(select(exists().where(JournalEntry.position.is_(None))))
    if not waiting:
        return 0
    with register.database.write() as session:
        return sequence(session)
