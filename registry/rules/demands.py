"""DOR, written demands of the police to dealers for particulars (article 437 (1)(g) Sr)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.ids import new_id
from registry.journal import append
from registry.law.rulebook import judged
from registry.rules import rule_checks
from registry.rules.law_facts import demand_facts
from registry.rules.pages import newest_first, page_of
from registry.rules.rule_checks import Judged
from registry.tables import Dealer, Demand

DEMAND = "demand"
GROUND = "art. 437 (1)(g) Sr"


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID,
    text: str,
    due_at: datetime,
    case_number: str,
) -> Demand:
    """Demand particulars of a dealer, by the end of a term.

    Raises Invalid for an unknown dealer and a term that is over.
    """
    if session.get(Dealer, dealer_id) is None:
        raise Invalid.field("/dealer_id", "not_a_dealer")
    if due_at <= now:
        raise Invalid.field("/due_at", "in_the_past")
    demand = Demand(
        id=new_id(),
        dealer_id=dealer_id,
        demanded_at=now,
        demanded_by=actor.subject,
        case_number=case_number,
        text=text,
        due_at=due_at,
    )
    session.add(demand)
    append(
        session,
        actor,
        now,
        EventName.DEMAND_SEND,
        ground=GROUND,
        object_id=demand.id,
        object_version=1,
        details={"case_number": case_number},
        recipient=f"{Role.DEALER}:{dealer_id}",
    )
    return demand


def answer(session: Session, actor: Actor, now: datetime, *, demand_id: UUID, text: str) -> Demand:
    """Answer a demand, as the dealer to whom it was made; whether in time is judged at once.

    Raises NotFound for a demand to somebody else, and Conflict with code `already_answered`.
    """
    demand = session.scalar(
        select(Demand)
        .where(Demand.id == demand_id, Demand.dealer_id == actor.dealer_id)
        .with_for_update(key_share=True)
    )
    if demand is None:
        raise NotFound
    if demand.answered_at is not None:
        raise Conflict("already_answered")
    demand.answered_at, demand.answer = now, text
    append(
        session,
        actor,
        now,
        EventName.DEMAND_ANSWER,
        ground=GROUND,
        object_id=demand.id,
        object_version=2,
    )
    rule_checks.settle(session, now, judge(session, demand, now))
    return demand


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    dealer_id: UUID | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of demands, newest first: those to a dealer, or all for the police.

    The police may ask for those to one dealer.
    """
    statement = select(Demand)
    if dealer_id is not None:
        statement = statement.where(Demand.dealer_id == dealer_id)
    if actor.role is Role.DEALER:
        statement = statement.where(Demand.dealer_id == actor.dealer_id)
    statement = newest_first(statement, Demand.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.DEMAND_CONSULT,
            ground=GROUND,
            details={"listed": [str(demand.id) for demand in page]},
        )
    return [present(session, demand, now) for demand in page], following


def made(session: Session, dealer_id: UUID, case_number: str) -> Demand | None:
    """Return the first demand to this dealer in this case, if there is one."""
    return session.scalar(
        select(Demand)
        .where(Demand.dealer_id == dealer_id, Demand.case_number == case_number)
        .order_by(Demand.id)
        .limit(1)
    )


def overdue(session: Session, now: datetime, *, dealer_id: UUID | None = None) -> Iterator[Judged]:
    """Judge every demand whose term is over and that has no answer (437 (1)(g))."""
    statement = select(Demand).where(Demand.answered_at.is_(None), Demand.due_at < now)
    if dealer_id is not None:
        statement = statement.where(Demand.dealer_id == dealer_id)
    for demand in session.scalars(statement.order_by(Demand.id)):
        yield judge(session, demand, now)


def judged_again(session: Session, now: datetime, demand_id: UUID) -> Judged:
    """Lock a demand and judge it as it is now, perhaps answered meanwhile."""
    demand = session.get_one(Demand, demand_id, with_for_update={"key_share": True})
    return judge(session, demand, now)


def judge(session: Session, demand: Demand, now: datetime) -> Judged:
    """Return what the rules say of a demand and its answer."""
    place = session.get_one(Dealer, demand.dealer_id).municipality_code
    return Judged(DEMAND, demand.id, demand.dealer_id, judged(demand_facts(demand, place, now)))


def present(session: Session, demand: Demand, now: datetime) -> dict[str, Any]:
    """Return a demand with its answer, and what article 437 (1)(g) makes of it now."""
    return {
        **as_sent(demand),
        "answered_at": demand.answered_at,
        "answer": demand.answer,
        "judgement": _judgement(session, demand, now),
    }


def as_answered(session: Session, demand: Demand) -> dict[str, Any]:
    """Return a demand as its dealer was answered on answering it."""
    return present(session, demand, demand.answered_at or demand.demanded_at)


def as_sent(demand: Demand) -> dict[str, Any]:
    """Return a demand as it was made."""
    return {
        "id": demand.id,
        "dealer_id": demand.dealer_id,
        "demanded_at": demand.demanded_at,
        "case_number": demand.case_number,
        "text": demand.text,
        "due_at": demand.due_at,
        "answered_at": None,
        "answer": None,
        "judgement": None,
    }


def _judgement(session: Session, demand: Demand, now: datetime) -> dict[str, Any] | None:
    """Return the finding of the one rule about demands; None where the place knows none."""
    for finding in judge(session, demand, now).findings:
        outcome = finding.outcome
        return {
            "status": outcome.status.value,
            "reason": outcome.reason,
            "article": finding.article,
        }
    return None
