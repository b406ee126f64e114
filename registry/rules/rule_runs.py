"""Runs of the rule checks over many objects (DOC): of one dealer on demand, of all by night."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor, Role
from registry.audit.names import EventName
from registry.db import Database
from registry.errors import NotFound
from registry.journal import advance, append
from registry.rules import demands, disposals, rule_checks
from registry.rules.dealers import visible_dealers
from registry.rules.pages import newest_first, page_of
from registry.rules.rule_checks import Judged, Tally
from registry.tables import Dealer, RuleOutcome

NIGHTLY = "rules"
BATCH = 50
Thing = TypeVar("Thing")


def run(
    database: Database,
    actor: Actor,
    now: datetime,
    *,
    dealer_id: UUID | None = None,
    night: tuple[int, int] | None = None,
) -> Tally:
    """Judge every entry, sale, dealer and overdue demand, or one dealer's, and record what changed.

    Reading holds nobody up: what may have changed is judged again under a lock, a few at a time.
    `night` is the last night's number and this one's; a process that finds this night done
    already by another leaves no second event of it.
    """
    tally, suspects = Tally(), []
    with database.read() as session:
        known = rule_checks.kept_objects(session)
        for each in chain(
            rule_checks.entries_judged(session, now, dealer_id=dealer_id),
            rule_checks.dealers_judged(session, now, dealer_id=dealer_id),
            disposals.all_judged(session, now, dealer_id=dealer_id),
            demands.overdue(session, now, dealer_id=dealer_id),
        ):
            tally.add(each)
            if each.breached or each.object_id in known:
                suspects.append(each)
    for batch in _batches(suspects):
        with database.write() as session:
            tally.changed += sum(
                rule_checks.settle(session, now, _again(session, now, each)) for each in batch
            )
    with database.write() as session:
        if night is None or advance(session, NIGHTLY, expected=night[0], position=night[1]):
            rule_checks.record_run(session, actor, now, tally, dealer_id=dealer_id)
    return tally


def of_dealer(session: Session, actor: Actor, dealer_id: UUID) -> UUID:
    """Return the dealer's id if it is the actor's to check. Raises NotFound."""
    if session.scalar(visible_dealers(actor).where(Dealer.id == dealer_id)) is None:
        raise NotFound
    return dealer_id


def outcomes(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    dealer: UUID | None = None,
    status: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of what the checks found at the dealers of the actor, newest first."""
    visible = visible_dealers(actor).with_only_columns(Dealer.id)
    statement = select(RuleOutcome).where(RuleOutcome.dealer_id.in_(visible))
    if dealer is not None:
        statement = statement.where(RuleOutcome.dealer_id == dealer)
    if status is not None:
        statement = statement.where(RuleOutcome.status == status)
    statement = newest_first(statement, RuleOutcome.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    if actor.role is not Role.DEALER:
        append(
            session,
            actor,
            now,
            EventName.OUTCOME_CONSULT,
            details={"listed": [str(row.id) for row in page]},
        )
    return [_present(row) for row in page], following


def _present(row: RuleOutcome) -> dict[str, Any]:
    shown = ("id", "kind", "object_id", "dealer_id", "rule", "article", "profile", "status")
    found = ("reason", "to_be_judged", "facts", "judged_at")
    return {name: getattr(row, name) for name in (*shown, *found)}


def _again(session: Session, now: datetime, seen: Judged) -> Judged:
    """Judge again what was seen without a lock."""
    if seen.kind == rule_checks.DEALER:
        return next(rule_checks.dealers_judged(session, now, dealer_id=seen.object_id), seen)
    if seen.kind == demands.DEMAND:
        return demands.judged_again(session, now, seen.object_id)
    if seen.kind == disposals.DISPOSAL:
        return seen  # What left its dealer is written once and stays so.
    return rule_checks.entry_judged(session, now, seen.object_id)


def _batches(things: Iterable[Thing]) -> Iterator[Sequence[Thing]]:
    left = iter(things)
    while batch := list(islice(left, BATCH)):
        yield batch
