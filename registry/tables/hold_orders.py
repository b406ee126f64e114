"""DOR: written orders of the police to keep a good (article 437 (1)(f) Sr)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class HoldOrder(Revised):
    """An order on one good, from `ordered_at` to `until` (exclusive) or to its release.

    There is one order for each good, since an order is not prolonged.
    """

    __tablename__ = "hold_orders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"), unique=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str] = mapped_column(String(128))
    until: Mapped[datetime]
    ground: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(String(128))
    release_reason: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))
