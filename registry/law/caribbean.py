"""Caribbean Netherlands: articles 457 and 459 Sr BES and the decree on buyers' registers.

A register with numbered pages that the governor has certified, entered at once and without blanks,
for what comes in and what goes out, and shown on first request.
"""

from registry.law.completeness import decree_lacks, exemption
from registry.law.facts import DealerFacts, EntryFacts, InspectionFacts, SaleFacts
from registry.law.outcome import Outcome, breached, holds, not_applicable
from registry.law.profile import Profile
from registry.law.rule import Rule
from registry.law.terms import entry_deadline

DECREE = "Decree on buyers' registers BES (457 Sr BES)"


def bes_register(dealer: DealerFacts, _profile: Profile) -> Outcome:
    """BES decree: the pages are numbered and the governor has certified the register."""
    if dealer.ended_at is not None and dealer.ended_at <= dealer.now:
        return not_applicable("ended", ended_at=dealer.ended_at)
    if dealer.certified is False:
        return breached("not_certified", certified=False)
    if dealer.numbered_pages is False:
        return breached("pages_not_numbered", numbered_pages=False)
    if dealer.certified is None or dealer.numbered_pages is None:
        return not_applicable("not_noted")
    return holds("certified", certified=True, numbered_pages=True)


def bes_at_once(entry: EntryFacts, profile: Profile) -> Outcome:
    """BES decree: an acquisition is entered at once."""
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    by = entry_deadline(entry.acquired_at, profile)
    if entry.recorded_at is None:
        if entry.now <= by:
            return not_applicable("term_running", by=by)
        return breached("not_recorded", by=by)
    times = {"recorded_at": entry.recorded_at, "by": by}
    return breached("late", **times) if entry.recorded_at > by else holds("at_once", **times)


def bes_entry(entry: EntryFacts, profile: Profile) -> Outcome:
    """BES decree: the entry of an acquisition is complete."""
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    if entry.recorded_at is None:
        return not_applicable("not_recorded")
    absent = [name for clause, name in decree_lacks(entry) if clause != "f"]
    return breached("missing", missing=absent) if absent else holds("given")


def bes_no_blanks(entry: EntryFacts, _profile: Profile) -> Outcome:
    """BES decree: the entries follow on each other and leave nothing blank."""
    number, previous = entry.sequence_number, entry.previous_number
    if number is None or previous is None:
        return not_applicable("not_numbered")
    facts = {"sequence_number": number, "previous_number": previous}
    return holds("follows_on", **facts) if number == previous + 1 else breached("gap", **facts)


def bes_disposal(sale: SaleFacts, profile: Profile) -> Outcome:
    """BES decree: that a good left is entered at once too, whoever it went to."""
    by = entry_deadline(sale.sold_at, profile)
    if sale.recorded_at is None:
        if sale.now <= by:
            return not_applicable("term_running", by=by)
        return breached("not_recorded", by=by)
    times = {"recorded_at": sale.recorded_at, "by": by}
    return breached("late", **times) if sale.recorded_at > by else holds("at_once", **times)


def bes_shown(found: InspectionFacts, _profile: Profile) -> Outcome:
    """BES decree: the register is shown on first request."""
    if found.register_shown is None:
        return not_applicable("not_asked")
    if found.register_shown:
        return holds("shown", inspected_at=found.inspected_at)
    return breached("not_shown", inspected_at=found.inspected_at)


RULES = (
    Rule("bes-457", "457 Sr BES"),
    Rule("bes-459", "459 Sr BES"),
    Rule(
        "bes-register",
        DECREE,
        DealerFacts,
        bes_register,
        ("ended", "not_certified", "pages_not_numbered", "not_noted", "certified"),
    ),
    Rule(
        "bes-at-once",
        DECREE,
        EntryFacts,
        bes_at_once,
        ("new_goods", "term_running", "not_recorded", "late", "at_once"),
    ),
    Rule(
        "bes-entry",
        DECREE,
        EntryFacts,
        bes_entry,
        ("new_goods", "not_recorded", "missing", "given"),
    ),
    Rule("bes-no-blanks", DECREE, EntryFacts, bes_no_blanks, ("not_numbered", "follows_on", "gap")),
    Rule(
        "bes-disposal",
        DECREE,
        SaleFacts,
        bes_disposal,
        ("term_running", "not_recorded", "late", "at_once"),
    ),
    Rule("bes-shown", DECREE, InspectionFacts, bes_shown, ("not_asked", "shown", "not_shown")),
)
