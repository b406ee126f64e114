"""DOC: inspections of dealers, the sample of each, what was found, what was decided, reports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.tables.base import Audited, Revised, reference


class Inspection(Revised):
    """One inspection of a dealer; `version` counts what was recorded of it.

    `dealer` is name, company number and address as they were then. `capacity` is `officer` for
    whoever acts under article 552 Sv and `supervisor` for whoever acts for the mayor. The
    population is the dealer's entries up to number `up_to_number`, less what had left by number
    `up_to_disposal` of what leaves; `population_digest` is the SHA-256 of their sorted ids, one a
    line.
    """

    __tablename__ = "inspections"
    __table_args__ = (Index("ix_inspections_area", "municipality_code", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    dealer_id: Mapped[UUID] = mapped_column(reference("dealers.id"), index=True)
    municipality_code: Mapped[str] = mapped_column(String(6))
    dealer: Mapped[dict[str, Any]]
    planned_at: Mapped[datetime]
    planned_by: Mapped[str] = mapped_column(String(160))
    capacity: Mapped[str] = mapped_column(String(16))
    officer: Mapped[str | None] = mapped_column(String(100))
    confidence: Mapped[float] = mapped_column(Float)
    tolerated_share: Mapped[float] = mapped_column(Float)
    period_from: Mapped[datetime | None]
    period_until: Mapped[datetime | None]
    up_to_number: Mapped[int]
    up_to_disposal: Mapped[int]
    population: Mapped[int]
    population_digest: Mapped[str] = mapped_column(String(64))
    sample_size: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))


class InspectionEntry(Audited):
    """An entry to find in the shop, in the version that it had when the sample was drawn."""

    __tablename__ = "inspection_entries"

    inspection_id: Mapped[UUID] = mapped_column(reference("inspections.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[UUID] = mapped_column(reference("purchases.id"))
    purchase_version: Mapped[int]


class InspectionFinding(Audited):
    """Something that was found, under an id that the device in the shop made.

    `kind` is `entry`, `asked`, `unregistered` or `remark`. `articles` are the codes of the rules
    that the inspector says are breached, `checks` what the rules themselves say. `version` is that
    of the inspection from which on it is part of it.
    """

    __tablename__ = "inspection_findings"

    inspection_id: Mapped[UUID] = mapped_column(reference("inspections.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(160))
    purchase_id: Mapped[UUID | None] = mapped_column(reference("purchases.id"))
    outcome: Mapped[str | None] = mapped_column(String(16))
    item: Mapped[dict[str, Any] | None]
    answers: Mapped[dict[str, Any] | None]
    articles: Mapped[list[Any]]
    checks: Mapped[list[Any]]
    note: Mapped[str | None] = mapped_column(Text)


class InspectionConclusion(Audited):
    """What a person decided on an inspection, beside what history proposed.

    `decision` is a step of the ladder or `none`. `because_of` is the inspection whose step led to
    what was proposed. A later conclusion takes the place of an earlier one, which stays.
    """

    __tablename__ = "inspection_conclusions"

    inspection_id: Mapped[UUID] = mapped_column(reference("inspections.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(160))
    breached: Mapped[bool]
    proposed: Mapped[str | None] = mapped_column(String(16))
    because_of: Mapped[UUID | None]
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)


class InspectionReport(Audited):
    """A report that was printed: of which version, in which language, and the hash of its bytes."""

    __tablename__ = "inspection_reports"

    inspection_id: Mapped[UUID] = mapped_column(reference("inspections.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    event_id: Mapped[UUID] = mapped_column(reference("audit_events.id"))
