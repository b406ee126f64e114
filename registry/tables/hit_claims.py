"""Claims: which officer works on which hit, so that two don't work on the same one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class HitClaim(Revised):
    """Who claimed a hit last; `claimed_by` is None once it was released.

    A claim stands until `lapses_at` (exclusive), which moves on while its officer is at work.
    `reason` is why it was taken over from another, if it was.
    """

    __tablename__ = "hit_claims"

    hit_id: Mapped[UUID] = mapped_column(reference("hits.id"), primary_key=True)
    claimed_by: Mapped[str | None] = mapped_column(String(128), index=True)
    claimed_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
