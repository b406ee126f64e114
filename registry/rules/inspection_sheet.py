"""DOC, reading an inspection: its sample, its findings, the rules breached and the decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.rules.enforcement import proposal_for
from registry.rules.inspection_breaches import breaches, in_order, standing, tally
from registry.rules.inspections import GROUNDS, found
from registry.tables import (
    Inspection,
    InspectionConclusion,
    InspectionEntry,
    InspectionFinding,
    Purchase,
    PurchaseVersion,
)

PLANNED = (
    "id",
    "dealer_id",
    "municipality_code",
    "dealer",
    "planned_at",
    "planned_by",
    "capacity",
    "officer",
    "confidence",
    "tolerated_share",
    "up_to_number",
    "up_to_disposal",
    "population",
    "population_digest",
    "sample_size",
    "seed",
)
FOUND = (
    "id",
    "kind",
    "found_at",
    "recorded_at",
    "recorded_by",
    "purchase_id",
    "outcome",
    "item",
    "answers",
    "articles",
    "checks",
    "note",
)
DECIDED = (
    "decided_at",
    "decided_by",
    "breached",
    "proposed",
    "because_of",
    "decision",
    "reason",
)


def show(session: Session, actor: Actor, now: datetime, *, inspection_id: UUID) -> dict[str, Any]:
    """Return a whole inspection of the actor's area; looking is recorded. Raises NotFound."""
    inspection = found(session, actor, inspection_id)
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_CONSULT,
        object_id=inspection.id,
        ground=GROUNDS[inspection.capacity],
    )
    return present(session, inspection, inspection.version, now)


def present(
    session: Session, inspection: Inspection, version: int, now: datetime | None = None
) -> dict[str, Any]:
    """Return an inspection as it was in a version.

    Goods are shown as they stood in the register when the sample was drawn, and no seller is. The
    step that is proposed is that of `now`, by default of the moment of the version.
    """
    entries = _entries(session, inspection.id)
    findings = _findings(session, inspection.id, version)
    conclusions = _conclusions(session, inspection.id, version)
    first = conclusions[0].version if conclusions else version + 1
    last = conclusions[-1] if conclusions else None
    sampled = [entry["purchase_id"] for entry in entries]
    stand = {finding.id for finding in standing(findings)}
    now = now or max((f.recorded_at for f in findings), default=inspection.planned_at)
    proposal = None if last else proposal_for(session, inspection, findings, now)
    return {
        **{name: getattr(inspection, name) for name in PLANNED},
        "version": version,
        "status": "concluded" if last else "started" if findings else "planned",
        "period": _period(inspection),
        "entries": entries,
        "findings": [
            {
                **{name: getattr(finding, name) for name in FOUND},
                "sampled": finding.purchase_id in sampled if finding.purchase_id else None,
                "late": finding.version > first,
                "stands": finding.id in stand,
            }
            for finding in findings
        ],
        "tally": tally(sampled, findings),
        "breaches": [breach._asdict() for breach in breaches(findings)],
        "proposal": proposal and proposal._asdict(),
        "conclusion": last
        and {
            **{name: getattr(last, name) for name in DECIDED},
            "outdated": any(finding.version > last.version for finding in findings),
        },
    }


def _entries(session: Session, inspection_id: UUID) -> list[dict[str, Any]]:
    rows = session.execute(
        select(InspectionEntry, Purchase, PurchaseVersion)
        .join(Purchase, Purchase.id == InspectionEntry.purchase_id)
        .join(
            PurchaseVersion,
            (PurchaseVersion.purchase_id == InspectionEntry.purchase_id)
            & (PurchaseVersion.version == InspectionEntry.purchase_version),
        )
        .where(InspectionEntry.inspection_id == inspection_id)
        .order_by(InspectionEntry.position)
    ).all()
    return [
        {
            "position": entry.position,
            "purchase_id": purchase.id,
            "version": version.version,
            "sequence_number": purchase.sequence_number,
            "registered_at": purchase.registered_at,
            "acquired_at": version.acquired_at,
            "item": version.item,
        }
        for entry, purchase, version in rows
    ]


def _findings(session: Session, inspection_id: UUID, version: int) -> list[InspectionFinding]:
    return in_order(
        session.scalars(
            select(InspectionFinding).where(
                InspectionFinding.inspection_id == inspection_id,
                InspectionFinding.version <= version,
            )
        )
    )


def _conclusions(
    session: Session, inspection_id: UUID, version: int
) -> Sequence[InspectionConclusion]:
    return session.scalars(
        select(InspectionConclusion)
        .where(
            InspectionConclusion.inspection_id == inspection_id,
            InspectionConclusion.version <= version,
        )
        .order_by(InspectionConclusion.version)
    ).all()


def _period(inspection: Inspection) -> dict[str, Any] | None:
    if inspection.period_from is None:
        return None
    return {"since": inspection.period_from, "until": inspection.period_until}
