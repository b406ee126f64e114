"""Dealers with many hits: counted over all of them in one query."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.journal import append
from registry.rules.pages import decode_cursor, page_of
from registry.tables import Dealer, Hit

LIKELY = ("identical", "probable")


def index(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    limit: int,
    cursor: str | None = None,
    municipality: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the dealers with hits, those with the most first; the view is recorded.

    Counted are hits that were not closed: all, those to be judged, those confirmed, and those
    that are likely and were not rejected.
    """
    start = int(decode_cursor(cursor, int)[0]) if cursor else 0
    counted = {
        "hits": func.count(),
        "open": _sum(Hit.status.in_(("new", "unsure"))),
        "confirmed": _sum(Hit.status == "confirmed"),
        "likely": _sum(Hit.verdict.in_(LIKELY) & (Hit.status != "rejected")),
    }
    statement = (
        select(Dealer, *(expression.label(name) for name, expression in counted.items()))
        .join(Hit, Hit.dealer_id == Dealer.id)
        .where(Hit.status != "withdrawn")
        .group_by(Dealer.id)
        .order_by(counted["likely"].desc(), counted["hits"].desc(), Dealer.id)
    )
    if municipality is not None:
        statement = statement.where(Dealer.municipality_code == municipality)
    rows = session.execute(statement.offset(start).limit(limit + 1)).all()
    page, following = page_of(rows, limit, lambda _row: [start + limit])
    append(
        session,
        actor,
        now,
        EventName.DEALER_CONSULT,
        details={"listed": [str(row[0].id) for row in page]},
    )
    return [
        {"dealer": row[0], **{name: int(getattr(row, name)) for name in counted}} for row in page
    ], following


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
