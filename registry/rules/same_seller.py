"""DOR, the same seller again: found by the blind index, with nothing opened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.errors import Forbidden, Gone, NotFound
from registry.journal import append
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.pages import newest_first, page_of
from registry.tables import Dealer, Hit, Purchase, PurchaseVersion, SealedIdentity

GROUND = "art. 8 Wpg"


def same_seller(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    limit: int,
    purpose: str | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """Return a page of the other entries, in any register, with the seller of this one.

    Entries are compared as they stand now; a seller that was corrected away counts no more.
    `complete` is false while some records have no index under the present key. The police state
    a purpose (article 32a Wpg). Raises Forbidden without one, Gone if the seller was erased.
    """
    if purpose is None:
        raise Forbidden("purpose_required")
    identity = session.scalar(
        select(SealedIdentity)
        .join(PurchaseVersion, PurchaseVersion.seller_id == SealedIdentity.id)
        .join(Purchase, NEWEST_PURCHASE)
        .where(Purchase.id == purchase_id)
    )
    if identity is None:
        raise NotFound
    if identity.erased_at is not None:
        raise Gone("seller_erased")
    statement = entries_of(identity).where(Purchase.id != purchase_id)
    statement = newest_first(statement, Purchase.id, limit, cursor)
    page, following = page_of(session.scalars(statement).all(), limit, lambda row: [row.id])
    append(
        session,
        actor,
        now,
        EventName.SELLER_COMPARE,
        object_id=purchase_id,
        purpose=purpose,
        ground=GROUND,
        details={"listed": [str(row.id) for row in page]},
    )
    return {
        "items": [{"purchase_id": row.id, "dealer_id": row.dealer_id} for row in page],
        "next": following,
        "complete": _is_indexed_throughout(session),
    }


def with_dealers(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    limit: int,
    purpose: str,
    cursor: str | None = None,
) -> dict[str, Any]:
    """Return what `same_seller` does, with the dealers, the goods and the hits of the entries."""
    found = same_seller(
        session,
        actor,
        now,
        purchase_id=purchase_id,
        limit=limit,
        purpose=purpose,
        cursor=cursor,
    )
    ids = [entry["purchase_id"] for entry in found["items"]]
    hits = {
        hit.purchase_id: hit
        for hit in session.scalars(
            select(Hit)
            .where(Hit.purchase_id.in_(ids), Hit.status != "withdrawn")
            .order_by(Hit.p_item)
        )
    }
    rows = session.execute(
        select(Purchase, PurchaseVersion, Dealer)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(Dealer, Dealer.id == Purchase.dealer_id)
        .where(Purchase.id.in_(ids))
        .order_by(Purchase.id.desc())
    )
    entries: list[dict[str, Any]] = [
        {"purchase": purchase, "version": version, "dealer": dealer, "hit": hits.get(purchase.id)}
        for purchase, version, dealer in rows
    ]
    dealers = len({entry["dealer"].id for entry in entries})
    return {**found, "entries": entries, "dealers": dealers}


def entries_of(identity: SealedIdentity) -> Select[Purchase]:
    """Select the entries of which the present seller is this one, newest first."""
    return (
        select(Purchase)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(SealedIdentity, SealedIdentity.id == PurchaseVersion.seller_id)
        .where(
            SealedIdentity.blind_key == identity.blind_key,
            SealedIdentity.blind_index == identity.blind_index,
        )
    )


def _is_indexed_throughout(session: Session) -> bool:
    oldest, newest = session.execute(
        select(func.min(SealedIdentity.blind_key), func.max(SealedIdentity.blind_key))
    ).one()
    return bool(oldest == newest)
