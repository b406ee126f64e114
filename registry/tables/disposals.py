"""DOR: how goods left a dealer: sold (the sale register), or given back to the seller."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, reference


class Disposal(Audited):
    """The one time that goods left; `number` counts what left a dealer from 1.

    `kind` is `sale` or `return`. Who bought is sealed, as a seller is.
    """

    __tablename__ = "disposals"
    __table_args__ = (UniqueConstraint("dealer_id", "number"),)

    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"), primary_key=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    gone_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    price: Mapped[dict[str, Any] | None]
    conditions: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(32))
    buyer_id: Mapped[UUID | None] = mapped_column(reference("sealed_identities.id"), index=True)
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))
