"""The facts of the registers, in the form in which the rules of the law judge them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from registry.law.facts import DealerFacts, DemandFacts, EntryFacts, NoticeFacts, SaleFacts
from registry.law.hold import Hold, hold_told
from registry.law.metals import is_copper
from registry.rules.shops import place_of
from registry.tables import Dealer, Demand, Disposal, Purchase, PurchaseVersion

# Holds from before there were profiles were told under the law of then.
BEFORE_PROFILES = "nl"


def entry_facts(
    session: Session, purchase: Purchase, version: PurchaseVersion, dealer: Dealer, now: datetime
) -> EntryFacts:
    """Return what an entry of the purchase register says, as far as the rules ask (DOR).

    It is judged by the law of the place of the shop.

    An entry can't be made without a seller of age with name, address and document, so nothing
    sealed has to be opened to know that they were given.
    """
    item: Mapping[str, Any] = version.item
    numbered = bool(item.get("identifiers"))
    return EntryFacts(
        place=place_of(session, dealer, version.premises_id),
        acquired_at=version.acquired_at,
        recorded_at=purchase.registered_at,
        now=now,
        category=item["category"],
        date_given=True,
        description_given=bool(item.get("description") or item.get("marks") or numbered),
        brand_given=bool(item.get("brand")),
        number_given=numbered,
        price_given=version.price is not None,
        conditions_given=version.conditions is not None,
        name_given=True,
        address_given=True,
        document_kind_given=True,
        document_number_given=True,
        document_country_given=True,
        sequence_number=purchase.sequence_number,
        previous_number=purchase.sequence_number - 1,
        acquisition=version.acquisition,
        payment=version.payment,
        unique_number=numbered,
        thrift_shop=bool(dealer.thrift_shop),
        adult=True,
        copper=is_copper(item),
        hold=hold_kept(purchase),
    )


def hold_kept(purchase: Purchase) -> Hold:
    """Return the hold that was told with an entry, which no later rule changes."""
    profile = purchase.hold_profile or BEFORE_PROFILES
    return hold_told(purchase.hold_until, purchase.hold_basis, profile)


def sale_facts(
    purchase: Purchase, category: str, disposal: Disposal, place: str | None, now: datetime
) -> SaleFacts:
    """Return how a good left its dealer, as far as the rules ask (the sale register)."""
    sold = disposal.kind == "sale"
    return SaleFacts(
        place=place,
        sold_at=disposal.gone_at,
        recorded_at=disposal.recorded_at,
        now=now,
        category=category,
        hold=hold_kept(purchase),
        number_given=True,
        date_given=True,
        # The sale is of an entry of the purchase register, which describes the good.
        description_given=True,
        price_given=disposal.price is not None or disposal.conditions is not None,
        name_given=disposal.buyer_id is not None,
        address_given=disposal.buyer_id is not None,
        disposal="sale" if sold else "return",
    )


def notice_facts(
    place: str | None, delivered_at: datetime, acquired_at: datetime, now: datetime
) -> NoticeFacts:
    """Return that a good in range of a notice was acquired, beside the delivery of the notice."""
    return NoticeFacts(
        place=place, delivered_at=delivered_at, acquired_at=acquired_at, now=now, in_range=True
    )


def demand_facts(demand: Demand, place: str | None, now: datetime) -> DemandFacts:
    """Return a written demand and its answer, as far as a machine can tell."""
    return DemandFacts(
        place=place,
        delivered_at=demand.demanded_at,
        due_at=demand.due_at,
        now=now,
        answered_at=demand.answered_at,
    )


def dealer_facts(dealer: Dealer, now: datetime) -> DealerFacts:
    """Return how a dealer stands, as far as the rules ask (DOL and DOR).

    Whoever notified over this desk is on DOL since then, and on DOR since the approval; of whoever
    was imported the file says since when.
    """
    return DealerFacts(
        place=dealer.municipality_code,
        now=now,
        goods=tuple(dealer.goods),
        on_dor_since=dealer.dor_from if dealer.status == "approved" else None,
        on_dol_since=dealer.dol_from if dealer.import_key else dealer.submitted_at,
        ended_at=dealer.ended_at,
    )
