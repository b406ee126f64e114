"""The audit log as others see it: checkpoints, proofs and tiles for all, entries for few."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit import tree
from registry.audit.names import EventName
from registry.errors import Invalid, NotFound
from registry.journal import append, checkpoints
from registry.journal.leaves import index_of, reader
from registry.rules.pages import decode_cursor, page_of
from registry.rules.receipts import signer_of
from registry.tables import AuditEvent, JournalEntry, LogCheckpoint

_BATCH = 1_000


def newest(session: Session) -> LogCheckpoint:
    """Return the newest checkpoint. Raises NotFound if nothing was signed yet."""
    found = checkpoints.newest(session)
    if found is None:
        raise NotFound("no_checkpoint_yet")
    return found


def proof(session: Session, leaf_hash: str) -> dict[str, Any]:
    """Return the proof that a leaf is in the log of the newest checkpoint.

    Raises NotFound with code `leaf_not_covered_yet` for a leaf that the next one covers.
    """
    index = index_of(session, leaf_hash)
    known = session.scalar(select(AuditEvent.id).where(AuditEvent.leaf_hash == leaf_hash))
    if known is None:
        raise NotFound
    last = checkpoints.newest(session)
    if index is None or last is None or index >= last.size:
        raise NotFound("leaf_not_covered_yet")
    return {
        "leaf_hash": leaf_hash,
        "index": index,
        "size": last.size,
        "proof": _encoded(tree.inclusion_proof(index, last.size, reader(session))),
        "checkpoint": last.note,
    }


def consistency(session: Session, first: int, second: int | None = None) -> dict[str, Any]:
    """Return the proof that the log of `first` leaves begins the one of `second`.

    By default the second is that of the newest checkpoint. Raises Invalid for sizes that the
    log never had.
    """
    last = newest(session)
    second = last.size if second is None else second
    if not first <= second <= last.size:
        raise Invalid.field("/second" if second > last.size else "/first", "larger_than_the_log")
    return {
        "first": first,
        "second": second,
        "proof": _encoded(tree.consistency_proof(first, second, reader(session))),
        "checkpoint": last.note,
    }


def tile(session: Session, level: int, number: int, width: int) -> bytes:
    """Return the first `width` hashes of a tile. Raises NotFound if it has not that many."""
    hashes = reader(session)(level, number)[: width * tree.HASH_BYTES]
    if not hashes or len(hashes) != width * tree.HASH_BYTES:
        raise NotFound
    return hashes


def entries(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    purpose: str,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return events in the order of the log; that they were read is recorded."""
    (after,) = decode_cursor(cursor, int) if cursor else (0,)
    rows = session.execute(
        select(JournalEntry.position, AuditEvent.leaf, AuditEvent.leaf_hash)
        .join(AuditEvent, AuditEvent.id == JournalEntry.event_id)
        .where(JournalEntry.position > after)
        .order_by(JournalEntry.position)
        .limit(limit + 1)
    ).all()
    page, following = page_of(rows, limit, lambda row: [row.position])
    append(
        session,
        actor,
        now,
        EventName.LOG_CONSULT,
        purpose=purpose,
        details={"after": after, "count": len(page)},
    )
    items = [
        {"position": position, "leaf": leaf, "leaf_hash": leaf_hash}
        for position, leaf, leaf_hash in page
    ]
    return items, following


def verification(session: Session, keys: Keys, receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a receipt is worth: whether we signed it, and the proof if it is covered."""
    signed = signer_of(keys, receipt) is not None
    event = receipt["statement"].get("event") if signed else None
    shown: dict[str, Any] = {"signed": signed, "event": event, "covered": False, "proof": None}
    if event is not None:
        with suppress(NotFound):
            shown["proof"] = proof(session, event)
            shown["covered"] = True
    return shown


def leaves(session: Session, size: int) -> Iterator[bytes]:
    """Yield the first leaves of the log, in order."""
    return _leaves(
        session,
        select(AuditEvent.leaf)
        .join(JournalEntry, JournalEntry.event_id == AuditEvent.id)
        .where(JournalEntry.position <= size)
        .order_by(JournalEntry.position),
    )


def all_leaves(session: Session) -> Iterator[bytes]:
    """Yield the leaf of every event, those without a place in the log yet too."""
    return _leaves(session, select(AuditEvent.leaf))


def _leaves(session: Session, wanted: Select[str]) -> Iterator[bytes]:
    with closing(session.scalars(wanted.execution_options(yield_per=_BATCH))) as rows:
        for leaf in rows:
            yield leaf.encode()


def _encoded(hashes: list[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]
