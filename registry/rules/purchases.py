"""DOR, the dealers' purchase register (article 437 (1)(a) and (b) Sr, decree article 2 (2))."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.access.sealing import seal
from registry.audit.names import EventName
from registry.errors import Forbidden, NotFound, PreconditionFailed
from registry.ids import new_id
from registry.journal import append
from registry.law.hold import hold_of
from registry.rules import hits, notice_breaches, premises, rule_checks
from registry.rules.entry_refusals import check_entry
from registry.rules.held import PURCHASE, Held, purchase_item
from registry.rules.shops import place_of
from registry.tables import Dealer, Hit, Purchase, PurchaseVersion, SealedIdentity

GOODS_PART = ("acquired_at", "acquisition", "item", "price", "conditions", "payment")
METALS = ("weight_grams", "fineness")
ENTERED = (*GOODS_PART, "premises_id", *METALS)
KEPT = (*ENTERED, "municipality_code")


def register(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    entry: Mapping[str, Any],
    keys: Keys,
    like: Sequence[UUID] = (),
) -> PurchaseVersion:
    """Enter a purchase in the dealer's register, with a hit on each stolen good that it may be.

    `like` are the goods that the match desk proposes; what it did not propose is left to the
    matcher that follows. The seller's data are sealed. Raises Forbidden for a dealer that is
    not approved, and RefusedByLaw for a seller from whom nothing may be acquired.
    """
    made = register_together(session, actor, now, entries=[entry], keys=keys, likes=[like])
    return made[0]


def register_together(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    entries: Sequence[Mapping[str, Any]],
    keys: Keys,
    likes: Sequence[Sequence[UUID]],
) -> list[PurchaseVersion]:
    """Enter several goods from one seller, who is sealed once; their numbers follow on each other.

    All of them are entered or none. `likes` are what the match desk proposes for each; otherwise
    as `register`.
    """
    seller = seal(session, now, keys, entries[0]["seller"], entered_at=now)
    dealer = _locked_dealer(session, actor.dealer_id)
    for entry in entries:
        check_entry(entry, now, thrift_shop=bool(dealer.thrift_shop))
    for premises_id in sorted(
        {entry["premises_id"] for entry in entries if entry.get("premises_id")}
    ):
        premises.require_approved(session, dealer.id, premises_id)
    return [
        _enter(session, actor, now, entry, like, seller, dealer)
        for entry, like in zip(entries, likes, strict=True)
    ]


def _enter(
    session: Session,
    actor: Actor,
    now: datetime,
    entry: Mapping[str, Any],
    like: Sequence[UUID],
    seller: SealedIdentity,
    dealer: Dealer,
) -> PurchaseVersion:
    dealer.last_sequence_number += 1
    place = place_of(session, dealer, entry.get("premises_id"))
    entry, hold = {**entry, "municipality_code": place}, hold_of(now, place)
    purchase = Purchase(
        id=new_id(),
        dealer_id=dealer.id,
        sequence_number=dealer.last_sequence_number,
        version=1,
        registered_at=now,
        hold_until=hold.until,
        hold_basis=hold.basis,
        hold_profile=hold.profile,
    )
    session.add(purchase)
    event_id = append(
        session,
        actor,
        now,
        EventName.PURCHASE_REGISTER,
        object_id=purchase.id,
        object_version=1,
        details={"sequence_number": purchase.sequence_number},
        rows=[seller, dealer],
    )
    session.flush()
    version = PurchaseVersion(
        purchase_id=purchase.id,
        version=1,
        recorded_at=now,
        seller_id=seller.id,
        # What is new has no hits yet that might have to be closed.
        match_outcome=outcome_of(_settle(session, now, purchase, entry, like) if like else []),
        event_id=event_id,
        **_columns(entry),
    )
    session.add(version)
    rule_checks.at_entry(session, actor, now, purchase=purchase, version=version, dealer=dealer)
    notice_breaches.find(session, now, purchase, version)
    return version


def correct(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    changes: Mapping[str, Any],
    reason: str,
    keys: Keys,
    like: Sequence[UUID] = (),
    if_match: Collection[str] | None = None,
) -> PurchaseVersion:
    """Write a new version of an entry with a reason; the old one stays, and it is matched again."""
    purchase = session.scalar(
        select(Purchase)
        .where(Purchase.id == purchase_id, Purchase.dealer_id == actor.dealer_id)
        .with_for_update(key_share=True)
    )
    if purchase is None:
        raise NotFound
    if if_match is not None and str(purchase.version) not in if_match:
        raise PreconditionFailed
    last = session.get_one(PurchaseVersion, (purchase.id, purchase.version))
    entry = {**{name: getattr(last, name) for name in KEPT}, **changes}
    if "price" in changes:
        entry["conditions"] = changes.get("conditions")
    elif "conditions" in changes:
        entry["price"] = None
    dealer = session.get_one(Dealer, purchase.dealer_id)
    check_entry(entry, now, thrift_shop=bool(dealer.thrift_shop))
    if "premises_id" in changes:
        premises.require_approved(session, purchase.dealer_id, changes["premises_id"])
        entry["municipality_code"] = place_of(session, dealer, changes["premises_id"])
    sealed = []
    if "seller" in changes:
        entered_at = purchase.registered_at
        sealed.append(seal(session, now, keys, changes["seller"], entered_at=entered_at))
    purchase.version += 1
    event_id = append(
        session,
        actor,
        now,
        EventName.PURCHASE_CORRECT,
        object_id=purchase.id,
        object_version=purchase.version,
        details={"changed": sorted(changes)},
        rows=sealed,
    )
    session.flush()
    _settle(session, now, purchase, entry, like)
    session.flush()
    version = PurchaseVersion(
        purchase_id=purchase.id,
        version=purchase.version,
        recorded_at=now,
        seller_id=sealed[0].id if sealed else last.seller_id,
        reason=reason,
        match_outcome=outcome_of(_hits_on(session, [purchase.id])[purchase.id]),
        event_id=event_id,
        **_columns(entry),
    )
    session.add(version)
    rule_checks.at_entry(session, actor, now, purchase=purchase, version=version, dealer=dealer)
    notice_breaches.find(session, now, purchase, version)
    return version


def outcome_of(found: list[Hit]) -> str:
    """Return what the dealer is told: exact and confirmed hits are listed, others under review."""
    standing = [hit for hit in found if hit.status in {"new", "unsure", "confirmed"}]
    if any(hit.verdict == "identical" or hit.status == "confirmed" for hit in standing):
        return "listed"
    return "under_review" if standing else "none"


def outcomes(session: Session, purchase_ids: list[UUID]) -> dict[UUID, str]:
    """Return the present outcome of each of these purchases."""
    return {id_: outcome_of(found) for id_, found in _hits_on(session, purchase_ids).items()}


def _settle(
    session: Session,
    now: datetime,
    purchase: Purchase,
    entry: Mapping[str, Any],
    like: Sequence[UUID],
) -> list[Hit]:
    held = Held(purchase.id, purchase.version, purchase_item(entry))
    return hits.settle(session, now, [hits.Compared(PURCHASE, held, like)])


def _hits_on(session: Session, purchase_ids: list[UUID]) -> dict[UUID, list[Hit]]:
    found: dict[UUID, list[Hit]] = {id_: [] for id_ in purchase_ids}
    for hit in session.scalars(select(Hit).where(Hit.purchase_id.in_(purchase_ids))):
        found[hit.purchase_id].append(hit)
    return found


def _columns(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry.get(name) for name in KEPT}


def _locked_dealer(session: Session, dealer_id: UUID) -> Dealer:
    """Lock the dealer, whose next sequence numbers are taken: no gaps, as the decree asks.

    It is the last lock taken before the hits, so that a dealer's tills wait shortly.
    """
    dealer = session.get(Dealer, dealer_id, with_for_update={"key_share": True})
    if dealer is None or dealer.status != "approved":
        raise Forbidden("dealer_not_approved")
    return dealer
