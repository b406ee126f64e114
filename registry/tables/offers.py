"""Stop Heling: offers of goods that citizens reported to the police."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class Offer(Revised):
    """An offer that somebody found suspicious, and what the police did with it.

    `checked` is the leaf hash of the theft check that it came from, and `outcome` what that said.
    `seen_on` is a day in ISO 8601. `contact_id` is who reported it, sealed, if they said.
    `status` is `new`, `taken_up` or `closed`.
    """

    __tablename__ = "offers"
    __table_args__ = (Index("ix_offers_desk", "status", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reported_at: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(String(120))
    outcome: Mapped[str | None] = mapped_column(String(24))
    checked: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(200))
    link: Mapped[str | None] = mapped_column(String(500))
    seen_on: Mapped[str] = mapped_column(String(10))
    contact_id: Mapped[UUID | None] = mapped_column(reference("sealed_identities.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(String(128))
    note: Mapped[str | None] = mapped_column(Text)
