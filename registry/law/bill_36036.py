"""Bill 36 036: the digital register and desk for everybody, one hold, every supplier's identity.

It is in force from the day that registry/data/jurisdictions/in_force.csv says.
"""

from datetime import datetime

from registry.law.facts import DealerFacts, EntryFacts, SaleFacts
from registry.law.ordinance import OF_DOCUMENT, OF_HOLD, document_noted, kept_for_the_hold
from registry.law.outcome import Outcome, breached, holds, not_applicable
from registry.law.profile import Profile
from registry.law.rule import Rule


def bill_36036_dor(dealer: DealerFacts, _profile: Profile) -> Outcome:
    """Bill 36 036: every dealer keeps the digital register (DOR)."""
    return _joined(dealer, dealer.on_dor_since)


def bill_36036_dol(dealer: DealerFacts, _profile: Profile) -> Outcome:
    """Bill 36 036: every dealer is notified at the digital desk (DOL)."""
    return _joined(dealer, dealer.on_dol_since)


def bill_36036_hold(sale: SaleFacts, profile: Profile) -> Outcome:
    """Bill 36 036: what was acquired is kept for five working days."""
    return kept_for_the_hold(sale, profile)


def bill_36036_identity(entry: EntryFacts, profile: Profile) -> Outcome:
    """Bill 36 036: the identity of every supplier is noted."""
    return document_noted(entry, profile)


def _joined(dealer: DealerFacts, since: datetime | None) -> Outcome:
    if dealer.ended_at is not None and dealer.ended_at <= dealer.now:
        return not_applicable("ended", ended_at=dealer.ended_at)
    if since is not None and since <= dealer.now:
        return holds("joined", since=since)
    return breached("not_joined", since=since)


OF_JOINING = ("ended", "joined", "not_joined")
RULES = (
    Rule("36036-dor", "Bill 36 036, DOR", DealerFacts, bill_36036_dor, OF_JOINING),
    Rule("36036-dol", "Bill 36 036, DOL", DealerFacts, bill_36036_dol, OF_JOINING),
    Rule(
        "36036-hold",
        "Bill 36 036, hold",
        SaleFacts,
        bill_36036_hold,
        OF_HOLD,
    ),
    Rule("36036-identity", "Bill 36 036, identity", EntryFacts, bill_36036_identity, OF_DOCUMENT),
    Rule("36036-four-years", "Bill 36 036, identity"),
)
