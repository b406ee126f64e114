"""DOR, the claim of a dealer that was cheated: a dossier about a hit that the police confirmed.

It gathers what the register itself can vouch for: that the entry was made in time, that the number
was checked, that the goods were kept, that the police confirmed the hit. Nothing of the stolen
good or of its owner is in it. The seller is, only if the dealer opens it in its own register.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from matching import recognise
from registry.access.actors import Actor
from registry.access.hashing import keyed_hash
from registry.access.keys import Keys
from registry.audit.names import EventName
from registry.errors import NotFound
from registry.journal import append
from registry.law.claims import fixed_costs
from registry.law.in_force import zone_of
from registry.rules import hold_orders, purchase_register
from registry.rules.checks import receipt_of
from registry.rules.newest import NEWEST_PURCHASE
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.rules.shops import place_of
from registry.tables import Check, ClaimDossier, Dealer, Hit, HitVersion, Purchase, PurchaseVersion

RECEIPT_KIND = "claim-dossier"
PURPOSE = "claim"
MOST_CHECKS = 10
Found = tuple[Hit, Purchase, PurchaseVersion, datetime]


def index(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return what the dealer can claim for: its goods on which a hit stands confirmed."""
    rows = session.execute(_confirmed(actor).order_by(Purchase.sequence_number.desc())).all()
    return [
        {
            "hit_id": hit.id,
            "purchase_id": purchase.id,
            "sequence_number": purchase.sequence_number,
            "item": version.item,
            "price": version.price,
            "confirmed_at": confirmed_at,
        }
        for hit, purchase, version, confirmed_at in rows
    ]


def told(session: Session, actor: Actor, now: datetime, *, hit_id: UUID, keys: Keys) -> Any:
    """Return everything that the dossier of a hit tells, but the seller.

    The same facts are always told in the same way. Raises NotFound unless the hit is on the
    dealer's own purchase and stands confirmed.
    """
    hit, purchase, version, confirmed_at = _found(session, actor, hit_id)
    dealer = session.get_one(Dealer, purchase.dealer_id)
    entry = purchase_register.show(session, actor, now, purchase_id=purchase.id, keys=keys)
    order = hold_orders.on(session, purchase.id)
    place = place_of(session, dealer, version.premises_id)
    return {
        "hit_id": hit.id,
        "confirmed_at": confirmed_at,
        "dealer": {
            "name": dealer.name,
            "kvk_number": dealer.kvk_number,
            "address": dealer.address,
            "on_dor_since": dealer.dor_from,
        },
        "entry": entry,
        "claim": _claim(version, place, confirmed_at),
        "checks": _checks(session, keys, version),
        "order": None if order is None else hold_orders.as_issued(session, keys, order),
        "order_released_at": order.released_at if order else None,
        "zone": zone_of(place).key,
        "log": keys.log_origin,
    }


def made(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    hit_id: UUID,
    language: str,
    sha256: str,
) -> None:
    """Record that a dossier with this hash was made, the first time, and that the dealer gets it.

    Raises NotFound as `told` does, if the hit was judged anew meanwhile.
    """
    hit, purchase, _, _ = _found(session, actor, hit_id)
    # Of two at once the second must see what the first one recorded.
    session.execute(select(Purchase.id).where(Purchase.id == purchase.id).with_for_update())
    details = {"purchase": str(purchase.id), "language": language, "sha256": sha256}
    if session.get(ClaimDossier, (hit.id, sha256)) is None:
        row = ClaimDossier(
            hit_id=hit.id,
            sha256=sha256,
            dealer_id=actor.dealer_id,
            language=language,
            made_at=now,
        )
        row.event_id = append(
            session,
            actor,
            now,
            EventName.CLAIM_MAKE,
            object_id=hit.id,
            details=details,
            rows=[row],
        )
        session.add(row)
    append(session, actor, now, EventName.CLAIM_EXPORT, object_id=hit.id, details=details)


