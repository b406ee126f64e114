"""The municipal ordinance against fencing, after the model (APV 2:66-2:68).

Breaking it is punished under article 437ter (1). Numbers and terms differ from place to place; the
terms stand in registry/data/jurisdictions.
"""

from registry.law.completeness import EXEMPTIONS, document_lacks, exemption
from registry.law.facts import EntryFacts, InspectionFacts, NotificationFacts, SaleFacts
from registry.law.outcome import Outcome, breached, holds, not_applicable
from registry.law.profile import Profile
from registry.law.rule import Rule
from registry.law.terms import entry_deadline, notification_deadline


def apv_2_67(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67: the sale of goods is entered in a sale register."""
    if (reason := unregistered(sale, profile)) is not None:
        return not_applicable(reason, category=sale.category)
    if sale.recorded_at is not None:
        return holds("kept", recorded_at=sale.recorded_at)
    by = entry_deadline(sale.sold_at, profile)
    if sale.now <= by:
        return not_applicable("term_running", by=by)
    return breached("not_recorded", sold_at=sale.sold_at)


def apv_2_67_a(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67 (a): the sale has a sequence number."""
    return _asks(sale, profile, number=sale.number_given)


def apv_2_67_b(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67 (b): the sale has its date."""
    return _asks(sale, profile, date=sale.date_given)


def apv_2_67_c(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67 (c): the sale describes the good."""
    return _asks(sale, profile, description=sale.description_given)


def apv_2_67_d(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67 (d): the sale has the price or other conditions."""
    return _asks(sale, profile, price=sale.price_given)


def apv_2_67_e(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:67 (e): the sale has name and address of the acquirer."""
    return _asks(sale, profile, name=sale.name_given, address=sale.address_given)


def apv_2_68_a_1(notification: NotificationFacts, profile: Profile) -> Outcome:
    """Model 2:68 (a)(1): starting is notified within the term."""
    return _notified("start", notification, profile)


def apv_2_68_a_2(notification: NotificationFacts, profile: Profile) -> Outcome:
    """Model 2:68 (a)(2): a change of address is notified within the term."""
    return _notified("move", notification, profile)


def apv_2_68_a_3(notification: NotificationFacts, profile: Profile) -> Outcome:
    """Model 2:68 (a)(3): stopping is notified within the term."""
    return _notified("stop", notification, profile)


def apv_2_68_a_4(notification: NotificationFacts, profile: Profile) -> Outcome:
    """Model 2:68 (a)(4): an offer of goods that are likely stolen is notified within the term."""
    return _notified("offered", notification, profile)


def apv_2_68_b(found: InspectionFacts, _profile: Profile) -> Outcome:
    """Model 2:68 (b): the register is shown to the mayor on first request."""
    if found.by != "mayor" or found.register_shown is None:
        return not_applicable("not_asked")
    if found.register_shown:
        return holds("shown", inspected_at=found.inspected_at)
    return breached("not_shown", inspected_at=found.inspected_at)


def apv_2_68_c(found: InspectionFacts, _profile: Profile) -> Outcome:
    """Model 2:68 (c): a sign at the main entrance tells the dealer's name and trade."""
    if found.sign_shown is None:
        return not_applicable("not_looked_at")
    if found.sign_shown:
        return holds("sign", inspected_at=found.inspected_at)
    return breached("no_sign", inspected_at=found.inspected_at)


def apv_2_68_d(sale: SaleFacts, profile: Profile) -> Outcome:
    """Model 2:68 (d): what was bought up is kept for the hold period of the municipality."""
    return kept_for_the_hold(sale, profile)


def apv_2_68_d_state(entry: EntryFacts, profile: Profile) -> Outcome:
    """Model 2:68 (d): where the ordinance says so, it is kept in the state it was acquired in."""
    if not profile.kept_unaltered or entry.hold is None:
        return not_applicable("not_asked", kept_unaltered=profile.kept_unaltered)
    if entry.altered_at is None:
        return holds("unaltered", until=entry.hold.until)
    times = {"altered_at": entry.altered_at, "until": entry.hold.until}
    if entry.altered_at < entry.hold.until:
        return breached("altered_in_hold", **times)
    return holds("altered_after_hold", **times)


def apv_identity(entry: EntryFacts, profile: Profile) -> Outcome:
    """Local rule: the supplier's document is noted: kind, number, issuing country."""
    if profile.identity != "every_supplier":
        return not_applicable("not_asked", identity=profile.identity)
    return document_noted(entry, profile)


def document_noted(entry: EntryFacts, profile: Profile) -> Outcome:
    """Tell whether an entry that must have the supplier's document has it."""
    if entry.thrift_shop:
        return not_applicable("thrift_shop")
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    if entry.recorded_at is None:
        return not_applicable("not_recorded")
    absent = document_lacks(entry)
    return breached("missing", missing=absent) if absent else holds("given")


def unregistered(sale: SaleFacts, profile: Profile) -> str | None:
    """Return the reason for which a good that left need not be entered, or None."""
    if sale.disposal == "return":
        return "returned"
    if profile.sale_register == "none":
        return "no_sale_register"
    if profile.sale_register == "sensitive":
        sensitive = sale.sensitive
        if sensitive is None:
            sensitive = sale.category not in profile.not_sensitive
        if not sensitive:
            return "not_sensitive"
    return None


def kept_for_the_hold(sale: SaleFacts, profile: Profile) -> Outcome:
    """Tell whether a good left its dealer after the hold, or went back to its supplier.

    A good keeps the hold that it got when it was entered, also when another rule has come since.
    """
    if sale.disposal == "return":
        return not_applicable("returned", sold_at=sale.sold_at)
    if sale.hold.days == 0:
        return not_applicable("no_hold", hold=sale.hold.basis)
    facts = {"sold_at": sale.sold_at, "until": sale.hold.until, "hold": sale.hold.basis}
    if sale.sold_at >= sale.hold.until:
        return holds("kept", **facts)
    if sale.hold.profile != profile.name:
        return breached("sold_in_earlier_hold", **facts)
    return breached("sold_in_hold", **facts)


def _asks(sale: SaleFacts, profile: Profile, **given: bool) -> Outcome:
    if (reason := unregistered(sale, profile)) is not None:
        return not_applicable(reason, category=sale.category)
    if sale.recorded_at is None:
        return not_applicable("not_recorded")
    absent = [name for name, there in given.items() if not there]
    return breached("missing", missing=absent) if absent else holds("given")


def _notified(about: str, notification: NotificationFacts, profile: Profile) -> Outcome:
    if notification.about != about:
        return not_applicable("other_notification", about=notification.about)
    by = notification_deadline(notification.happened_at, profile)
    notified_at = notification.notified_at
    if notified_at is None:
        if notification.now < by:
            return not_applicable("term_running", by=by)
        return breached("not_notified", by=by)
    if not notification.in_writing:
        return breached("not_in_writing", notified_at=notified_at)
    facts = {"notified_at": notified_at, "by": by}
    return holds("in_time", **facts) if notified_at < by else breached("late", **facts)


NO_SALE_REGISTER = ("returned", "no_sale_register", "not_sensitive")
OF_SALE = (*NO_SALE_REGISTER, "not_recorded", "missing", "given")
OF_HOLD = ("returned", "no_hold", "sold_in_hold", "sold_in_earlier_hold", "kept")
OF_DOCUMENT = (*EXEMPTIONS, "not_recorded", "missing", "given")
OF_NOTIFICATION = (
    "other_notification",
    "term_running",
    "not_notified",
    "not_in_writing",
    "in_time",
    "late",
)
RULES = (
    Rule("apv-2-66", "Model APV 2:66"),
    Rule(
        "apv-2-67",
        "Model APV 2:67",
        SaleFacts,
        apv_2_67,
        (*NO_SALE_REGISTER, "kept", "term_running", "not_recorded"),
    ),
    Rule("apv-2-67-a", "Model APV 2:67 (a)", SaleFacts, apv_2_67_a, OF_SALE),
    Rule("apv-2-67-b", "Model APV 2:67 (b)", SaleFacts, apv_2_67_b, OF_SALE),
    Rule("apv-2-67-c", "Model APV 2:67 (c)", SaleFacts, apv_2_67_c, OF_SALE),
    Rule("apv-2-67-d", "Model APV 2:67 (d)", SaleFacts, apv_2_67_d, OF_SALE),
    Rule("apv-2-67-e", "Model APV 2:67 (e)", SaleFacts, apv_2_67_e, OF_SALE),
    Rule("apv-2-68-a-1", "Model APV 2:68 (a)(1)", NotificationFacts, apv_2_68_a_1, OF_NOTIFICATION),
    Rule("apv-2-68-a-2", "Model APV 2:68 (a)(2)", NotificationFacts, apv_2_68_a_2, OF_NOTIFICATION),
    Rule("apv-2-68-a-3", "Model APV 2:68 (a)(3)", NotificationFacts, apv_2_68_a_3, OF_NOTIFICATION),
    Rule("apv-2-68-a-4", "Model APV 2:68 (a)(4)", NotificationFacts, apv_2_68_a_4, OF_NOTIFICATION),
    Rule(
        "apv-2-68-b",
        "Model APV 2:68 (b)",
        InspectionFacts,
        apv_2_68_b,
        ("not_asked", "shown", "not_shown"),
    ),
    Rule(
        "apv-2-68-c",
        "Model APV 2:68 (c)",
        InspectionFacts,
        apv_2_68_c,
        ("not_looked_at", "sign", "no_sign"),
    ),
    Rule("apv-2-68-d", "Model APV 2:68 (d)", SaleFacts, apv_2_68_d, OF_HOLD),
    Rule(
        "apv-2-68-d-state",
        "Model APV 2:68 (d)",
        EntryFacts,
        apv_2_68_d_state,
        ("not_asked", "unaltered", "altered_in_hold", "altered_after_hold"),
    ),
    Rule(
        "apv-identity",
        "Local ordinance",
        EntryFacts,
        apv_identity,
        ("not_asked", *OF_DOCUMENT),
    ),
)
