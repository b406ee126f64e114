"""The log's tree: each event becomes a leaf, in the order of the journal."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit import tree
from registry.db import insert
from registry.journal.sequencer import alone
from registry.tables import AuditEvent, JournalEntry, LogTile


def grow(session: Session, limit: int = 1_000) -> int:
    """Add the next sequenced events to the tree, and return how many there were.

    Returns 0 while another process is at it.
    """
    if not alone(session):
        return 0
    size = tree_size(session)
    leaves = session.scalars(
        select(AuditEvent.leaf)
        .join(JournalEntry, JournalEntry.event_id == AuditEvent.id)
        .where(JournalEntry.position > size, JournalEntry.position <= size + limit)
        .order_by(JournalEntry.position)
    ).all()
    hashes = [tree.leaf_hash(leaf.encode()) for leaf in leaves]
    for (level, number), tile in tree.extended(size, hashes, reader(session)).items():
        session.execute(
            insert(session, LogTile)
            .values(level=level, number=number, hashes=tile)
            .on_conflict_do_update(
                index_elements=[LogTile.level, LogTile.number], set_={"hashes": tile}
            )
        )
    return len(hashes)


def tree_size(session: Session) -> int:
    """Return the number of leaves in the tree."""
    last = session.execute(
        select(LogTile.number, func.length(LogTile.hashes))
        .where(LogTile.level == 0)
        .order_by(LogTile.number.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return 0
    number, length = last
    return int(number * tree.TILE_WIDTH + length // tree.HASH_BYTES)


def reader(session: Session) -> tree.Read:
    """Return what reads the tiles of the tree as this session sees them."""

    def read(level: int, number: int) -> bytes:
        found = session.scalar(
            select(LogTile.hashes).where(LogTile.level == level, LogTile.number == number)
        )
        return found or b""

    return read


def index_of(session: Session, leaf_hash: str) -> int | None:
    """Return the place of a leaf in the tree, counted from 0; None if it has none yet."""
    position = session.scalar(
        select(JournalEntry.position)
        .join(AuditEvent, AuditEvent.id == JournalEntry.event_id)
        .where(AuditEvent.leaf_hash == leaf_hash)
    )
    return None if position is None or position > tree_size(session) else position - 1
