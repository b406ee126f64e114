"""Saved searches of officers: kept with their purpose, and what fits them since then."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import SYSTEM, Actor
from registry.audit.names import EventName
from registry.db import insert
from registry.errors import NotFound
from registry.ids import new_id
from registry.journal import ONLY_IF_NEW, append
from registry.rules import stolen_goods
from registry.rules.held import GOOD, RegisterSide
from registry.rules.newest import NEWEST_GOOD, NEWEST_PURCHASE
from registry.rules.pages import newest_first, page_of
from registry.rules.search_criteria import Criteria, check, fits, from_kept, to_kept
from registry.tables import (
    Dealer,
    Purchase,
    PurchaseVersion,
    SavedSearch,
    SearchAlert,
    StolenGood,
    StolenGoodVersion,
)

GROUND = "art. 8 Wpg"


def save(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    side: RegisterSide,
    criteria: Criteria,
    purpose: str,
) -> SavedSearch:
    """Keep a search, so that its officer is told of what fits it from now on. Raises Invalid."""
    check(criteria)
    row = SavedSearch(
        id=new_id(),
        owner=actor.subject,
        name=name,
        side=side,
        criteria=to_kept(criteria),
        purpose=purpose,
        created_at=now,
    )
    session.add(row)
    append(
        session,
        actor,
        now,
        EventName.SEARCH_SAVE,
        object_id=row.id,
        object_version=1,
        purpose=purpose,
        ground=GROUND,
        details={"side": side, "searched_by": sorted(row.criteria)},
    )
    return row


def end(session: Session, actor: Actor, now: datetime, *, search_id: UUID) -> SavedSearch:
    """End a search of one's own: it is not followed any more. Raises NotFound."""
    row = _own(session, actor, search_id)
    row.ended_at = now
    append(session, actor, now, EventName.SEARCH_END, object_id=row.id, object_version=2)
    return row


