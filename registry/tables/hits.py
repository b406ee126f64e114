"""Hits: one for each pair of a stolen good and a purchase, and every version of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Revised, reference


class Hit(Revised):
    """The present state of a pair; `version` is the number of its newest version."""

    __tablename__ = "hits"
    __table_args__ = (
        UniqueConstraint("stolen_good_id", "purchase_id"),
        Index("ix_hits_desk", "p_item", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    stolen_good_id: Mapped[UUID] = mapped_column(reference("stolen_goods.id"))
    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"), index=True)
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    municipality_code: Mapped[str] = mapped_column(String(6), index=True)
    found_by: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    p_item: Mapped[float] = mapped_column(Float)


class HitVersion(Audited):
    """One step in the life of a hit: what was compared, what came of it, who judged it.

    `evaluation` is the whole decision (bits, sentences, profile); `note` is the officer's, or
    the reason for which the system closed or reopened the hit.
    """

    __tablename__ = "hit_versions"

    hit_id: Mapped[UUID] = mapped_column(reference("hits.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(16))
    stolen_good_version: Mapped[int]
    purchase_version: Mapped[int]
    evaluation: Mapped[dict[str, Any]]
    judged_by: Mapped[str | None] = mapped_column(String(128))
    note: Mapped[str | None] = mapped_column(Text)
