"""DOC, enforcement: what history proposes and a person decides, on the ladder of the place."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import NotFound, PreconditionFailed
from registry.journal import append
from registry.law.enforcement import STEPS, Step, ladder_at
from registry.law.enforcement import Inspection as Inspected
from registry.law.enforcement import proposed as proposed_by
from registry.law.in_force import local_day
from registry.rules.dealers import visible_dealers
from registry.rules.inspection_breaches import breaches
from registry.rules.inspections import GROUNDS, area_of, found
from registry.tables import Dealer, Inspection, InspectionConclusion, InspectionFinding

TAKEN: dict[str, Step] = {step: step for step in STEPS}


class Proposal(NamedTuple):
    """The step that history proposes, and the inspection whose step led to it."""

    step: str
    because_of: UUID | None


def conclude(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    inspection_id: UUID,
    decision: str,
    reason: str,
    if_match: Collection[str] | None = None,
) -> Inspection:
    """Write down the step that a person decides on, or `none`, beside what history proposes.

    It may be decided anew, when findings came in since; the earlier decision stays on record.
    """
    inspection = found(session, actor, inspection_id, lock=True)
    if if_match is not None and str(inspection.version) not in if_match:
        raise PreconditionFailed
    findings = session.scalars(
        select(InspectionFinding).where(InspectionFinding.inspection_id == inspection.id)
    ).all()
    proposal = proposal_for(session, inspection, findings, now)
    inspection.version += 1
    inspection.status = "concluded"
    session.add(
        InspectionConclusion(
            inspection_id=inspection.id,
            version=inspection.version,
            decided_at=now,
            decided_by=actor.scope,
            breached=proposal is not None,
            proposed=proposal and proposal.step,
            because_of=proposal and proposal.because_of,
            decision=decision,
            reason=reason,
        )
    )
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_CONCLUDE,
        object_id=inspection.id,
        object_version=inspection.version,
        ground=GROUNDS[inspection.capacity],
        details={
            "dealer": str(inspection.dealer_id),
            "breached": proposal is not None,
            "proposed": proposal and proposal.step,
            "decision": decision,
        },
    )
    session.flush()
    return inspection


def history(session: Session, actor: Actor, now: datetime, *, dealer_id: UUID) -> dict[str, Any]:
    """Return what was decided about a dealer, oldest first, and what a next breach would lead to.

    Raises NotFound for a dealer that is not in the actor's area.
    """
    dealer = session.scalar(visible_dealers(actor).where(Dealer.id == dealer_id))
    if dealer is None:
        raise NotFound
    place = area_of(actor, dealer)
    decided = _decided(session, dealer_id, place, now)
    append(session, actor, now, EventName.ENFORCEMENT_CONSULT, object_id=dealer_id)
    return {
        "dealer_id": dealer_id,
        "municipality_code": place,
        "ladder": [
            {"step": rung.step, "within_days": rung.within_days}
            for rung in ladder_at(place, local_day(place, now))
        ],
        "history": [
            {
                "inspection_id": one.inspection_id,
                "decided_at": one.decided_at,
                "decided_by": one.decided_by,
                "breached": one.breached,
                "proposed": one.proposed,
                "decision": one.decision,
                "reason": one.reason,
            }
            for one in decided
        ],
        "at_next_breach": _proposed(decided, place, now)._asdict(),
    }


def proposal_for(
    session: Session, inspection: Inspection, findings: Sequence[InspectionFinding], now: datetime
) -> Proposal | None:
    """Return the step that history up to now proposes on findings; None where none is a breach."""
    if not breaches(findings):
        return None
    place = inspection.municipality_code
    decided = _decided(session, inspection.dealer_id, place, now)
    return _proposed([one for one in decided if one.inspection_id != inspection.id], place, now)


def _proposed(decided: Sequence[InspectionConclusion], place: str, now: datetime) -> Proposal:
    """Return what a breach that is found now leads to, after what was decided before."""
    today = local_day(place, now)
    before = [
        Inspected(local_day(place, one.decided_at), one.breached, TAKEN.get(one.decision))
        for one in decided
    ]
    found_now = Inspected(today, breached=True)
    proposal = proposed_by([*before, found_now], today, ladder_at(place, today))
    if proposal is None:
        raise RuntimeError("a breach found today has no step")
    because = next(
        (
            one.inspection_id
            for one, told in zip(decided, before, strict=True)
            if told is proposal.because
        ),
        None,
    )
    return Proposal(proposal.step, because)


def _decided(
    session: Session, dealer_id: UUID, place: str, now: datetime
) -> list[InspectionConclusion]:
    """Return the last conclusion up to now of each inspection of a dealer in a place, in order."""
    last = (
        select(
            InspectionConclusion.inspection_id,
            func.max(InspectionConclusion.version).label("version"),
        )
        .join(Inspection, Inspection.id == InspectionConclusion.inspection_id)
        .where(
            Inspection.dealer_id == dealer_id,
            Inspection.municipality_code == place,
            InspectionConclusion.decided_at <= now,
        )
        .group_by(InspectionConclusion.inspection_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(InspectionConclusion)
            .join(
                last,
                (InspectionConclusion.inspection_id == last.c.inspection_id)
                & (InspectionConclusion.version == last.c.version),
            )
            .order_by(InspectionConclusion.decided_at, InspectionConclusion.inspection_id)
        )
    )
