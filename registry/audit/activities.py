"""The processing activities: for what, and on which legal ground, each kind of event happens.

An activity is an entry of the register of processing (article 30 GDPR, article 31d Wpg), to
which a line of the log refers by name.
"""

from dataclasses import dataclass

from registry.audit.names import EventName


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity: its name, its ground in law, and its purpose."""

    name: str
    ground: str
    purpose: str


NOTIFYING = Activity("dol", "art. 437ter (2) Sr", "to know who buys up used goods")
DEALING = Activity("dor", "art. 437 (1)(a) Sr", "to keep the dealers' purchase register")
LISTING = Activity("stop-heling", "art. 8 Wpg", "to keep the register of stolen goods")
CHECKING = Activity("theft-check", "art. 8 Wpg", "to warn who is about to buy stolen goods")
HEARING = Activity("hearing", "art. 8 Wpg", "to take up what citizens report and dispute")
MATCHING = Activity("matching", "art. 8 Wpg", "to find stolen goods among purchases")
JUDGING = Activity("desk", "art. 8 Wpg", "to judge hits")
ADMITTING = Activity("access", "art. 32 GDPR", "to let in only who may come in")
CONTROLLING = Activity("control", "art. 552 Sv", "to control compliance with art. 437-437ter Sr")

AUDITING = Activity("audit", "art. 32a Wpg", "to account for what was done and shown")

OPENING = Activity("opening", "art. 437 (1)(g) Sr", "to find who sold what may be stolen")
SEALING = Activity("sealing", "art. 32 GDPR", "to keep what is sealed readable for nobody else")
ERASING = Activity("retention", "art. 5 (1)(e) GDPR", "to keep personal data no longer than needed")

BY_SOURCE = {
    "dol": NOTIFYING,
    "dor": DEALING,
    "stop-heling": LISTING,
    "desk": JUDGING,
    "matching": MATCHING,
    "access": ADMITTING,
    "audit": AUDITING,
    "law": CONTROLLING,
    "doc": CONTROLLING,
}
OF_THEIR_OWN = {
    EventName.CHECK_ANSWER: CHECKING,
    EventName.OFFER_REPORT: HEARING,
    EventName.OFFER_CONSULT: HEARING,
    EventName.OFFER_HANDLE: HEARING,
    EventName.DISPUTE_FILE: HEARING,
    EventName.DISPUTE_CONSULT: HEARING,
    EventName.DISPUTE_DECIDE: HEARING,
    EventName.DISPUTE_ANSWER: HEARING,
    EventName.CONTACT_DISCLOSE: HEARING,
    EventName.CONTACT_USE: HEARING,
    EventName.HIT_FIND: MATCHING,
    EventName.HIT_RENEW: MATCHING,
    EventName.HIT_CLOSE: MATCHING,
    EventName.HIT_REOPEN: MATCHING,
    EventName.SELLER_DISCLOSE: OPENING,
    EventName.SELLER_COMPARE: OPENING,
    EventName.KEY_CREATE: SEALING,
    EventName.KEY_DESTROY: SEALING,
    EventName.IDENTITY_REWRAP: SEALING,
    EventName.IDENTITY_REINDEX: SEALING,
    EventName.IDENTITY_ERASE: ERASING,
    EventName.TOKEN_FORGET: ERASING,
    EventName.OFFER_FORGET: ERASING,
    EventName.DISPUTE_FORGET: ERASING,
}


def activity_of(name: EventName) -> Activity:
    """Return the processing activity that an event of this name belongs to."""
    return OF_THEIR_OWN.get(name) or BY_SOURCE[name.source]
