"""The outbox: messages that are still to be sent, written in the transaction they tell of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Table


class OutgoingMessage(Table):
    """One message to somebody.

    `recipient` is `dealer:ID`, `municipality:CODE`, `police`, `dispute:ID` for who filed that
    one, or `code:ID` for the address that a mailed code is for. Its address is looked up when it
    is sent, and its text is made then from `kind` and `facts`, so that no secret lies here.
    `status` is `waiting`, `sent`, `unaddressed` (nobody told us an address) or `failed` (tried
    too often); a waiting one is tried from `due_at` on.
    """

    __tablename__ = "outgoing_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outgoing_messages_due", "status", "due_at"),)
