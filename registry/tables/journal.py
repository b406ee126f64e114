"""The journal, the audit events it orders, and what follows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, FetchedValue, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Table, reference


class AuditEvent(Table):
    """One thing that was done or shown; never changed once written.

    `leaf` is the canonical JSON (RFC 8785) of the event and `leaf_hash` its RFC 6962 leaf hash
    in hexadecimal; the other columns repeat parts of it to search by.
    """

    __tablename__ = "audit_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    actor_role: Mapped[str] = mapped_column(String(32))
    actor_subject: Mapped[str | None] = mapped_column(String(128))
    object_id: Mapped[UUID | None] = mapped_column(index=True)
    leaf: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[str] = mapped_column(String(64), unique=True)


class JournalEntry(Table):
    """The place of one audit event in the total order.

    `id` is the order of writing, `txid` the transaction that wrote it (0 on SQLite, which has
    one writer at a time), and `position` the dense and permanent place that the sequencer gives.
    """

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    txid: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue())
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    topic: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[UUID | None]
    object_version: Mapped[int | None]
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"), unique=True)

    __table_args__ = (
        Index(
            "ix_journal_unsequenced",
            "txid",
            "id",
            sqlite_where=position.is_(None),
            postgresql_where=position.is_(None),
        ),
    )


class FollowerCursor(Table):
    """How far one follower has come: the position it has handled last."""

    __tablename__ = "follower_cursors"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class IdempotencyKey(Table):
    """One request that was carried out, so that sending it again does nothing more.

    `fingerprint` is a keyed HMAC of the body and `reference` names the rows from which the
    first answer is built again; neither holds personal data.
    """

    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(400), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    reference: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
