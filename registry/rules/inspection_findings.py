"""DOC, recording what is found in the shop, and checking it by the rules of 437 to 437ter Sr."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, FieldError, Invalid, PreconditionFailed
from registry.journal import append
from registry.law.rulebook import RULES
from registry.rules.inspection_breaches import SEEN, checks_of
from registry.rules.inspections import GROUNDS, found
from registry.tables import Inspection, InspectionFinding, Purchase

# How far the clock of a phone may be off.
CLOCK_SKEW = timedelta(minutes=5)
QUESTIONS = ("register_shown", "good_shown", "place_shown", "sign_shown")
TOLD = ("kind", "found_at", "purchase_id", "outcome", "item", "answers", "articles", "note")


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    findings: Mapping[str, Any],
    if_match: Collection[str] | None = None,
) -> Inspection:
    """Record what was found, and what the rules say of it; what was recorded before stays.

    A finding may come late, also after the conclusion, and is then marked so. Raises Conflict with
    code `finding_differs` if one of these ids was recorded with another content, and Invalid for
    an entry of another register, a rule that does not exist, or a time outside the inspection.
    """
    inspection = found(session, actor, inspection_id, lock=True)
    if if_match is not None and str(inspection.version) not in if_match:
        raise PreconditionFailed
    sent = list(_flat(findings))
    _refuse_bad(session, inspection, sent, now)
    new = [each for each in sent if not _known(session, inspection, each)]
    if not new:
        append(session, actor, now, EventName.INSPECTION_CONSULT, object_id=inspection.id)
        return inspection
    inspection.version += 1
    if inspection.status == "planned":
        inspection.status = "started"
    rows = [_row(inspection, actor, now, each) for each in new]
    session.add_all(rows)
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_RECORD,
        object_id=inspection.id,
        object_version=inspection.version,
        ground=GROUNDS[inspection.capacity],
        details={"findings": [str(row.id) for row in rows]},
    )
    for row in rows:
        _tell_checks(session, actor, now, inspection, row)
    session.flush()
    return inspection


def _flat(findings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each finding with its kind, what was seen, and where it stands in the request."""
    for n, each in enumerate(findings["entries"]):
        yield _finding("entry", f"/entries/{n}", each, SEEN[each["outcome"]])
    if "asked" in findings:
        asked = findings["asked"]
        answers = {name: asked[name] for name in QUESTIONS if name in asked}
        yield {**_finding("asked", "/asked", asked, answers), "answers": answers}
    for n, each in enumerate(findings["unregistered"]):
        yield _finding("unregistered", f"/unregistered/{n}", each, SEEN["unregistered"])
    for n, each in enumerate(findings["remarks"]):
        yield _finding("remark", f"/remarks/{n}", each, {})


def _finding(
    kind: str, pointer: str, each: Mapping[str, Any], seen: dict[str, bool]
) -> dict[str, Any]:
    told = {name: each.get(name) for name in TOLD}
    return {**told, "kind": kind, "id": each["id"], "pointer": pointer, "seen": seen}


def _refuse_bad(
    session: Session, inspection: Inspection, sent: list[dict[str, Any]], now: datetime
) -> None:
    wanted = {each["purchase_id"] for each in sent if each["purchase_id"] is not None}
    own = set(
        session.scalars(
            select(Purchase.id).where(
                Purchase.dealer_id == inspection.dealer_id, Purchase.id.in_(wanted)
            )
        )
    )
    ids: set[UUID] = set()
    bad: list[FieldError] = []
    for each in sent:
        pointer = each["pointer"]
        if each["id"] in ids:
            bad.append(FieldError(f"{pointer}/id", "repeated_id"))
        ids.add(each["id"])
        if each["purchase_id"] is not None and each["purchase_id"] not in own:
            bad.append(FieldError(f"{pointer}/purchase_id", "not_in_this_register"))
        if each["found_at"] > now + CLOCK_SKEW:
            bad.append(FieldError(f"{pointer}/found_at", "in_the_future"))
        if each["found_at"] < inspection.planned_at - CLOCK_SKEW:
            bad.append(FieldError(f"{pointer}/found_at", "before_the_plan"))
        bad += [
            FieldError(f"{pointer}/articles/{n}", "not_a_rule")
            for n, code in enumerate(each["articles"])
            if code not in RULES
        ]
    if bad:
        raise Invalid(fields=bad)


def _known(session: Session, inspection: Inspection, each: Mapping[str, Any]) -> bool:
    """Tell whether this very finding was recorded before."""
    before = session.get(InspectionFinding, (inspection.id, each["id"]))
    if before is None:
        return False
    if any(getattr(before, name) != each[name] for name in TOLD):
        raise Conflict("finding_differs", params={"finding": each["id"]})
    return True


def _row(
    inspection: Inspection, actor: Actor, now: datetime, each: Mapping[str, Any]
) -> InspectionFinding:
    place, capacity = inspection.municipality_code, inspection.capacity
    return InspectionFinding(
        inspection_id=inspection.id,
        id=each["id"],
        version=inspection.version,
        recorded_at=now,
        recorded_by=actor.scope,
        checks=checks_of(place, capacity, each["found_at"], each["seen"]),
        **{name: each[name] for name in TOLD},
    )


def _tell_checks(
    session: Session,
    actor: Actor,
    now: datetime,
    inspection: Inspection,
    finding: InspectionFinding,
) -> None:
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_CHECK,
        object_id=inspection.id,
        ground=GROUNDS[inspection.capacity],
        details={
            "finding": str(finding.id),
            "looked_at": finding.kind,
            "purchase": str(finding.purchase_id) if finding.purchase_id else None,
            "outcome": finding.outcome,
            "answers": finding.answers,
            "checks": [
                [check["rule"], check["article"], check["status"], check["reason"]]
                for check in finding.checks
            ],
            "said_by_inspector": [[code, RULES[code].article] for code in finding.articles],
        },
    )
