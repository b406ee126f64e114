"""DOC, planning inspections: which entries an inspector looks up in a dealer's shop, and why those.

Police and special investigating officers act under article 552 Sv, others for the mayor under the
municipal ordinance (model APV 2:68).
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Conflict, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.law.inspection_sample import draw, sample_size
from registry.rules.dealers import visible_dealers
from registry.rules.pages import newest_first, page_of
from registry.tables import (
    Dealer,
    Disposal,
    Inspection,
    InspectionConclusion,
    InspectionEntry,
    Purchase,
)

SEED_BYTES = 16
GROUNDS = {
    "officer": "art. 552 Sv",
    "supervisor": "art. 437ter (1) Sr, municipal ordinance (model APV 2:68)",
}
OF_DEALER = ("name", "kvk_number", "address")
AREAS = (Role.INSPECTOR, Role.MUNICIPALITY)


def plan(session: Session, actor: Actor, now: datetime, *, wanted: Mapping[str, Any]) -> Inspection:
    """Plan an inspection and draw its sample from what the dealer has in stock.

    The seed is drawn at random and kept, so that anybody can draw the same sample again. Raises
    NotFound for a dealer that is not in the actor's area.
    """
    dealer = session.scalar(visible_dealers(actor).where(Dealer.id == wanted["dealer_id"]))
    if dealer is None:
        raise NotFound
    period: Mapping[str, Any] = wanted.get("period") or {}
    inspection = Inspection(
        id=new_id(),
        version=1,
        status="planned",
        dealer_id=dealer.id,
        municipality_code=area_of(actor, dealer),
        dealer={name: getattr(dealer, name) for name in OF_DEALER},
        planned_at=now,
        planned_by=actor.scope,
        capacity=_capacity(actor, wanted.get("capacity")),
        officer=wanted.get("officer"),
        confidence=wanted["confidence"],
        tolerated_share=wanted["tolerated_share"],
        period_from=period.get("since"),
        period_until=period.get("until"),
        up_to_number=dealer.last_sequence_number,
        up_to_disposal=_last_disposal(session, dealer.id),
        seed=secrets.token_hex(SEED_BYTES),
    )
    versions = _population(session, inspection)
    size = sample_size(len(versions), inspection.confidence, inspection.tolerated_share)
    inspection.population, inspection.sample_size = len(versions), size
    inspection.population_digest = digest_of(versions)
    session.add(inspection)
    for position, drawn in enumerate(draw(versions, size, inspection.seed), start=1):
        session.add(
            InspectionEntry(
                inspection_id=inspection.id,
                position=position,
                purchase_id=UUID(drawn),
                purchase_version=versions[drawn],
            )
        )
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_PLAN,
        object_id=inspection.id,
        object_version=1,
        ground=GROUNDS[inspection.capacity],
        details={
            "dealer": str(dealer.id),
            "population": inspection.population,
            "population_digest": inspection.population_digest,
            "sample_size": size,
            "seed": inspection.seed,
        },
    )
    session.flush()
    return inspection


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    dealer: UUID | None = None,
    status: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the inspections that the actor may see, newest first."""
    later = aliased(InspectionConclusion)
    newest = (
        select(func.max(later.version))
        .where(later.inspection_id == Inspection.id)
        .correlate(Inspection)
        .scalar_subquery()
    )
    statement = (
        visible_inspections(actor)
        .add_columns(InspectionConclusion)
        .outerjoin(
            InspectionConclusion,
            (InspectionConclusion.inspection_id == Inspection.id)
            & (InspectionConclusion.version == newest),
        )
    )
    if dealer is not None:
        statement = statement.where(Inspection.dealer_id == dealer)
    if status is not None:
        statement = statement.where(Inspection.status == status)
    statement = newest_first(statement, Inspection.id, limit, cursor)
    rows = session.execute(statement).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    append(
        session,
        actor,
        now,
        EventName.INSPECTION_CONSULT,
        details={"listed": [str(inspection.id) for inspection, _ in page]},
    )
    return [_line(inspection, conclusion) for inspection, conclusion in page], following


