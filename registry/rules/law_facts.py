"""The facts of the registers, in the form in which the rules of the law judge them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.law.facts import DealerFacts, EntryFacts
from registry.law.hold import hold_of
from registry.law.metals import is_copper
from registry.tables import Dealer, Purchase, PurchaseVersion


def entry_facts(
    purchase: Purchase, version: PurchaseVersion, dealer: Dealer, now: datetime
) -> EntryFacts:
    """Return what an entry of the purchase register says, as far as the rules ask (DOR).

    An entry can't be made without a seller of age with name, address and document, so nothing
    sealed has to be opened to know that they were given.
    """
    item: Mapping[str, Any] = version.item
    numbered = bool(item.get("identifiers"))
    return EntryFacts(
        place=dealer.municipality_code,
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
        adult=True,
        copper=is_copper(item),
        hold=hold_of(purchase.registered_at, dealer.municipality_code),
    )


def dealer_facts(dealer: Dealer, now: datetime) -> DealerFacts:
    """Return how a dealer stands, as far as the rules ask (DOL and DOR).

    Whoever notified over this desk is on DOL since then, and on DOR since the approval.
    """
    return DealerFacts(
        place=dealer.municipality_code,
        now=now,
        goods=tuple(dealer.goods),
        on_dor_since=dealer.decided_at if dealer.status == "approved" else None,
        on_dol_since=dealer.submitted_at,
    )