def dossiers(session: Session, actor: Actor, *, hit_id: UUID) -> list[ClaimDossier]:
    """Return which dossiers of a hit were made for this dealer, newest first."""
    return list(
        session.scalars(
            select(ClaimDossier)
            .where(ClaimDossier.hit_id == hit_id, ClaimDossier.dealer_id == actor.dealer_id)
            .order_by(ClaimDossier.made_at.desc(), ClaimDossier.sha256)
        )
    )


def receipt(
    session: Session, actor: Actor, *, hit_id: UUID, sha256: str, keys: Keys
) -> dict[str, Any]:
    """Return the signed receipt of the dossier with this hash. Raises NotFound for any other."""
    row = session.get(ClaimDossier, (hit_id, sha256))
    if row is None or row.dealer_id != actor.dealer_id:
        raise NotFound
    (leaf_hash,) = leaf_hashes(session, [row.event_id]).values()
    said = {
        "hit": str(row.hit_id),
        "dealer": str(row.dealer_id),
        "language": row.language,
        "sha256": row.sha256,
        "made_at": row.made_at.isoformat(),
    }
    return make_receipt(keys, RECEIPT_KIND, leaf_hash, said)


def _confirmed(actor: Actor) -> Select[Hit, Purchase, PurchaseVersion, datetime]:
    """Select the hits that stand confirmed on a dealer's purchases, each with since when it does.

    That is the moment of the first version after the last one that said otherwise.
    """
    otherwise = aliased(HitVersion)
    last = (
        select(func.coalesce(func.max(otherwise.version), 0))
        .where(otherwise.hit_id == Hit.id, otherwise.status != "confirmed")
        .scalar_subquery()
    )
    return (
        select(Hit, Purchase, PurchaseVersion, HitVersion.recorded_at)
        .join(Purchase, Purchase.id == Hit.purchase_id)
        .join(PurchaseVersion, NEWEST_PURCHASE)
        .join(HitVersion, (HitVersion.hit_id == Hit.id) & (HitVersion.version == last + 1))
        .where(Hit.dealer_id == actor.dealer_id, Hit.status == "confirmed")
    )


def _found(session: Session, actor: Actor, hit_id: UUID) -> Found:
    row = session.execute(_confirmed(actor).where(Hit.id == hit_id)).one_or_none()
    if row is None:
        raise NotFound
    hit, purchase, version, confirmed_at = row
    return hit, purchase, version, confirmed_at


def _claim(version: PurchaseVersion, place: str | None, at: datetime) -> dict[str, Any]:
    """Return the price that was paid, the fixed costs, and their sum where the currency agrees."""
    costs = fixed_costs(place, at)
    price: Mapping[str, Any] | None = version.price
    lines = [
        (Decimal(price["amount"]), price["currency"]) if price else None,
        (costs.amount, costs.currency) if costs else None,
    ]
    known = [line for line in lines if line]
    currencies = {currency for _, currency in known}
    return {
        "price": price,
        "conditions": version.conditions,
        "costs": costs and {"amount": f"{costs.amount:.2f}", "currency": costs.currency},
        "costs_source": costs and costs.source,
        "total": {
            "amount": f"{sum(amount for amount, _ in known):.2f}",
            "currency": currencies.pop(),
        }
        if price and len(currencies) == 1
        else None,
    }


def _checks(session: Session, keys: Keys, version: PurchaseVersion) -> list[dict[str, Any]]:
    """Return the dealer's own checks of the numbers of an entry, oldest first, with receipts."""
    hashes = [
        keyed_hash(keys.fingerprint, "number", recognise(number["value"]).canonical)
        for number in version.item.get("identifiers") or ()
    ]
    purchase = session.get_one(Purchase, version.purchase_id)
    rows = session.scalars(
        select(Check)
        .where(Check.dealer_id == purchase.dealer_id, Check.number_hash.in_(hashes))
        .order_by(Check.id)
        .limit(MOST_CHECKS)
    )
    return [
        {
            "checked_at": check.checked_at,
            "outcome": check.outcome,
            "before": check.checked_at <= purchase.registered_at,
            "receipt": receipt_of(session, keys, check, check.number),
        }
        for check in rows
        if check.number is not None
    ]
