"""DOL, the desk where dealers notify their municipality (article 437ter (2) Sr)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from registry.ids import new_id
from registry.journal import append
from registry.rules import confirmations, notifications
from registry.rules.pages import newest_first, page_of
from registry.tables import Audited, Dealer, Notification, Premises

SHOWN = (
    "id",
    "version",
    "status",
    "name",
    "kvk_number",
    "country",
    "municipality_code",
    "email",
    "email_confirmed_at",
    "goods",
    "thrift_shop",
    "address",
    "responsible",
    "contact",
    "started_at",
    "submitted_at",
    "decided_at",
    "decision_reason",
    "dol_from",
    "dor_from",
    "ended_at",
)


def submit(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    notification: Mapping[str, Any],
    keys: Keys | None = None,
) -> Dealer:
    """Take in a dealer's written notification to the mayor (article 437ter (2) Sr).

    With `keys` its address is asked to be confirmed, and the municipalities of the dealer and of
    its premises and the police are told; without them nobody is, as for the made-up dealers of
    the demo.
    """
    told = {name: value for name, value in notification.items() if name != "premises"}
    notifications.require_municipality(told["municipality_code"])
    country = told["address"]["country"]
    if told["kvk_number"] is None and country == "NL":
        raise Invalid.field("/kvk_number", "required_in_the_netherlands")
    dealer = Dealer(
        id=new_id(),
        version=1,
        status="submitted",
        submitted_at=now,
        country=country,
        last_sequence_number=0,
        **told,
    )
    session.add(dealer)
    branches = [
        notifications.take_in_premises(session, now, dealer.id, branch, f"/premises/{place}")
        for place, branch in enumerate(notification.get("premises", ()))
    ]
    rows: list[Audited] = [*branches]
    if dealer.started_at is not None:
        rows.append(
            notifications.record(
                session,
                actor,
                now,
                dealer_id=dealer.id,
                about="start",
                municipality_code=told["municipality_code"],
                happened_at=dealer.started_at,
            )
        )
    recipient = None
    if keys is not None:
        rows.append(confirmations.ask(session, now, keys, dealer_id=dealer.id, email=told["email"]))
        recipient = notifications.tell(
            session,
            now,
            kind="dealer_submitted",
            dealer_id=dealer.id,
            places=[dealer.municipality_code, *(each.municipality_code for each in branches)],
        )
    append(
        session,
        actor,
        now,
        EventName.DEALER_SUBMIT,
        object_id=dealer.id,
        object_version=1,
        recipient=recipient,
        rows=rows,
    )
    return dealer


def submitted(session: Session, dealer: Dealer) -> dict[str, Any]:
    """Return what whoever notified is answered: whether the start was told in time, if it said."""
    told = session.scalars(
        select(Notification).where(
            Notification.dealer_id == dealer.id,
            Notification.about == "start",
            Notification.premises_id.is_(None),
        )
    ).one_or_none()
    return {
        "id": dealer.id,
        "status": "submitted",
        "notification": notifications.present(told) if told else None,
    }


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
    """Approve or reject a notification; a municipality decides about its own dealers only.

    The municipality that a dealer has moved to may approve what another approved before. A
    rejection after an approval ends the dealer's time on DOL and DOR.
    """
    dealer = session.scalar(
        visible_dealers(actor).where(Dealer.id == dealer_id).with_for_update(key_share=True)
    )
    if dealer is None:
        raise NotFound
    if dealer.municipality_code != actor.subject:
        raise Forbidden("not_the_deciding_municipality")
    if if_match is not None and str(dealer.version) not in if_match:
        raise PreconditionFailed
    if dealer.status == "ended":
        raise Conflict("dealer_ended")
    status = "approved" if decision == "approve" else "rejected"
    if dealer.status == status and not _moved_since_decided(session, dealer):
        raise Conflict("already_decided")
    dealer.status, dealer.decided_at, dealer.decision_reason = status, now, reason
    if status == "approved":
        dealer.dol_from, dealer.dor_from = dealer.dol_from or now, dealer.dor_from or now
        dealer.ended_at = None
    elif dealer.dor_from is not None:
        dealer.ended_at = now
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
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
) -> tuple[list[Dealer], str | None]:
    """Return a page of the dealers that the actor may see, newest first.

    With `status` those are chosen that stand so, or that have premises which do.
    """
    statement = visible_dealers(actor)
    if status is not None:
        branches = select(Premises.dealer_id).where(Premises.status == status)
        statement = statement.where(or_(Dealer.status == status, Dealer.id.in_(branches)))
    statement = newest_first(statement, Dealer.id, limit, cursor)
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
            return statement.where(in_area(actor.subject))
        case _:
            return statement.where(Dealer.id.is_(None))


def in_area(municipality_code: str | None) -> ColumnElement[bool]:
    """Return the condition that a dealer, or one of its premises, stands in a municipality."""
    branches = select(Premises.dealer_id).where(Premises.municipality_code == municipality_code)
    return or_(Dealer.municipality_code == municipality_code, Dealer.id.in_(branches))


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


def _moved_since_decided(session: Session, dealer: Dealer) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    Notification.dealer_id == dealer.id,
                    Notification.about == "move",
                    Notification.municipality_code != Notification.previous_municipality_code,
                    Notification.notified_at > (dealer.decided_at or dealer.submitted_at),
                )
            )
        )
    )
