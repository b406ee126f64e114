"""Stop Heling: the theft checks that were answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Table, reference


class Check(Audited):
    """One theft check; the number itself is kept only as a keyed hash.

    Of a dealer that was signed in the check is the dealer's own, with the number: its proof.
    """

    __tablename__ = "checks"
    __table_args__ = (Index("ix_checks_of_dealer", "dealer_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(24))
    number_hash: Mapped[str] = mapped_column(String(64))
    dealer_id: Mapped[UUID | None]
    number: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[dict[str, Any]]
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))


class CheckDay(Table):
    """How many checks of one outcome a day had, by the Dutch calendar; a day has all outcomes.

    It is counted from the checks once the day is over, so that figures of years cost little.
    `made_up` tells of a day that was drawn for a demonstration.
    """

    __tablename__ = "check_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int]
    made_up: Mapped[bool] = mapped_column(default=False)
