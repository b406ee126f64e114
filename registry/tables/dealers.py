"""DOL: the dealers that have notified their municipality."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised


class Dealer(Revised):
    """A second-hand dealer; `last_sequence_number` is the last one given in its register."""

    __tablename__ = "dealers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    kvk_number: Mapped[str | None] = mapped_column(String(8), index=True)
    municipality_code: Mapped[str] = mapped_column(String(6), index=True)
    email: Mapped[str] = mapped_column(String(254))
    goods: Mapped[list[Any]]
    address: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    last_sequence_number: Mapped[int] = mapped_column(default=0)
