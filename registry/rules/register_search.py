"""The police search both registers, for a stated purpose (article 32a Wpg), which is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import Forbidden
from registry.journal import append
from registry.rules import purchase_register, stolen_goods
from registry.rules.held import GOOD, RegisterSide
from registry.rules.match_desk import MatchDesk
from registry.rules.newest import NEWEST_GOOD, NEWEST_PURCHASE
from registry.rules.pages import newest_first, page_of
from registry.rules.search_criteria import (
    CLOSENESS,
    Closeness,
    Criteria,
    asked_item,
    check,
    closeness,
    good_conditions,
    purchase_conditions,
)
from registry.tables import (
    Dealer,
    Purchase,
    PurchaseVersion,
    StolenGood,
    StolenGoodVersion,
)

GROUND = "art. 8 Wpg"
MOST_BY_NUMBER = 200


@dataclass(frozen=True, slots=True)
class Near:
    """What has a number near the one asked for; `too_usual` if too many have it as a part."""

    found: Mapping[UUID, Closeness] = field(default_factory=dict)
    too_usual: bool = False


def near(session: Session, desk: MatchDesk, side: RegisterSide, criteria: Criteria) -> Near | None:
    """Look the number asked for up, if one is; in a session of a fresh desk. Raises Invalid."""
    check(criteria)
    asked = asked_item(criteria)
    if asked is None:
        return None
    found = {}
    for held in desk.near(session, asked, side):
        how = closeness(asked, held.item)
        if how is not None:
            found[held.id] = how
    usual = any(desk.is_usual_part(session, n.canonical, side) for n in asked.numbers)
    return Near(found, too_usual=usual)


def search(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    keys: Keys,
    side: RegisterSide,
    criteria: Criteria,
    near: Near | None,
    purpose: str | None,
    limit: int,
    cursor: str | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of what fits, newest first, or by a number the nearest first and all at once.

    The number itself is not recorded, but what was shown is. Raises Forbidden without a purpose.
    """
    if not purpose:
        raise Forbidden("purpose_required")
    found = _goods if side == GOOD else _purchases
    rows, following = found(session, keys, criteria, near, limit, cursor)
    if near is not None:
        rows = [{**row, "closeness": near.found[row["id"]]} for row in rows]
        rows.sort(key=lambda row: CLOSENESS.index(row["closeness"]))
    append(
        session,
        actor,
        now,
        EventName.GOOD_CONSULT if side == GOOD else EventName.PURCHASE_CONSULT,
        purpose=purpose,
        ground=GROUND,
        details={
            "searched_by": sorted(name for name, value in criteria.items() if value),
            "listed": [str(row["id"]) for row in rows],
        },
    )
    return rows, following


def newest_goods(
    session: Session, actor: Actor, now: datetime, *, limit: int, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of the stolen goods, those reported last first; the view is recorded."""
    rows, following = _listed(session, [], None, limit, cursor)
    append(
        session,
        actor,
        now,
        EventName.GOOD_CONSULT,
        details={"listed": [str(row["id"]) for row in rows]},
    )
    return rows, following


def _goods(
    session: Session,
    _keys: Keys,
    criteria: Criteria,
    near: Near | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    return _listed(session, good_conditions(criteria), near, limit, cursor)


def _listed(
    session: Session, conditions: list[Any], near: Near | None, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    statement = (
        select(StolenGood, StolenGoodVersion)
        .join(StolenGoodVersion, NEWEST_GOOD)
        .where(*conditions)
    )
    if near is not None:
        statement = statement.where(StolenGood.id.in_(_first(near)))
        limit = MOST_BY_NUMBER
    rows = session.execute(newest_first(statement, StolenGood.id, limit, cursor)).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    return [stolen_goods.present(*row) for row in page], following


def _purchases(
    session: Session,
    keys: Keys,
    criteria: Criteria,
    near: Near | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    statement = (
        select(Purchase, PurchaseVersion, Dealer.name, Dealer.municipality_code)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
        .where(*purchase_conditions(criteria))
    )
    if near is not None:
        statement = statement.where(Purchase.id.in_(_first(near)))
        limit = MOST_BY_NUMBER
    rows = session.execute(newest_first(statement, Purchase.id, limit, cursor)).all()
    page, following = page_of(rows, limit, lambda row: [row[0].id])
    shown = purchase_register.present(session, keys, [(row[0], row[1]) for row in page])
    return [
        {**entry, "dealer_name": name, "municipality_code": code}
        for entry, (_, _, name, code) in zip(shown, page, strict=True)
    ], following


def _first(near: Near) -> list[UUID]:
    """Return what is nearest, no more than one page holds."""
    ordered = sorted(near.found, key=lambda id_: CLOSENESS.index(near.found[id_]))
    return ordered[:MOST_BY_NUMBER]
