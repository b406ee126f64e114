"""Published profiles, with which pairs are decided, and how far each has been applied."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Table, reference


class MatchProfile(Audited):
    """One published profile, never changed: weights and statistics as they were frozen.

    `number` counts publications from 1, and the highest is in force; `weights` is the profile in
    JSON, `statistics` the counted register in the form of `matching.Statistics`, if there is one,
    and `digest` the SHA-256 of both in hexadecimal.
    """

    __tablename__ = "match_profiles"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    published_at: Mapped[datetime]
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))
    digest: Mapped[str] = mapped_column(String(64))
    weights: Mapped[str] = mapped_column(Text)
    statistics: Mapped[bytes | None] = mapped_column(LargeBinary)


class Rematch(Table):
    """How far the purchases have been compared again under a profile, in the order of their ids."""

    __tablename__ = "rematches"

    profile_id: Mapped[UUID] = mapped_column(reference("match_profiles.id"), primary_key=True)
    last_purchase_id: Mapped[UUID | None]
    compared: Mapped[int]
    finished_at: Mapped[datetime | None]
