"""The sequencer: gives each journal entry a dense, permanent position."""

from sqlalchemy import ColumnElement, func, literal_column, or_, select, true, update
from sqlalchemy.orm import Session

from registry.tables import JournalEntry

# A number of our own for PostgreSQL's advisory locks ("jrnl" in ASCII).
ADVISORY_LOCK = 0x6A726E6C


def sequence(session: Session, limit: int = 1_000) -> int:
    """Give a position to the entries whose order is final, and return how many there were.

    On SQLite writers come one at a time, so the order of writing is final at once. On
    PostgreSQL an entry is final when every older transaction has ended; until then one with a
    smaller transaction id might still appear. Returns 0 while another process is at it.
    """
    if not alone(session):
        return 0
    last = session.scalar(select(func.max(JournalEntry.position))) or 0
    final = session.scalars(
        select(JournalEntry.id)
        .where(JournalEntry.position.is_(None), _order_is_final(session))
        .order_by(JournalEntry.txid, JournalEntry.id)
        .limit(limit)
    ).all()
    if final:
        session.execute(
            update(JournalEntry),
            [{"id": id_, "position": last + n} for n, id_ in enumerate(final, start=1)],
        )
    return len(final)


def alone(session: Session) -> bool:
    """Take the sequencer's turn to the end of this transaction, if nobody else has it."""
    if session.get_bind().dialect.name == "sqlite":
        return True  # BEGIN IMMEDIATE has made us the only writer.
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(ADVISORY_LOCK))))


def _order_is_final(session: Session) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        return true()
    oldest_running: ColumnElement[int] = literal_column(
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    )
    next_to_come: ColumnElement[int] = literal_column(
        "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    )
    # An id from the future was written before a dump and a restore: those transactions ended.
    return or_(JournalEntry.txid < oldest_running, JournalEntry.txid >= next_to_come)
