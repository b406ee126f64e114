"""DOR: written descriptions of stolen or lost goods to dealers (article 437 (1)(e) Sr)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, reference


class Notice(Audited):
    """One description, as it was sent."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    item: Mapped[dict[str, Any]]


class NoticeAddressee(Audited):
    """To whom a notice is: the id of a dealer, or the code of a municipality for all in it."""

    __tablename__ = "notice_addressees"

    notice_id: Mapped[UUID] = mapped_column(reference("notices.id"), primary_key=True)
    addressee: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)


class NoticeDelivery(Audited):
    """Proof of delivery: when a dealer read a notice for the first time."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (UniqueConstraint("notice_id", "dealer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(reference("notices.id"))
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    delivered_at: Mapped[datetime]


class NoticeBreach(Audited):
    """A good in range of a notice, acquired after its delivery; a person judges whether it is one.

    `verdict`, `p_item` and `match_profile` tell what the matching made of it. What article 437
    (1)(e) says of it is a `RuleOutcome` of this row.
    """

    __tablename__ = "notice_breaches"
    __table_args__ = (
        UniqueConstraint("notice_id", "purchase_id"),
        Index("ix_notice_breaches_dealer", "dealer_id", "found_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(reference("notices.id"))
    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"))
    purchase_version: Mapped[int]
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"))
    found_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(16))
    p_item: Mapped[float] = mapped_column(Float)
    match_profile: Mapped[str] = mapped_column(String(64))
