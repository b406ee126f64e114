"""DOC, what a tablet kept while it had no network: taken in one by one, and what came between.

Every finding has an id that the tablet made, so that sending it again records nothing else. What
others did meanwhile is told; both findings are kept, and the one found last stands.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.rules import inspection_findings
from registry.rules.inspection_ticks import standing_findings
from registry.rules.inspections import found
from registry.tables import InspectionConclusion, InspectionFinding


class Taken(NamedTuple):
    """What became of a finding that was sent.

    `version` is that of the inspection with it. `late` says that the visit had been concluded.
    `between` is a finding of somebody else on the same thing, and `stands` whether this one does.
    """

    version: int
    late: bool
    between: InspectionFinding | None
    stands: bool


def take(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    findings: Mapping[str, Any],
    knew: Sequence[UUID],
) -> Taken:
    """Record one finding, if it was not recorded before.

    `knew` are the findings on the same thing that whoever made it knew of. Raises what
    `inspection_findings.record` raises, and then nothing is recorded.
    """
    inspection = found(session, actor, inspection_id, lock=True)
    (subject, id_), known = _subject(findings), set(knew)
    other = _of(standing_findings(session, inspection.id), subject)
    inspection_findings.record(session, actor, now, inspection_id=inspection_id, findings=findings)
    stands = _of(standing_findings(session, inspection.id), subject)
    recorded = session.get_one(InspectionFinding, (inspection.id, id_))
    concluded = session.scalar(
        select(func.min(InspectionConclusion.version)).where(
            InspectionConclusion.inspection_id == inspection.id
        )
    )
    return Taken(
        version=inspection.version,
        late=concluded is not None and recorded.version > concluded,
        between=other if other is not None and other.id not in known | {id_} else None,
        stands=stands is None or stands.id == id_,
    )


def _subject(findings: Mapping[str, Any]) -> tuple[tuple[str, Any] | None, UUID]:
    """Return what a finding is on, an entry or a question, and its id."""
    if findings["entries"]:
        (entry,) = findings["entries"]
        return ("entry", entry["purchase_id"]), entry["id"]
    if "asked" in findings:
        asked = findings["asked"]
        question = next(name for name in inspection_findings.QUESTIONS if name in asked)
        return ("asked", question), asked["id"]
    beside: list[dict[str, Any]] = [*findings["unregistered"], *findings["remarks"]]
    return None, beside[0]["id"]


def _of(
    stands: Mapping[str, Mapping[Any, InspectionFinding]], subject: tuple[str, Any] | None
) -> InspectionFinding | None:
    return None if subject is None else stands[subject[0]].get(subject[1])
