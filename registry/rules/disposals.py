"""DOR, what leaves a dealer: sales (model APV 2:67) and goods given back to who sold them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.access.keys import Keys
from registry.access.sealing import seal
from registry.audit.names import EventName
from registry.errors import Conflict, Invalid, NotFound
from registry.journal import append
from registry.law.jurisdictions import jurisdictions
from registry.law.ordinance import unregistered
from registry.law.rulebook import judged
from registry.rules import hold_orders, rule_checks
from registry.rules.entry_refusals import CLOCK_SKEW
from registry.rules.law_facts import sale_facts
from registry.rules.receipts import leaf_hashes, make_receipt
from registry.rules.rule_checks import Judged
from registry.tables import Dealer, Disposal, Purchase, PurchaseVersion, SealedIdentity

ReturnReason = Literal["pawn_redeemed", "purchase_undone"]
GROUNDS = {EventName.SALE_RECORD: "model APV 2:67"}
DISPOSAL = "disposal"
_BATCH = 1_000
GONE = {"sale": "already_sold", "return": "already_returned"}


def all_judged(
    session: Session, now: datetime, *, dealer_id: UUID | None = None
) -> Iterator[Judged]:
    """Judge everything that left its dealer by the rules on sales."""
    statement = (
        select(Disposal, Purchase)
        .join(Purchase, Purchase.id == Disposal.purchase_id)
        .order_by(Disposal.purchase_id)
        .execution_options(yield_per=_BATCH)
    )
    if dealer_id is not None:
        statement = statement.where(Disposal.dealer_id == dealer_id)
    for disposal, purchase in session.execute(statement):
        yield _judge(session, purchase, disposal, now)


def sell(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    sale: Mapping[str, Any],
    keys: Keys,
) -> Disposal:
    """Enter a sale in the sale register; the buyer is sealed as a seller is.

    Raises Conflict with code `already_sold` or `already_returned` for what has left,
    `order_stands` under an order to keep it (article 437 (1)(f) Sr), and `held` inside the hold
    period (model APV 2:68 (d)), each with the `until` of what stands in the way. The buyer must be
    given (2:67 (e)) unless the ordinance of the place asks for no entry of such goods.
    """
    purchase, version = _locked(session, actor, purchase_id)
    _check_time(sale["sold_at"], "/sold_at", version, now)
    _check_leave(session, purchase, sale["sold_at"], now)
    if min(sale["sold_at"], now) < purchase.hold_until:
        raise Conflict("held", **hold_orders.ends(purchase.hold_until))
    disposal = _new(session, purchase, "sale", sale["sold_at"], now)
    disposal.price, disposal.conditions = sale.get("price"), sale.get("conditions")
    disposal.description = sale.get("description")
    sealed: list[SealedIdentity] = []
    if buyer := sale.get("buyer"):
        sealed.append(seal(session, now, keys, buyer, entered_at=now))
        disposal.buyer_id = sealed[0].id
    elif _must_name_the_buyer(session, purchase, version, disposal, now):
        raise Invalid.field("/buyer", "required")
    return _record(session, actor, now, EventName.SALE_RECORD, disposal, sealed)


def give_back(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    purchase_id: UUID,
    returned_at: datetime,
    reason: ReturnReason,
) -> Disposal:
    """Note that the goods went back to who they came from, which may be inside the hold period.

    Raises Conflict as `sell` does, but for `held`.
    """
    purchase, version = _locked(session, actor, purchase_id)
    _check_time(returned_at, "/returned_at", version, now)
    _check_leave(session, purchase, returned_at, now)
    disposal = _new(session, purchase, "return", returned_at, now)
    disposal.reason = reason
    return _record(session, actor, now, EventName.RETURN_RECORD, disposal, [])


def present(session: Session, keys: Keys, disposal: Disposal) -> dict[str, Any]:
    """Return a sale or a return as its dealer is answered, with a receipt; never the buyer."""
    (leaf_hash,) = leaf_hashes(session, [disposal.event_id]).values()
    statement = {
        "purchase": str(disposal.purchase_id),
        "dealer": str(disposal.dealer_id),
        "number": disposal.number,
        "recorded_at": disposal.recorded_at.isoformat(),
    }
    return {
        "purchase_id": disposal.purchase_id,
        "dealer_id": disposal.dealer_id,
        **told(disposal),
        "sold_at": disposal.gone_at,
        "returned_at": disposal.gone_at,
        "receipt": make_receipt(keys, disposal.kind, leaf_hash, statement),
    }


def told(disposal: Disposal) -> dict[str, Any]:
    """Return what is shown of a disposal with its purchase."""
    shown = ("kind", "number", "gone_at", "recorded_at", "price", "conditions", "description")
    return {name: getattr(disposal, name) for name in (*shown, "reason")}


def _locked(session: Session, actor: Actor, purchase_id: UUID) -> tuple[Purchase, PurchaseVersion]:
    """Lock the entry, so that an order comes before or after, and never meanwhile."""
    purchase = session.scalar(
        select(Purchase)
        .where(Purchase.id == purchase_id, Purchase.dealer_id == actor.dealer_id)
        .with_for_update(key_share=True)
    )
    if purchase is None:
        raise NotFound
    return purchase, session.get_one(PurchaseVersion, (purchase.id, purchase.version))


def _check_time(at: datetime, pointer: str, version: PurchaseVersion, now: datetime) -> None:
    if at > now + CLOCK_SKEW:
        raise Invalid.field(pointer, "in_the_future")
    if at < version.acquired_at:
        raise Invalid.field(pointer, "before_the_acquisition")


def _check_leave(session: Session, purchase: Purchase, at: datetime, now: datetime) -> None:
    """Refuse what has left already, and what is or then was under an order."""
    gone = session.get(Disposal, purchase.id)
    if gone is not None:
        raise Conflict(GONE[gone.kind])
    order = hold_orders.on(session, purchase.id)
    if order is not None and (hold_orders.stands(order, now) or hold_orders.bound(order, at)):
        raise Conflict("order_stands", **hold_orders.ends(order.until))


def _new(
    session: Session,
    purchase: Purchase,
    kind: Literal["sale", "return"],
    gone_at: datetime,
    now: datetime,
) -> Disposal:
    """Make a disposal with the dealer's next number, for which the dealer is locked."""
    dealer_id = purchase.dealer_id
    session.scalars(
        select(Dealer.id).where(Dealer.id == dealer_id).with_for_update(key_share=True)
    ).one()
    last = session.scalar(select(func.max(Disposal.number)).where(Disposal.dealer_id == dealer_id))
    return Disposal(
        purchase_id=purchase.id,
        dealer_id=dealer_id,
        number=(last or 0) + 1,
        kind=kind,
        gone_at=gone_at,
        recorded_at=now,
    )


