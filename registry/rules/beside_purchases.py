"""DOR, what is shown beside an entry: its hold, whether it left, and what it lacks by law."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.law.completeness import missing_data
from registry.law.decree import decree_2_2
from registry.law.jurisdictions import jurisdictions
from registry.law.outcome import Status
from registry.law.rulebook import RULES
from registry.rules.disposals import told
from registry.rules.law_facts import entry_facts
from registry.tables import Dealer, Disposal, HoldOrder, Purchase, PurchaseVersion

IN_TIME = {Status.HOLDS: True, Status.BREACHED: False, Status.NOT_APPLICABLE: None}


class Beside:
    """What belongs to some entries, read at once; what came after `as_of` is left out."""

    def __init__(
        self, session: Session, purchases: Sequence[Purchase], as_of: datetime | None
    ) -> None:
        self._session = session
        ids = [purchase.id for purchase in purchases]
        dealers = {purchase.dealer_id for purchase in purchases}
        self._dealers = {
            row.id: row for row in session.scalars(select(Dealer).where(Dealer.id.in_(dealers)))
        }
        self._disposals = {
            row.purchase_id: row
            for row in session.scalars(select(Disposal).where(Disposal.purchase_id.in_(ids)))
            if as_of is None or row.recorded_at <= as_of
        }
        self._orders = {
            row.purchase_id: row
            for row in session.scalars(select(HoldOrder).where(HoldOrder.purchase_id.in_(ids)))
            if as_of is None or row.ordered_at <= as_of
        }
        self._as_of = as_of

    def hold(self, purchase: Purchase) -> dict[str, Any]:
        """Return the hold as it was told, and the end of an order that was not released."""
        return {
            "until": purchase.hold_until,
            "basis": purchase.hold_basis,
            "order_until": self._order_until(purchase),
        }

    def disposal(self, purchase: Purchase) -> dict[str, Any] | None:
        """Return how the goods left, if they did."""
        row = self._disposals.get(purchase.id)
        return None if row is None else told(row)

    def entry(self, purchase: Purchase, version: PurchaseVersion) -> dict[str, Any]:
        """Return whether the entry has all that the law asks (decree 2 (2)) and was made in time.

        `missing` names what it lacks and which article asks it. `hours` is how long after the
        acquisition it was made; `in_time` is None for goods that need no entry.
        """
        dealer = self._dealers[purchase.dealer_id]
        facts = entry_facts(self._session, purchase, version, dealer, version.recorded_at)
        profile = jurisdictions().profile_at(facts.place, facts.judged_by)
        lacking = missing_data(facts, profile)
        took = purchase.registered_at - version.acquired_at
        return {
            "complete": not lacking,
            "missing": [
                {"field": each.field, "article": RULES[each.rule].article} for each in lacking
            ],
            "hours": round(max(took.total_seconds(), 0.0) / 3600, 2),
            "in_time": IN_TIME[decree_2_2(facts, profile).status],
        }

    def _order_until(self, purchase: Purchase) -> datetime | None:
        order = self._orders.get(purchase.id)
        if order is None:
            return None
        released = order.released_at is not None and (
            self._as_of is None or order.released_at <= self._as_of
        )
        return None if released else order.until
