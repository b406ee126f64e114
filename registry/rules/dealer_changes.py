"""DOL, after the start: a dealer tells that it has moved, or that it has stopped (APV 2:68 (a))."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Conflict, NotFound
from registry.journal import append
from registry.rules import notifications, staff
from registry.tables import Dealer, Notification, Premises


def move(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    address: Mapping[str, Any],
    municipality_code: str,
    happened_at: datetime,
) -> Notification:
    """Take in a dealer's new address, in the same municipality or in another one.

    An approved dealer stays approved, since it has to keep its register going; the municipality
    that it came to may decide anew (see `registry.rules.dealers.decide`).
    """
    notifications.require_municipality(municipality_code)
    notifications.require_past(happened_at, now)
    dealer = standing(session, actor, dealer_id)
    previous = dealer.municipality_code
    notification = notifications.record(
        session,
        actor,
        now,
        dealer_id=dealer.id,
        about="move",
        municipality_code=municipality_code,
        previous_municipality_code=previous,
        happened_at=happened_at,
    )
    dealer.address, dealer.municipality_code = dict(address), municipality_code
    dealer.country = address["country"]
    dealer.version += 1
    told = notifications.tell(
        session,
        now,
        kind="dealer_moved",
        dealer_id=dealer.id,
        places=[previous, municipality_code],
    )
    _append(session, actor, now, EventName.DEALER_MOVE, dealer, [notification], told)
    return notification


def end(
    session: Session, actor: Actor, now: datetime, *, dealer_id: UUID, happened_at: datetime
) -> Notification | None:
    """Take in that a dealer has stopped, with all its premises; its register can still be read.

    Returns None for a foreign dealer that belongs to no municipality, which no term binds.
    """
    notifications.require_past(happened_at, now)
    dealer = standing(session, actor, dealer_id)
    premises = session.scalars(
        select(Premises)
        .where(Premises.dealer_id == dealer.id, Premises.ended_at.is_(None))
        .with_for_update(key_share=True)
    ).all()
    for each in premises:
        each.status, each.ended_at, each.version = "ended", happened_at, each.version + 1
    dealer.status, dealer.ended_at = "ended", happened_at
    dealer.version += 1
    notification = None
    if dealer.municipality_code is not None:
        notification = notifications.record(
            session,
            actor,
            now,
            dealer_id=dealer.id,
            about="stop",
            municipality_code=dealer.municipality_code,
            happened_at=happened_at,
        )
    told = notifications.tell(
        session,
        now,
        kind="dealer_ended",
        dealer_id=dealer.id,
        places=[dealer.municipality_code, *(each.municipality_code for each in premises)],
    )
    rows = [*premises, *([notification] if notification else [])]
    _append(session, actor, now, EventName.DEALER_END, dealer, rows, told)
    return notification


def standing(session: Session, actor: Actor, dealer_id: UUID) -> Dealer:
    """Lock the actor's own dealer to change it.

    Raises NotFound for another's, Forbidden for a clerk, and Conflict for one that has ended.
    """
    staff.require_manager(session, actor, dealer_id)
    dealer = session.get(Dealer, dealer_id, with_for_update={"key_share": True})
    if dealer is None:
        raise NotFound
    if dealer.status == "ended":
        raise Conflict("dealer_ended")
    return dealer


def _append(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    dealer: Dealer,
    rows: list[Any],
    told: str,
) -> None:
    append(
        session,
        actor,
        now,
        name,
        object_id=dealer.id,
        object_version=dealer.version,
        recipient=told,
        rows=rows,
    )