def _must_name_the_buyer(
    session: Session,
    purchase: Purchase,
    version: PurchaseVersion,
    disposal: Disposal,
    now: datetime,
) -> bool:
    place = session.scalars(
        select(Dealer.municipality_code).where(Dealer.id == purchase.dealer_id)
    ).one()
    facts = sale_facts(purchase, version.item["category"], disposal, place, now)
    return unregistered(facts, jurisdictions().profile_at(place, facts.judged_by)) is None


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    name: EventName,
    disposal: Disposal,
    sealed: list[SealedIdentity],
) -> Disposal:
    disposal.event_id = append(
        session,
        actor,
        now,
        name,
        object_id=disposal.purchase_id,
        object_version=1,
        ground=GROUNDS.get(name),
        details={"number": disposal.number},
        rows=sealed,
    )
    session.add(disposal)
    purchase = session.get_one(Purchase, disposal.purchase_id)
    rule_checks.record(session, actor, now, _judge(session, purchase, disposal, now))
    return disposal


def _judge(session: Session, purchase: Purchase, disposal: Disposal, now: datetime) -> Judged:
    version = session.get_one(PurchaseVersion, (purchase.id, purchase.version))
    place = session.get_one(Dealer, purchase.dealer_id).municipality_code
    facts = sale_facts(purchase, version.item["category"], disposal, place, now)
    return Judged(DISPOSAL, purchase.id, purchase.dealer_id, judged(facts))
