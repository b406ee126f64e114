"""DOR: the purchases in the dealers' registers, and every version of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Revised, reference


class Purchase(Revised):
    """One entry of a dealer's register; its contents stand in its versions."""

    __tablename__ = "purchases"
    __table_args__ = (UniqueConstraint("dealer_id", "sequence_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"))
    sequence_number: Mapped[int]
    version: Mapped[int]
    registered_at: Mapped[datetime] = mapped_column(index=True)


class PurchaseVersion(Audited):
    """What an entry says from `recorded_at` on; `reason` tells why it was corrected.

    `match_outcome` is what the dealer was told when this version was recorded.
    """

    __tablename__ = "purchase_versions"

    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    acquired_at: Mapped[datetime]
    acquisition: Mapped[str] = mapped_column(String(16))
    item: Mapped[dict[str, Any]]
    price: Mapped[dict[str, Any] | None]
    conditions: Mapped[str | None] = mapped_column(Text)
    payment: Mapped[str] = mapped_column(String(16))
    premises_id: Mapped[UUID | None]
    seller_id: Mapped[UUID] = mapped_column(reference("sealed_identities.id"), index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    match_outcome: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))
