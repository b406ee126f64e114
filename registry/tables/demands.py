"""DOR: written demands of the police for particulars (article 437 (1)(g) Sr)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class Demand(Revised):
    """A demand to one dealer in one case, and the answer to it."""

    __tablename__ = "demands"
    __table_args__ = (Index("ix_demands_case", "dealer_id", "case_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"))
    demanded_at: Mapped[datetime]
    demanded_by: Mapped[str] = mapped_column(String(128))
    case_number: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