def dealer_names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return for inspections that were listed the names that their dealers had when planned."""
    rows = session.execute(select(Inspection.id, Inspection.dealer).where(Inspection.id.in_(ids)))
    return {id_: str(dealer["name"]) for id_, dealer in rows.all()}


def found(session: Session, actor: Actor, inspection_id: UUID, *, lock: bool = False) -> Inspection:
    """Return an inspection of the actor's area, locked against other writers if so asked.

    Raises NotFound for any other.
    """
    statement = visible_inspections(actor).where(Inspection.id == inspection_id)
    if lock:
        statement = statement.with_for_update(key_share=True)
    inspection = session.scalar(statement)
    if inspection is None:
        raise NotFound
    return inspection


def visible_inspections(actor: Actor) -> Select[Inspection]:
    """Select the inspections this actor may know of: those of its area, or all for the police."""
    statement = select(Inspection)
    if actor.role is Role.POLICE:
        return statement
    if actor.role in AREAS:
        return statement.where(Inspection.municipality_code == actor.subject)
    return statement.where(Inspection.id.is_(None))


def population(session: Session, inspection: Inspection) -> list[str]:
    """Return the ids of the entries that the sample was drawn from, sorted."""
    return sorted(_population(session, inspection))


def digest_of(ids: Mapping[str, int] | list[str]) -> str:
    """Return the SHA-256, in hexadecimal, of the sorted ids, one a line."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()


def _population(session: Session, inspection: Inspection) -> dict[str, int]:
    """Return the entries in stock when this was planned, with their versions.

    Numbers run on within a register, and an entry gets its number in the transaction that makes
    it, as what leaves does: so what there was follows from the last numbers.
    """
    gone = select(Disposal.purchase_id).where(
        Disposal.dealer_id == inspection.dealer_id, Disposal.number <= inspection.up_to_disposal
    )
    statement = select(Purchase.id, Purchase.version).where(
        Purchase.dealer_id == inspection.dealer_id,
        Purchase.sequence_number <= inspection.up_to_number,
        Purchase.id.not_in(gone),
    )
    if inspection.period_from is not None:
        statement = statement.where(Purchase.registered_at >= inspection.period_from)
    if inspection.period_until is not None:
        statement = statement.where(Purchase.registered_at < inspection.period_until)
    return {str(id_): version for id_, version in session.execute(statement).all()}


def _last_disposal(session: Session, dealer_id: UUID) -> int:
    last = session.scalar(select(func.max(Disposal.number)).where(Disposal.dealer_id == dealer_id))
    return last or 0


def area_of(actor: Actor, dealer: Dealer) -> str:
    """Return the municipality in which this actor inspects a dealer: its own, or the dealer's.

    Raises Conflict with code `no_municipality` for a dealer that is in none, such as a foreign one.
    """
    if actor.role in AREAS and actor.subject is not None:
        return actor.subject
    if not dealer.municipality_code:
        raise Conflict("no_municipality")
    return dealer.municipality_code


def _capacity(actor: Actor, stated: str | None) -> str:
    """Return in which capacity somebody acts: the police as officers, others as they say."""
    if actor.role is Role.POLICE:
        return "officer"
    return stated or "supervisor"


def _line(inspection: Inspection, conclusion: InspectionConclusion | None) -> dict[str, Any]:
    return {
        "id": inspection.id,
        "version": inspection.version,
        "status": inspection.status,
        "dealer_id": inspection.dealer_id,
        "municipality_code": inspection.municipality_code,
        "planned_at": inspection.planned_at,
        "sample_size": inspection.sample_size,
        "decided_at": conclusion and conclusion.decided_at,
        "breached": conclusion and conclusion.breached,
        "decision": conclusion and conclusion.decision,
    }
