"""What the rule checks found: the rules of 437 to 437ter Sr that are breached, or were."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Revised, reference


class RuleOutcome(Revised):
    """What a rule says of one object, from the first time that it was breached on.

    `kind` is the kind of object (`purchase`, `dealer` ...), `status` is `breached` or, since it was
    mended, `holds` or `not_applicable`; `facts` are those on which the rule was judged. A rule
    that was never breached has no row. `judged_at` is when it came to this status.
    """

    __tablename__ = "rule_outcomes"
    __table_args__ = (
        UniqueConstraint("object_id", "rule"),
        Index("ix_rule_outcomes_desk", "dealer_id", "status", "judged_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[UUID]
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"))
    rule: Mapped[str] = mapped_column(String(32))
    article: Mapped[str] = mapped_column(String(64))
    profile: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    to_be_judged: Mapped[bool]
    facts: Mapped[dict[str, Any]]
    judged_at: Mapped[datetime]
