"""DOC, the inspection report: what it tells, and the signed receipt of each file that was made.

The file itself is made outside of any transaction (`registry.paper`), since that takes long. It is
recorded before anybody gets it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, NotFound
from registry.journal import append
from registry.law.in_force import local_day
from registry.law.jurisdictions import jurisdictions
from registry.law.places import place_names
from registry.rules.inspection_sheet import present
from registry.rules.inspections import GROUNDS, found
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.tables import InspectionReport

RECEIPT_KIND = "inspection-report"


def told(
    session: Session, actor: Actor, now: datetime, *, inspection_id: UUID, keys: Keys
) -> dict[str, Any]:
    """Return everything that the report of an inspection tells; looking is recorded.

    The same version of an inspection is always told in the same way. Raises Conflict with code
    `not_concluded` as long as nobody has decided on it, and NotFound.
    """
    inspection = found(session, actor, inspection_id)
    sheet = present(session, inspection, inspection.version)
    if sheet["conclusion"] is None:
        raise Conflict("not_concluded")
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_CONSULT,
        object_id=inspection.id,
        ground=GROUNDS[inspection.capacity],
    )
    place = inspection.municipality_code
    profile = jurisdictions().profile_on(place, local_day(place, inspection.planned_at))
    return {
        **sheet,
        "municipality": place_names().get(place, place),
        "zone": profile.zone.key,
        "log": keys.log_origin,
    }


def made(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    report: Mapping[str, Any],
    language: str,
    sha256: str,
) -> None:
    """Record that a report with this hash was made, the first time, and that the actor gets it."""
    inspection_id = report["id"]
    inspection = found(session, actor, inspection_id, lock=True)
    ground = GROUNDS[inspection.capacity]
    details = {"version": report["version"], "language": language, "sha256": sha256}
    if session.get(InspectionReport, (inspection_id, sha256)) is None:
        row = InspectionReport(
            inspection_id=inspection_id,
            sha256=sha256,
            version=report["version"],
            language=language,
            made_at=now,
        )
        row.event_id = append(
            session,
            actor,
            now,
            EventName.REPORT_MAKE,
            object_id=inspection_id,
            ground=ground,
            details=details,
            rows=[row],
        )
        session.add(row)
    append(
        session,
        actor,
        now,
        EventName.REPORT_EXPORT,
        object_id=inspection_id,
        ground=ground,
        details=details,
    )


def receipt(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    language: str,
    keys: Keys,
    sha256: str | None = None,
) -> dict[str, Any]:
    """Return the signed receipt of the report with this hash, or else of the newest one.

    That is the newest of the present version, in a language. Raises NotFound with code
    `report_not_made` if there is no such report.
    """
    inspection = found(session, actor, inspection_id)
    statement = select(InspectionReport).where(InspectionReport.inspection_id == inspection_id)
    if sha256 is None:
        statement = statement.where(
            InspectionReport.version == inspection.version, InspectionReport.language == language
        ).order_by(InspectionReport.made_at.desc())
    else:
        statement = statement.where(InspectionReport.sha256 == sha256)
    row = session.scalar(statement.limit(1))
    if row is None:
        raise NotFound("report_not_made")
    append(session, actor, now, EventName.INSPECTION_CONSULT, object_id=inspection_id)
    (leaf_hash,) = leaf_hashes(session, [row.event_id]).values()
    said = {
        "inspection": str(inspection_id),
        "version": row.version,
        "language": row.language,
        "sha256": row.sha256,
        "made_at": row.made_at.isoformat(),
    }
    return {
        "sha256": row.sha256,
        "receipt": make_receipt(keys, RECEIPT_KIND, leaf_hash, said),
    }
