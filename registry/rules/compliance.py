"""DOC, compliance at a glance: how each dealer of an area keeps its register.

What the rules said of each entry is kept when it is made and checked every night
(`registry.rules.rule_checks`), so that a page is a few counts, however many entries there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.law.in_force import local_day
from registry.law.silence import silence_at
from registry.rules.dealers import visible_dealers
from registry.rules.law_facts import dealer_facts
from registry.rules.pages import newest_first, page_of
from registry.rules.rule_checks import PURCHASE
from registry.tables import Dealer, Disposal, HoldOrder, Purchase, RuleOutcome

USUAL_PERIOD = timedelta(weeks=13)
COMPLETE = (
    *(f"decree-2-2-{clause}" for clause in "abcdef"),
    "apv-identity",
    "36036-identity",
    "bes-entry",
)
IN_TIME = ("decree-2-2", "bes-at-once")
_Counts = dict[UUID, dict[str, int]]


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    silent: str | None = None,
) -> dict[str, Any]:
    """Return a page of the dealers that the actor may see and how each did over a period.

    The period is that of the entries, `until` excluded; by default the thirteen weeks up to now,
    and now included.
    An entry whose lack was mended counts as complete. A dealer is silent when it has been approved
    for longer than the term of its place (`registry.law.silence`) and entered nothing within it.
    """
    since = since or (until or now) - USUAL_PERIOD
    period = [Purchase.registered_at >= since]
    if until is not None:
        period.append(Purchase.registered_at < until)
    statement = visible_dealers(actor)
    if silent is not None:
        statement = statement.where(_silent(now) if silent == "true" else ~_silent(now))
    statement = newest_first(statement, Dealer.id, limit, cursor)
    rows = session.execute(with_silence(statement, now)).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    append(
        session,
        actor,
        now,
        EventName.COMPLIANCE_CONSULT,
        details={"listed": [str(dealer.id) for dealer, _ in page]},
    )
    items = lines(session, page, now, period)
    return {"since": since, "until": until or now, "items": items, "next": following}


def with_silence(statement: Select[Dealer], now: datetime) -> Select[Dealer, bool]:
    """Select dealers, each with whether it is silent."""
    return statement.add_columns(_silent(now))


def usual_period(now: datetime) -> list[ColumnElement[bool]]:
    """Return the condition of an entry of the last thirteen weeks."""
    return [Purchase.registered_at >= now - USUAL_PERIOD]


def lines(
    session: Session,
    dealers: Iterable[tuple[Dealer, bool]],
    now: datetime,
    period: Sequence[ColumnElement[bool]],
) -> list[dict[str, Any]]:
    """Return how each of these dealers did over a period, in their order; see `with_silence`."""
    page = list(dealers)
    ids = [dealer.id for dealer, _ in page]
    entries = _entries(session, ids, period)
    last_entries = _last_entries(session, ids)
    lacking = _lacking(session, ids, period)
    standing = standing_of(session, ids)
    sold_in_hold = _sold_in_hold(session, ids, period)
    open_orders = _open_orders(session, ids, now)
    return [
        {
            "dealer_id": dealer.id,
            "name": dealer.name,
            "municipality_code": dealer.municipality_code,
            "status": dealer.status,
            "silent": bool(is_silent),
            "on_dor_not_on_dol": on_dor_alone(dealer, now),
            "last_entry_at": last_entries.get(dealer.id),
            **_of_entries(entries.get(dealer.id, 0), lacking.get(dealer.id, {})),
            "sold_in_hold": sold_in_hold.get(dealer.id, 0),
            "open_orders": open_orders.get(dealer.id, 0),
            **standing.get(dealer.id, {"breached": 0, "to_be_judged": 0}),
        }
        for dealer, is_silent in page
    ]


def _of_entries(entries: int, lacking: dict[str, int]) -> dict[str, Any]:
    incomplete, late = lacking.get("incomplete", 0), lacking.get("late", 0)
    return {
        "entries": entries,
        "incomplete": incomplete,
        "complete_share": 1 - incomplete / entries if entries else None,
        "late": late,
        "in_time_share": 1 - late / entries if entries else None,
    }


def on_dor_alone(dealer: Dealer, now: datetime) -> bool:
    """Tell whether a dealer uses the register and has not notified the authority."""
    facts = dealer_facts(dealer, now)
    on_dor = facts.on_dor_since is not None and facts.on_dor_since <= now
    on_dol = facts.on_dol_since is not None and facts.on_dol_since <= now
    return on_dor and not on_dol


def _silent(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a dealer has been silent for the term of its place."""
    terms = silence_at(local_day(None, now))
    usual = terms.pop(None)
    places = [place for place in terms if place is not None]
    limits = [
        and_(Dealer.municipality_code == place, _nothing_since(now - terms[place]))
        for place in places
    ]
    elsewhere = or_(Dealer.municipality_code.is_(None), Dealer.municipality_code.not_in(places))
    others = and_(elsewhere, _nothing_since(now - usual))
    return and_(Dealer.status == "approved", or_(others, *limits))


