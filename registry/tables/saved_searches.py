"""Saved searches of officers, and what came into the register since that fits them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class SavedSearch(Revised):
    """What an officer wants to be told of, and for which purpose (article 32a Wpg).

    `side` is `good` or `purchase`; `criteria` are those of `registry.rules.search_criteria`.
    """

    __tablename__ = "saved_searches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(128), index=True)
    name: Mapped[str] = mapped_column(String(100))
    side: Mapped[str] = mapped_column(String(16))
    criteria: Mapped[dict[str, Any]]
    purpose: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SearchAlert(Revised):
    """One good or purchase that fits a saved search, in the version in which it first did.

    There is one for each, however often it changes and however often it is looked at.
    """

    __tablename__ = "search_alerts"
    __table_args__ = (
        UniqueConstraint("search_id", "object_id"),
        Index("ix_search_alerts_of_search", "search_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    search_id: Mapped[UUID] = mapped_column(reference("saved_searches.id"))
    object_id: Mapped[UUID]
    object_version: Mapped[int]
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