def index(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return the officer's own searches, newest first, with how many alerts each has."""
    unseen = func.count(SearchAlert.id).filter(SearchAlert.seen_at.is_(None))
    rows = session.execute(
        select(SavedSearch, func.count(SearchAlert.id), unseen)
        .outerjoin(SearchAlert, SearchAlert.search_id == SavedSearch.id)
        .where(SavedSearch.owner == actor.subject, SavedSearch.ended_at.is_(None))
        .group_by(SavedSearch.id)
        .order_by(SavedSearch.id.desc())
    )
    return [{"search": row, "alerts": alerts, "unseen": new} for row, alerts, new in rows]


def unseen(session: Session, actor: Actor) -> int:
    """Return how many alerts wait for an officer."""
    return session.scalars(
        select(func.count(SearchAlert.id))
        .join(SavedSearch, SavedSearch.id == SearchAlert.search_id)
        .where(
            SavedSearch.owner == actor.subject,
            SavedSearch.ended_at.is_(None),
            SearchAlert.seen_at.is_(None),
        )
    ).one()


def show(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    search_id: UUID,
    limit: int,
    cursor: str | None = None,
) -> tuple[SavedSearch, list[dict[str, Any]], str | None]:
    """Return a search of one's own with a page of what fits it, in the present version.

    That it was shown is recorded, under the purpose that was stated. Raises NotFound.
    """
    search = _own(session, actor, search_id)
    statement = select(SearchAlert).where(SearchAlert.search_id == search_id)
    statement = newest_first(statement, SearchAlert.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    fresh = [alert for alert in page if alert.seen_at is None]
    for alert in fresh:
        alert.seen_at = now
    append(
        session,
        actor,
        now,
        EventName.SEARCH_CONSULT,
        object_id=search.id,
        purpose=search.purpose,
        ground=GROUND,
        details={"listed": [str(alert.object_id) for alert in page]},
        rows=fresh,
    )
    new = {alert.id for alert in fresh}
    return search, _found(session, search, page, new), following


def alert(
    session: Session, now: datetime, side: RegisterSide, ids: Collection[UUID]
) -> list[SearchAlert]:
    """Note for each search in force which of these goods or purchases fit it, each once.

    Goods that were registered before a search was saved are found by searching.
    """
    in_force = session.scalars(
        select(SavedSearch)
        .where(SavedSearch.side == side, SavedSearch.ended_at.is_(None))
        .order_by(SavedSearch.id)
    )
    searches = [(search, from_kept(search.criteria)) for search in in_force]
    if not searches or not ids:
        return []
    made = []
    for id_, version, item, period, place in _versions(session, side, ids):
        for search, criteria in searches:
            if fits(criteria, item, period, place):
                made += _note(session, now, search, id_, version)
    return made


def any_in_force(session: Session) -> bool:
    """Tell whether anybody waits to be told of anything."""
    return bool(
        session.scalar(select(SavedSearch.id).where(SavedSearch.ended_at.is_(None)).limit(1))
    )


def _note(
    session: Session, now: datetime, search: SavedSearch, object_id: UUID, version: int
) -> list[SearchAlert]:
    alert_id = session.scalars(
        insert(session, SearchAlert)
        .values(
            id=new_id(),
            search_id=search.id,
            object_id=object_id,
            object_version=version,
            found_at=now,
            revision=1,
        )
        .on_conflict_do_nothing(index_elements=[SearchAlert.search_id, SearchAlert.object_id])
        .returning(SearchAlert.id),
        execution_options={ONLY_IF_NEW: True},
    ).one_or_none()
    if alert_id is None:
        return []
    row = session.get_one(SearchAlert, alert_id)
    append(
        session,
        SYSTEM,
        now,
        EventName.SEARCH_ALERT,
        object_id=alert_id,
        object_version=1,
        purpose=search.purpose,
        details={"search": str(search.id), "side": search.side, "object": str(object_id)},
        rows=[row],
    )
    return [row]


def _versions(
    session: Session, side: RegisterSide, ids: Collection[UUID]
) -> list[tuple[UUID, int, dict[str, Any], tuple[datetime, datetime], str | None]]:
    if side == GOOD:
        goods = session.execute(
            select(StolenGood, StolenGoodVersion)
            .join(StolenGoodVersion, NEWEST_GOOD)
            .where(StolenGood.id.in_(ids), StolenGoodVersion.status == "listed")
            .order_by(StolenGood.id)
        )
        return [
            (
                row.id,
                row.version,
                version.item,
                (version.stolen_from, version.stolen_to),
                version.place,
            )
            for row, version in goods
        ]
    return [
        (
            row.id,
            row.version,
            version.item,
            (version.acquired_at, version.acquired_at),
            dealer.municipality_code,
        )
        for row, version, dealer in _bought(session, ids)
    ]


def _bought(
    session: Session, ids: Collection[UUID]
) -> list[tuple[Purchase, PurchaseVersion, Dealer]]:
    """Return these purchases by id, each in its newest version and with its dealer."""
    rows = session.execute(
        select(Purchase, PurchaseVersion, Dealer)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
        .where(Purchase.id.in_(ids))
        .order_by(Purchase.id)
    )
    return [(row, version, dealer) for row, version, dealer in rows]


def _found(
    session: Session, search: SavedSearch, page: Sequence[SearchAlert], new: Collection[UUID]
) -> list[dict[str, Any]]:
    ids = [alert.object_id for alert in page]
    if search.side == GOOD:
        shown = stolen_goods.newest(session, ids)
    else:
        shown = {
            row.id: {
                "id": row.id,
                "item": version.item,
                "acquired_at": version.acquired_at,
                "sequence_number": row.sequence_number,
                "dealer_id": row.dealer_id,
                "dealer_name": dealer.name,
            }
            for row, version, dealer in _bought(session, ids)
        }
    return [
        {"found_at": alert.found_at, "new": alert.id in new, **shown[alert.object_id]}
        for alert in page
    ]


def _own(session: Session, actor: Actor, search_id: UUID) -> SavedSearch:
    row = session.get(SavedSearch, search_id, with_for_update={"key_share": True})
    if row is None or row.owner != actor.subject or row.ended_at is not None:
        raise NotFound
    return row
