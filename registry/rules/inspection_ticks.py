"""DOC, the sheet in the shop: what was ticked off becomes findings, each of them once.

A form shows all of a part of the sheet, and is sent as a whole. Only what differs from what stands
is a finding, so that sending a form twice, or sending it for one change, records nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.law.in_force import local_day
from registry.law.jurisdictions import jurisdictions
from registry.law.rulebook import RULES
from registry.rules import inspection_findings
from registry.rules.inspection_breaches import standing
from registry.rules.inspections import found
from registry.tables import Inspection, InspectionFinding

# What an inspector sees of an entry and no machine does: that it is there and says what is so.
ON_ENTRIES = (
    "437-1-a",
    "decree-2-2-a",
    "decree-2-2-b",
    "decree-2-2-c",
    "decree-2-2-d",
    "bes-entry",
    "bes-no-blanks",
)


def clauses(place: str, moment: datetime) -> list[str]:
    """Return the codes of the rules in force at a place, in the order of the law."""
    in_force = jurisdictions().profile_on(place, local_day(place, moment)).rules
    return [code for code in RULES if code in in_force]


def save(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    entries: Sequence[Mapping[str, Any]] = (),
    asked: Mapping[str, Mapping[str, Any]] | None = None,
) -> Inspection:
    """Record what differs from what stands, of entries and of questions to the dealer.

    Each tick has an `id`, made when the form was shown. An entry that was not ticked is left as it
    is. Raises what `inspection_findings.record` raises.
    """
    inspection = found(session, actor, inspection_id, lock=True)
    stands = standing_findings(session, inspection.id)
    known = set(
        session.scalars(
            select(InspectionFinding.id).where(InspectionFinding.inspection_id == inspection.id)
        )
    )
    ticked = [
        _finding(tick, now, purchase_id=tick["purchase_id"], outcome=tick["outcome"])
        for tick in entries
        if tick.get("outcome") and _differs(stands["entry"].get(tick["purchase_id"]), tick)
    ]
    answered = [
        _finding(answer, now, **{question: answer["answer"] == "yes"})
        for question, answer in (asked or {}).items()
        if answer.get("answer")
        and _answered_otherwise(
            stands["asked"].get(question), question, yes=answer["answer"] == "yes"
        )
    ]
    parts: Iterable[dict[str, Any]] = [
        *([{"entries": fresh}] if (fresh := _not_in(known, ticked)) else []),
        *({"asked": answer} for answer in _not_in(known, answered)),
    ]
    for part in parts:
        inspection_findings.record(
            session,
            actor,
            now,
            inspection_id=inspection_id,
            findings={"entries": [], "unregistered": [], "remarks": [], **part},
        )
    return inspection


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    kind: str,
    finding: Mapping[str, Any],
) -> Inspection:
    """Record a good that is not in the register or a remark, unless its id was recorded before.

    `kind` is `unregistered` or `remarks`. Raises what `inspection_findings.record` raises.
    """
    inspection = found(session, actor, inspection_id, lock=True)
    if session.get(InspectionFinding, (inspection.id, finding["id"])) is not None:
        return inspection
    told = {"articles": [], "note": None, **finding, "found_at": now}
    parts: dict[str, Any] = {"entries": [], "unregistered": [], "remarks": [], kind: [told]}
    return inspection_findings.record(
        session, actor, now, inspection_id=inspection_id, findings=parts
    )


def standing_findings(session: Session, inspection_id: UUID) -> dict[str, dict[Any, Any]]:
    """Return the findings that stand: on entries by entry, and on questions by question."""
    rows = session.scalars(
        select(InspectionFinding).where(InspectionFinding.inspection_id == inspection_id)
    )
    stands: dict[str, dict[Any, Any]] = {"entry": {}, "asked": {}}
    for finding in standing(rows):
        if finding.kind == "entry":
            stands["entry"][finding.purchase_id] = finding
        for question in finding.answers or {}:
            stands["asked"][question] = finding
    return stands


def _finding(tick: Mapping[str, Any], now: datetime, **told: Any) -> dict[str, Any]:
    common = {"id": tick["id"], "found_at": now, "articles": tick.get("articles", [])}
    return {**common, "note": tick.get("note"), **told}


def _not_in(known: set[UUID], findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what came from a form that was sent before, and has been changed since."""
    return [each for each in findings if each["id"] not in known]


def _differs(stands: InspectionFinding | None, tick: Mapping[str, Any]) -> bool:
    if stands is None:
        return True
    before = (stands.outcome, stands.note, sorted(stands.articles))
    return before != (tick["outcome"], tick.get("note"), sorted(tick.get("articles", [])))


def _answered_otherwise(stands: InspectionFinding | None, question: str, *, yes: bool) -> bool:
    return stands is None or (stands.answers or {}).get(question) is not yes
