"""The desk's list: which hits to look at first, by evidence and by what leaves its hold soonest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, literal, or_
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.journal import append
from registry.rules import hit_claims
from registry.rules.hit_desk import Everything, everything, present
from registry.rules.pages import decode_cursor, page_of
from registry.tables import (
    Disposal,
    Hit,
    HitClaim,
    HitVersion,
    HoldOrder,
    Purchase,
    StolenGoodVersion,
)

Order = Literal["urgent", "hold", "evidence"]
SOON = timedelta(hours=48)
VERY_SOON = timedelta(hours=8)
LIKELY = ("identical", "probable")
OPEN = ("new", "unsure", "confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which hits are asked for; None stands for any.

    `claim` is `mine`, `unclaimed` or `others`.
    """

    status: str | None = None
    verdict: str | None = None
    municipality: str | None = None
    category: str | None = None
    claim: str | None = None
    dealer: UUID | None = None


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    chosen: Chosen,
    order: Order = "urgent",
    limit: int,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of hits with who claimed them and when they leave; the view is recorded.

    `urgent` begins with what is likely and may leave within two days, and goes on by evidence.
    `hold` has what is still held only, the soonest to leave first. The pages of one list are all
    of the moment of the first.
    """
    statement = _joined().where(HitVersion.version == Hit.version, *_conditions(chosen, actor, now))
    if order == "hold":
        rows, following = _by_hold(session, statement, now, limit, cursor)
    else:
        rows, following = _by_evidence(session, statement, now, limit, cursor, order=order)
    append(
        session,
        actor,
        now,
        EventName.HIT_CONSULT,
        details={"listed": [str(row[0].id) for row in rows]},
    )
    return _shown(session, now, keys, rows), following


def leaving(now: datetime, hit: dict[str, Any]) -> dict[str, Any]:
    """Return when the goods of a hit may leave (`leaves`), and how soon that is (`urgency`).

    `hours` (within eight), `soon` (within two days) or `free` (they may leave at any moment);
    None is what is held for longer, is gone, or is no matter of the desk any more. `hours_left`
    are whole hours.
    """
    purchase = hit["purchase"]
    leaves = max(filter(None, (purchase["hold"]["until"], purchase["hold"]["order_until"])))
    left = leaves - now
    urgency = None
    if purchase["disposal"] is None and hit["status"] in OPEN:
        steps = ((timedelta(), "free"), (VERY_SOON, "hours"), (SOON, "soon"))
        urgency = next((name for most, name in steps if left <= most), None)
    hours = max(0, int(left.total_seconds() // 3600))
    return {"leaves": leaves, "urgency": urgency, "hours_left": hours}


def _joined() -> Select[*Everything]:
    return (
        everything()
        .outerjoin(HitClaim, HitClaim.hit_id == Hit.id)
        .outerjoin(
            HoldOrder,
            (HoldOrder.purchase_id == Hit.purchase_id) & HoldOrder.released_at.is_(None),
        )
        .outerjoin(Disposal, Disposal.purchase_id == Hit.purchase_id)
    )


def _leaves() -> ColumnElement[datetime]:
    """Return from when the goods may leave: the end of the hold, or of an order beyond it."""
    return case((HoldOrder.until > Purchase.hold_until, HoldOrder.until), else_=Purchase.hold_until)


def _conditions(chosen: Chosen, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.status is not None:
        wanted.append(Hit.status == chosen.status)
    if chosen.verdict is not None:
        wanted.append(Hit.verdict == chosen.verdict)
    if chosen.municipality is not None:
        wanted.append(Hit.municipality_code == chosen.municipality)
    if chosen.dealer is not None:
        wanted.append(Hit.dealer_id == chosen.dealer)
    if chosen.category is not None:
        wanted.append(StolenGoodVersion.item["category"].as_string() == chosen.category)
    if chosen.claim is not None:
        claimed = and_(HitClaim.claimed_by.is_not(None), HitClaim.lapses_at > now)
        own = HitClaim.claimed_by == actor.subject
        wanted.append(
            {
                "mine": and_(claimed, own),
                "others": and_(claimed, ~own),
                "unclaimed": or_(HitClaim.claimed_by.is_(None), HitClaim.lapses_at <= now),
            }[chosen.claim]
        )
    return wanted


def _by_evidence(
    session: Session,
    statement: Select[*Everything],
    now: datetime,
    limit: int,
    cursor: str | None,
    *,
    order: Order,
) -> tuple[Sequence[Row[Any]], str | None]:
    at, last = now, None
    if cursor is not None:
        at, *last = decode_cursor(cursor, datetime.fromisoformat, int, float, UUID)
    first = and_(
        Disposal.purchase_id.is_(None),
        _leaves() > at,
        _leaves() <= at + SOON,
        Hit.verdict.in_(LIKELY),
        Hit.status.in_(OPEN),
    )
    rank: ColumnElement[int] = literal(0)
    if order == "urgent":
        rank = case((first, 1), else_=0)
    if last is not None:
        urgent, p_item, id_ = last
        statement = statement.where(
            or_(
                rank < urgent,
                and_(rank == urgent, Hit.p_item < p_item),
                and_(rank == urgent, Hit.p_item == p_item, Hit.id < id_),
            )
        )
    rows = session.execute(
        statement.add_columns(rank)
        .order_by(rank.desc(), Hit.p_item.desc(), Hit.id.desc())
        .limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: [at.isoformat(), row[-1], row[0].p_item, row[0].id])


def _by_hold(
    session: Session, statement: Select[*Everything], now: datetime, limit: int, cursor: str | None
) -> tuple[Sequence[Row[Any]], str | None]:
    leaves = _leaves()
    after, last = now, None
    if cursor is not None:
        after, last = decode_cursor(cursor, datetime.fromisoformat, UUID)
    statement = statement.where(
        Disposal.purchase_id.is_(None),
        leaves > after if last is None else or_(leaves > after, _same(leaves, after, last)),
    )
    rows = session.execute(
        statement.add_columns(leaves).order_by(leaves, Hit.id).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: [row[-1].isoformat(), row[0].id])


def _same(leaves: ColumnElement[datetime], at: datetime, last: UUID) -> ColumnElement[bool]:
    return and_(leaves == at, Hit.id > last)


def _shown(
    session: Session, now: datetime, keys: Keys, rows: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    hits = present(session, keys, [row[:6] for row in rows])  # type: ignore[misc]  # rows cut to six
    claims = hit_claims.standing(session, now, [hit["id"] for hit in hits])
    return [{**hit, "claim": claims.get(hit["id"]), **leaving(now, hit)} for hit in hits]
