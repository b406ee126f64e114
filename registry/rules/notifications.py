"""DOL, what dealers tell: each notification judged by its term, and who is told of it.

Article 437ter (2) Sr asks to notify before the start, the model ordinance (APV 2:68 (a)) to
notify within days of a start, a move and a stop.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Invalid
from registry.ids import new_id
from registry.journal import append
from registry.law.facts import NotificationFacts
from registry.law.jurisdictions import jurisdictions
from registry.law.outcome import Status
from registry.law.places import place_names
from registry.law.rulebook import judged
from registry.law.terms import notification_deadline
from registry.rules import outbox, rule_checks
from registry.rules.pages import newest_first, page_of
from registry.rules.rule_checks import Judged
from registry.tables import Notification, Premises

CLOCK_SKEW = timedelta(minutes=5)
About = Literal["start", "move", "stop"]
POLICE = "police"
DAY = timedelta(days=1)
SHOWN = (
    "id",
    "dealer_id",
    "premises_id",
    "about",
    "municipality_code",
    "previous_municipality_code",
    "happened_at",
    "notified_at",
    "due_at",
    "days_late",
    "outcomes",
)


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    about: About,
    municipality_code: str,
    happened_at: datetime,
    premises_id: UUID | None = None,
    previous_municipality_code: str | None = None,
) -> Notification:
    """Write down that a dealer tells this now, and what the rules of the place say of it.

    The check is recorded too, and a breach is kept for the inspectors. The caller's event has to
    claim the row.
    """
    facts = NotificationFacts(
        place=municipality_code, about=about, happened_at=happened_at, notified_at=now, now=now
    )
    findings = [f for f in judged(facts) if f.outcome.status is not Status.NOT_APPLICABLE]
    due_at = notification_deadline(
        happened_at, jurisdictions().profile_at(municipality_code, happened_at)
    )
    notification = Notification(
        id=new_id(),
        dealer_id=dealer_id,
        premises_id=premises_id,
        about=about,
        municipality_code=municipality_code,
        previous_municipality_code=previous_municipality_code,
        happened_at=happened_at,
        notified_at=now,
        due_at=due_at,
        days_late=0 if now < due_at else (now - due_at) // DAY + 1,
        outcomes=[
            {
                "rule": finding.rule,
                "article": finding.article,
                "profile": finding.profile,
                "status": finding.outcome.status.value,
                "reason": finding.outcome.reason,
            }
            for finding in findings
        ],
    )
    session.add(notification)
    checked = Judged(rule_checks.NOTIFICATION, notification.id, dealer_id, findings)
    rule_checks.record(session, actor, now, checked, about=about)
    return notification


def take_in_premises(
    session: Session, now: datetime, dealer_id: UUID, told: Mapping[str, Any], pointer: str = ""
) -> Premises:
    """Write down one branch, for its municipality to decide about.

    The caller's event has to claim the row. Raises Invalid for an unknown municipality.
    """
    require_municipality(told["municipality_code"], f"{pointer}/municipality_code")
    premises = Premises(
        id=new_id(),
        dealer_id=dealer_id,
        version=1,
        status="submitted",
        name=told.get("name"),
        address=told["address"],
        municipality_code=told["municipality_code"],
        goods=told.get("goods"),
        submitted_at=now,
    )
    session.add(premises)
    return premises


def tell(
    session: Session, now: datetime, *, kind: str, dealer_id: UUID, places: Collection[str | None]
) -> str:
    """Tell the municipalities of these places and the police, and return whom, for the event.

    The message names the dealer by its id only; who it is they look up, which is recorded.
    """
    recipients = [f"municipality:{code}" for code in sorted({code for code in places if code})]
    recipients.append(POLICE)
    for recipient in recipients:
        facts = {"dealer": str(dealer_id)}
        outbox.put(session, now, recipient=recipient, kind=kind, facts=facts)
    return ", ".join(recipients)


def require_municipality(code: str, pointer: str = "/municipality_code") -> None:
    """Raise Invalid unless there is such a municipality."""
    if code not in place_names():
        raise Invalid.field(pointer, "unknown_municipality")


def require_past(happened_at: datetime, now: datetime) -> None:
    """Raise Invalid for something that is told as done but lies in the future."""
    if happened_at > now + CLOCK_SKEW:
        raise Invalid.field("/happened_at", "in_the_future")


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    late: bool | None = None,
    dealer: UUID | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the notifications that the actor may see, newest first.

    A municipality and its inspectors see what was told about their area, the police everything, a
    dealer its own.
    """
    statement = _visible(actor)
    if late is not None:
        statement = statement.where((Notification.days_late > 0).is_(late))
    if dealer is not None:
        statement = statement.where(Notification.dealer_id == dealer)
    statement = newest_first(statement, Notification.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda n: [n.id])
    if actor.role is not Role.DEALER:
        details = {"listed": [str(n.id) for n in page]}
        append(session, actor, now, EventName.NOTIFICATION_CONSULT, details=details)
    return [present(notification) for notification in page], following


def present(notification: Notification) -> dict[str, Any]:
    """Return what those who may see a notification are shown."""
    shown = {name: getattr(notification, name) for name in SHOWN}
    return {**shown, "late": notification.days_late > 0}


def _visible(actor: Actor) -> Select[Notification]:
    return select(Notification).where(_condition(actor))


def _condition(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case Role.POLICE:
            return true()
        case Role.DEALER:
            return Notification.dealer_id == actor.dealer_id
        case Role.MUNICIPALITY | Role.INSPECTOR:
            return or_(
                Notification.municipality_code == actor.subject,
                Notification.previous_municipality_code == actor.subject,
            )
        case _:
            return false()
