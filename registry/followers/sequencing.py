"""The sequencer as a follower: brings the journal in order, and grows the log's tree by it."""

from collections.abc import Callable

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from registry.journal import grow, sequence
from registry.journal.leaves import tree_size
from registry.register import Register
from registry.tables import JournalEntry


def follow(register: Register) -> int:
    """Give all entries whose order is final their positions, and return how many there were.

    Each becomes a leaf of the log's tree, at the latest the next time.
    """
    with register.database.read() as session:
        waiting = session.scalar(select(exists().where(JournalEntry.position.is_(None))))
        sequenced = session.scalar(select(func.max(JournalEntry.position))) or 0
        behind = sequenced > tree_size(session)
    done = _all(register, sequence) if waiting else 0
    if done or behind:
        _all(register, grow)
    return done


def _all(register: Register, step: Callable[[Session], int]) -> int:
    done = 0
    while True:
        with register.database.write() as session:
            handled = step(session)
        if not handled:
            return done
        done += handled
