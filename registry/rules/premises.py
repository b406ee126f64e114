"""DOL, branches: premises of a dealer, each decided about by the municipality it stands in."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from registry.journal import append
from registry.rules import notifications
from registry.rules.dealer_changes import standing
from registry.rules.dealers import visible_dealers
from registry.tables import Dealer, Notification, Premises

SHOWN = (
    "id",
    "version",
    "dealer_id",
    "status",
    "name",
    "address",
    "municipality_code",
    "goods",
    "submitted_at",
    "decided_at",
    "decision_reason",
    "ended_at",
)

MOMENTS = ("decided_at", "ended_at")


def open_branch(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    told: Mapping[str, Any],
    happened_at: datetime,
) -> tuple[Premises, Notification]:
    """Take in that a dealer buys up at one more place, since or from a moment."""
    dealer = standing(session, actor, dealer_id)
    premises = notifications.take_in_premises(session, now, dealer.id, told)
    return premises, _told(
        session, actor, now, EventName.PREMISES_OPEN, premises, "start", happened_at
    )


def end(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    premises_id: UUID,
    happened_at: datetime,
) -> tuple[Premises, Notification]:
    """Take in that a dealer has stopped at one of its places."""
    notifications.require_past(happened_at, now)
    dealer = standing(session, actor, dealer_id)
    premises = _locked(session, dealer.id, premises_id)
    if premises.ended_at is not None:
        raise Conflict("premises_ended")
    premises.status, premises.ended_at = "ended", happened_at
    premises.version += 1
    return premises, _told(
        session, actor, now, EventName.PREMISES_END, premises, "stop", happened_at
    )


def decide(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    premises_id: UUID,
    decision: Literal["approve", "reject"],
    reason: str,
    if_match: Collection[str] | None = None,
) -> Premises:
    """Approve or reject one branch, as the municipality that it stands in."""
    premises = _locked(session, dealer_id, premises_id)
    if premises.municipality_code != actor.subject:
        if session.scalar(visible_dealers(actor).where(Dealer.id == dealer_id)) is None:
            raise NotFound
        raise Forbidden("not_the_deciding_municipality")
    if if_match is not None and str(premises.version) not in if_match:
        raise PreconditionFailed
    if premises.ended_at is not None:
        raise Conflict("premises_ended")
    status = "approved" if decision == "approve" else "rejected"
    if premises.status == status:
        raise Conflict("already_decided")
    premises.status, premises.decided_at, premises.decision_reason = status, now, reason
    premises.version += 1
    append(
        session,
        actor,
        now,
        EventName.PREMISES_DECIDE,
        object_id=premises.id,
        object_version=premises.version,
        details={"dealer": str(dealer_id), "decision": decision},
    )
    return premises


def index(session: Session, actor: Actor, now: datetime, *, dealer_id: UUID) -> list[Premises]:
    """Return the premises of a dealer in the order in which they were notified.

    A municipality and its inspectors see all of a dealer of their own, and otherwise those that
    stand in their area.
    """
    dealer = session.scalar(visible_dealers(actor).where(Dealer.id == dealer_id))
    if dealer is None:
        raise NotFound
    statement = select(Premises).where(Premises.dealer_id == dealer_id).order_by(Premises.id)
    if (
        actor.role in {Role.MUNICIPALITY, Role.INSPECTOR}
        and dealer.municipality_code != actor.subject
    ):
        statement = statement.where(Premises.municipality_code == actor.subject)
    found = list(session.scalars(statement))
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.PREMISES_CONSULT,
            details={"dealer": str(dealer_id), "listed": [str(each.id) for each in found]},
        )
    return found


def require_approved(session: Session, dealer_id: UUID, premises_id: UUID | None) -> None:
    """Let an entry name premises of its dealer only, of which the municipality has approved.

    Raises Invalid for premises that are not the dealer's, and Forbidden for others.
    """
    if premises_id is None:
        return
    premises = session.get(Premises, premises_id)
    if premises is None or premises.dealer_id != dealer_id:
        raise Invalid.field("/premises_id", "unknown_premises")
    if premises.status != "approved":
        raise Forbidden("premises_not_approved")


def present(premises: Premises, notification: Notification | None = None) -> dict[str, Any]:
    """Return what those who may see premises are shown, with the notification just made."""
    shown = {name: getattr(premises, name) for name in SHOWN}
    told = notifications.present(notification) if notification else None
    return {**shown, "notification": told}


def reference(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Name what was answered, so that it can be answered again after later changes."""
    told = shown["notification"]
    return {
        "premises": str(shown["id"]),
        "version": shown["version"],
        "status": shown["status"],
        "notification": str(told["id"]) if told else None,
        **{name: shown[name] and shown[name].isoformat() for name in MOMENTS},
    }


def recalled(
    session: Session, reference: Mapping[str, Any], reason: str | None = None
) -> dict[str, Any]:
    """Return premises as they were answered then; a decision's reason comes from its request."""
    premises = session.get_one(Premises, UUID(reference["premises"]))
    told = reference["notification"] and session.get_one(
        Notification, UUID(reference["notification"])
    )
    moments = {
        name: datetime.fromisoformat(reference[name]) if reference[name] else None
        for name in MOMENTS
    }
    kept = premises.decision_reason if moments["decided_at"] else None
    return {
        **present(premises, told),
        "version": reference["version"],
        "status": reference["status"],
        **moments,
        "decision_reason": reason or kept,
    }


def _locked(session: Session, dealer_id: UUID, premises_id: UUID) -> Premises:
    premises = session.get(Premises, premises_id, with_for_update={"key_share": True})
    if premises is None or premises.dealer_id != dealer_id:
        raise NotFound
    return premises


def _told(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    premises: Premises,
    about: Literal["start", "stop"],
    happened_at: datetime,
) -> Notification:
    """Judge the notification, tell the municipality and the police, and record it."""
    notification = notifications.record(
        session,
        actor,
        now,
        dealer_id=premises.dealer_id,
        premises_id=premises.id,
        about=about,
        municipality_code=premises.municipality_code,
        happened_at=happened_at,
    )
    told = notifications.tell(
        session,
        now,
        kind="premises_opened" if about == "start" else "premises_ended",
        dealer_id=premises.dealer_id,
        places=[premises.municipality_code],
    )
    append(
        session,
        actor,
        now,
        name,
        object_id=premises.id,
        object_version=premises.version,
        details={"dealer": str(premises.dealer_id)},
        recipient=told,
        rows=[notification],
    )
    return notification
