"""DOR, a dealer's own register: looked through, read entry by entry, and taken out as a file.

A dealer reads its own register (article 437 (1)(a) Sr), which discloses nothing to anybody.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from matching import numbers_in, recognise
from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.errors import NotFound
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.pages import newest_first, page_of
from registry.rules.purchase_register import present
from registry.tables import Disposal, HoldOrder, Purchase, PurchaseVersion
from schemas.form_fields import first_moment

BATCH = 500
MOST_FOUND = 200
DAY = timedelta(days=1)


def search(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    filters: Mapping[str, Any],
    limit: int,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the dealer's entries that the filters choose, newest first.

    `filters` are those of `schemas.own_register.RegisterFilters`; both days count in.
    """
    statement = newest_first(_chosen(actor, now, filters), Purchase.id, limit, cursor)
    rows = session.execute(statement).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    return present(session, keys, page), following


def every(
    session: Session, actor: Actor, now: datetime, *, keys: Keys, filters: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield all entries that the filters choose, newest first, a batch at a time."""
    cursor: str | None = None
    while True:
        page, cursor = search(
            session, actor, now, keys=keys, filters=filters, limit=BATCH, cursor=cursor
        )
        yield from page
        if cursor is None:
            return


def with_number(
    session: Session, actor: Actor, *, keys: Keys, identifier: str
) -> list[dict[str, Any]]:
    """Return the dealer's newest entries of goods with a number, in whole or in part.

    Numbers are compared as they are understood, however they were written.
    """
    wanted = recognise(identifier).canonical
    rows = session.execute(
        select(Purchase.id, PurchaseVersion.item)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .where(Purchase.dealer_id == actor.dealer_id)
        .order_by(Purchase.id.desc())
    )
    found: list[UUID] = []
    for id_, item in rows.yield_per(BATCH):
        if wanted and _has(item, wanted):
            found.append(id_)
        if len(found) == MOST_FOUND:
            break
    statement = _own(actor).where(Purchase.id.in_(found)).order_by(Purchase.id.desc())
    return present(session, keys, session.execute(statement).all())


def entry(session: Session, actor: Actor, *, keys: Keys, purchase_id: UUID) -> dict[str, Any]:
    """Return one entry of the dealer's register, with all its `versions`, the newest first.

    Raises NotFound for an entry of another register.
    """
    row = session.execute(_own(actor).where(Purchase.id == purchase_id)).one_or_none()
    if row is None:
        raise NotFound
    versions = session.scalars(
        select(PurchaseVersion)
        .where(PurchaseVersion.purchase_id == purchase_id)
        .order_by(PurchaseVersion.version.desc())
    ).all()
    return {
        **present(session, keys, [row])[0],
        "versions": [
            {
                "version": each.version,
                "recorded_at": each.recorded_at,
                "reason": each.reason,
                "item": each.item,
                "price": each.price,
                "conditions": each.conditions,
            }
            for each in versions
        ],
    }


def _own(actor: Actor) -> Select[Purchase, PurchaseVersion]:
    return (
        select(Purchase, PurchaseVersion)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .where(Purchase.dealer_id == actor.dealer_id)
    )


def _chosen(
    actor: Actor, now: datetime, filters: Mapping[str, Any]
) -> Select[Purchase, PurchaseVersion]:
    item = PurchaseVersion.item
    conditions: list[ColumnElement[bool]] = []
    if number := filters.get("number"):
        conditions.append(Purchase.sequence_number == number)
    if since := filters.get("since"):
        conditions.append(PurchaseVersion.acquired_at >= first_moment(since))
    if until := filters.get("until"):
        conditions.append(PurchaseVersion.acquired_at < first_moment(until + DAY))
    if category := filters.get("category"):
        conditions.append(item["category"].as_string() == category)
    for word in filters.get("words", "").lower().split():
        text = (item[name].as_string() for name in ("brand", "model", "description"))
        conditions.append(or_(*(func.lower(part).contains(word, autoescape=True) for part in text)))
    if standing := filters.get("standing"):
        conditions.append(_stands_so(standing, now))
    return _own(actor).where(*conditions)


def _stands_so(standing: str, now: datetime) -> ColumnElement[bool]:
    gone = exists().where(Disposal.purchase_id == Purchase.id)
    ordered = exists().where(
        HoldOrder.purchase_id == Purchase.id,
        HoldOrder.released_at.is_(None),
        HoldOrder.until > now,
    )
    match standing:
        case "sale" | "return":
            return gone.where(Disposal.kind == standing)
        case "order":
            return and_(not_(gone), ordered)
        case "held":
            return and_(not_(gone), Purchase.hold_until > now)
        case _:
            return and_(not_(gone), not_(ordered), Purchase.hold_until <= now)


def _has(item: Mapping[str, Any], wanted: str) -> bool:
    return any(
        wanted in reading
        for each in item.get("identifiers") or ()
        for number in numbers_in(each["value"], each.get("type"))
        for reading in number.readings
    )
