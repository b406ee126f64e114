"""The file of one hit: all that an officer needs to see beside the two goods."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.law.jurisdictions import jurisdictions
from registry.law.terms import latest_end_of_order
from registry.rules import dealers, desk_list, hit_claims, hit_desk, hold_orders, merges, photos
from registry.rules.purchase_register import is_hit
from registry.tables import Dealer, Hit, Premises

BESIDE = 5


def show(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    hit_id: UUID,
    keys: Keys,
    term: timedelta,
) -> dict[str, Any]:
    """Return a hit with its history, its claim, the dealer, the shop, and what is near it.

    Hit and dealer are recorded as consulted. Looking at a hit that is one's own keeps the claim
    (`term` from now). Raises NotFound.
    """
    hit = hit_desk.show(session, actor, now, hit_id=hit_id, keys=keys)
    dealer = dealers.show(session, actor, now, dealer_id=hit["dealer_id"])
    purchase, good = hit["purchase"], hit["stolen_good"]
    shop = purchase["premises_id"] and session.get(Premises, purchase["premises_id"])
    beside, _ = desk_list.index(
        session,
        actor,
        now,
        keys=keys,
        chosen=desk_list.Chosen(dealer=dealer.id),
        order="urgent",
        limit=BESIDE + 1,
    )
    merged_into = hit_with = None
    if good["status"] == "merged":
        merged_into, hit_with = merges.counterpart(session, good["id"], purchase["id"])
    return {
        "hit": hit,
        "history": hit_desk.history(session, hit_id),
        "claim": hit_claims.keep(session, actor, now, hit_id=hit_id, term=term),
        **desk_list.leaving(now, hit),
        "dealer": dealer,
        "shop": shop or None,
        "photos": _photos(session, purchase["id"]),
        "order": _order(session, now, purchase["id"]),
        "latest_order": latest_end_of_order(
            now, jurisdictions().profile_at(dealer.municipality_code, now)
        ),
        "at_the_dealer": [other for other in beside if other["id"] != hit_id][:BESIDE],
        "hits_of_dealer": _count(session, Hit.dealer_id == dealer.id),
        "others_of_good": _others(session, hit_id, Hit.stolen_good_id == good["id"]),
        "others_of_purchase": _others(session, hit_id, Hit.purchase_id == purchase["id"]),
        "merged_into": merged_into,
        "hit_with": hit_with,
    }


def _photos(session: Session, purchase_id: UUID) -> list[dict[str, Any]]:
    """Return the photos of a purchase while a hit stands on it; else they ask for a purpose."""
    if not is_hit(session, purchase_id):
        return []
    return photos.listed(session, kind=photos.PURCHASE, subject_ids=[purchase_id])


def _order(session: Session, now: datetime, purchase_id: UUID) -> dict[str, Any] | None:
    order = hold_orders.on(session, purchase_id)
    if order is None:
        return None
    return {"order": order, "stands": hold_orders.stands(order, now)}


def _count(session: Session, condition: Any) -> int:
    return session.scalars(
        select(func.count()).select_from(Hit).where(condition, Hit.status != "withdrawn")
    ).one()


def _others(session: Session, hit_id: UUID, condition: Any) -> list[dict[str, Any]]:
    """Return the other hits of the same good or purchase, with their dealers, best first."""
    rows = session.execute(
        select(Hit, Dealer.name)
        .join(Dealer, Dealer.id == Hit.dealer_id)
        .where(condition, Hit.id != hit_id, Hit.status != "withdrawn")
        .order_by(Hit.p_item.desc(), Hit.id)
        .limit(BESIDE)
    )
    return [{"hit": hit, "dealer_name": name} for hit, name in rows]