def _nothing_since(moment: datetime) -> ColumnElement[bool]:
    entered = exists().where(Purchase.dealer_id == Dealer.id, Purchase.registered_at >= moment)
    approved_before = or_(Dealer.decided_at.is_(None), Dealer.decided_at < moment)
    return and_(approved_before, ~entered)


def _entries(
    session: Session, dealers: Sequence[UUID], period: Sequence[ColumnElement[bool]]
) -> dict[UUID, int]:
    statement = (
        select(Purchase.dealer_id, func.count())
        .where(Purchase.dealer_id.in_(dealers), *period)
        .group_by(Purchase.dealer_id)
    )
    return dict(session.execute(statement).all())


def _last_entries(session: Session, dealers: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when each dealer made its last entry: that with the last number it was given."""
    statement = (
        select(Purchase.dealer_id, Purchase.registered_at)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
        .where(
            Purchase.dealer_id.in_(dealers),
            Purchase.sequence_number == Dealer.last_sequence_number,
        )
    )
    return dict(session.execute(statement).all())


def _lacking(
    session: Session, dealers: Sequence[UUID], period: Sequence[ColumnElement[bool]]
) -> _Counts:
    """Count the entries of which a rule is breached; signs that a person has to judge are none."""

    def of(rules: tuple[str, ...]) -> ColumnElement[int]:
        return func.count(case((RuleOutcome.rule.in_(rules), RuleOutcome.object_id)).distinct())

    statement = (
        select(RuleOutcome.dealer_id, of(COMPLETE), of(IN_TIME))
        .join(Purchase, Purchase.id == RuleOutcome.object_id)
        .where(
            RuleOutcome.dealer_id.in_(dealers),
            RuleOutcome.status == "breached",
            RuleOutcome.to_be_judged.is_(False),
            RuleOutcome.kind == PURCHASE,
            *period,
        )
        .group_by(RuleOutcome.dealer_id)
    )
    return {
        dealer: {"incomplete": incomplete, "late": late}
        for dealer, incomplete, late in session.execute(statement).all()
    }


def _sold_in_hold(
    session: Session, dealers: Sequence[UUID], period: Sequence[ColumnElement[bool]]
) -> dict[UUID, int]:
    """Count the entries whose goods were sold before the end of the hold that was told."""
    statement = (
        select(Disposal.dealer_id, func.count())
        .join(Purchase, Purchase.id == Disposal.purchase_id)
        .where(
            Disposal.dealer_id.in_(dealers),
            Disposal.kind == "sale",
            Disposal.gone_at < Purchase.hold_until,
            *period,
        )
        .group_by(Disposal.dealer_id)
    )
    return dict(session.execute(statement).all())


def _open_orders(session: Session, dealers: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """Count the hold orders that bind now (article 437 (1)(f) Sr)."""
    statement = (
        select(HoldOrder.dealer_id, func.count())
        .where(
            HoldOrder.dealer_id.in_(dealers),
            HoldOrder.released_at.is_(None),
            HoldOrder.until > now,
        )
        .group_by(HoldOrder.dealer_id)
    )
    return dict(session.execute(statement).all())


def standing_of(session: Session, dealers: Sequence[UUID]) -> _Counts:
    """Count what stands breached now, of all times, and apart what a person has to judge."""

    def of(*, to_be_judged: bool) -> ColumnElement[int]:
        return func.count(case((RuleOutcome.to_be_judged.is_(to_be_judged), 1)))

    statement = (
        select(RuleOutcome.dealer_id, of(to_be_judged=False), of(to_be_judged=True))
        .where(RuleOutcome.dealer_id.in_(dealers), RuleOutcome.status == "breached")
        .group_by(RuleOutcome.dealer_id)
    )
    return {
        dealer: {"breached": breached, "to_be_judged": judged}
        for dealer, breached, judged in session.execute(statement).all()
    }
