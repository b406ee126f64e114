"""DOL, the desk where dealers notify their municipality (article 437ter (2) Sr)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound, PreconditionFailed
from registry.ids import new_id
from registry.journal import append
from registry.law.municipalities import municipality_names
from registry.rules.pages import decode_cursor, page_of
from registry.tables import Dealer

SHOWN = (
    "id",
    "version",
    "status",
    "name",
    "kvk_number",
    "municipality_code",
    "email",
    "goods",
    "address",
    "submitted_at",
    "decided_at",
    "decision_reason",
)


def submit(
    session: Session, actor: Actor, now: datetime, *, notification: Mapping[str, Any]
) -> Dealer:
    """Take in a dealer's written notification to the mayor (article 437ter (2) Sr)."""
    if notification["municipality_code"] not in municipality_names():
        raise Invalid.field("/municipality_code", "unknown_municipality")
    if notification["kvk_number"] is None and notification["address"]["country"] == "NL":
        raise Invalid.field("/kvk_number", "required_in_the_netherlands")
    dealer = Dealer(
        id=new_id(),
        version=1,
        status="submitted",
        submitted_at=now,
        last_sequence_number=0,
        **notification,
    )
    session.add(dealer)
    append(session, actor, now, EventName.DEALER_SUBMIT, object_id=dealer.id, object_version=1)
    return dealer


def decide(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    decision: Literal["approve", "reject"],
    reason: str,
    if_match: Collection[str] | None = None,
) -> Dealer:
    """Approve or reject a notification; a municipality decides about its own dealers only."""
    dealer = session.scalar(
        visible_dealers(actor).where(Dealer.id == dealer_id).with_for_update(key_share=True)
    )
    if dealer is None:
        raise NotFound
    if if_match is not None and str(dealer.version) not in if_match:
        raise PreconditionFailed
    status = "approved" if decision == "approve" else "rejected"
    if dealer.status == status:
        raise Conflict("already_decided")
    dealer.status, dealer.decided_at, dealer.decision_reason = status, now, reason
    dealer.version += 1
    append(
        session,
        actor,
        now,
        EventName.DEALER_DECIDE,
        object_id=dealer.id,
        object_version=dealer.version,
        details={"decision": decision},
    )
    return dealer


def show(session: Session, actor: Actor, now: datetime, *, dealer_id: UUID) -> Dealer:
    """Return one dealer, if it is the actor's to see; consulting somebody else is recorded."""
    dealer = session.scalar(visible_dealers(actor).where(Dealer.id == dealer_id))
    if dealer is None:
        raise NotFound
    if actor.role is not Role.DEALER:
        append(session, actor, now, EventName.DEALER_CONSULT, object_id=dealer.id)
    return dealer


def index(
    session: Session, actor: Actor, now: datetime, *, limit: int, cursor: str | None = None
) -> tuple[list[Dealer], str | None]:
    """Return a page of the dealers that the actor may see, newest first."""
    statement = visible_dealers(actor).order_by(Dealer.id.desc()).limit(limit + 1)
    if cursor is not None:
        (last,) = decode_cursor(cursor, UUID)
        statement = statement.where(Dealer.id < last)
    page, following = page_of(session.scalars(statement).all(), limit, lambda d: [d.id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.DEALER_CONSULT,
            details={"listed": [str(d.id) for d in page]},
        )
    return list(page), following


def visible_dealers(actor: Actor) -> Select[Dealer]:
    """Select the dealers this actor may know of: own area, itself, or all for the police."""
    statement = select(Dealer)
    match actor.role:
        case Role.POLICE | Role.SYSTEM:
            return statement
        case Role.DEALER:
            return statement.where(Dealer.id == actor.dealer_id)
        case Role.MUNICIPALITY | Role.INSPECTOR:
            return statement.where(Dealer.municipality_code == actor.subject)
        case _:
            return statement.where(Dealer.id.is_(None))


def present(dealer: Dealer) -> dict[str, Any]:
    """Return what those who may see a dealer are shown."""
    return {name: getattr(dealer, name) for name in SHOWN}


def decision_reference(dealer: Mapping[str, Any]) -> dict[str, Any]:
    """Name a decision, so that it can be answered again after a later one."""
    return {
        "dealer": str(dealer["id"]),
        "version": dealer["version"],
        "status": dealer["status"],
        "decided_at": dealer["decided_at"].isoformat(),
    }


def decision_recalled(
    session: Session, reference: Mapping[str, Any], reason: str
) -> dict[str, Any]:
    """Return the dealer as it was answered after the decision that is referred to.

    The reason may name people, so it is taken from the repeated request and not kept twice.
    """
    dealer = session.get_one(Dealer, UUID(reference["dealer"]))
    return {
        **present(dealer),
        "version": reference["version"],
        "status": reference["status"],
        "decided_at": datetime.fromisoformat(reference["decided_at"]),
        "decision_reason": reason,
    }
