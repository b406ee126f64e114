"""The decree ex article 437 (1): who is a dealer, and what his register holds.

A clause of article 2 (2) is judged for entries that were made; whether one was made at all is
judged under article 437 (1)(a) and "without delay".
"""

from registry.law.completeness import (
    EXEMPTIONS,
    copper_in_cash,
    decree_lacks,
    document_lacks,
    exemption,
)
from registry.law.facts import DealerFacts, EntryFacts
from registry.law.outcome import Outcome, breached, holds, not_applicable, suspected
from registry.law.profile import Profile
from registry.law.rule import Rule
from registry.law.terms import entry_deadline


def decree_1_1(dealer: DealerFacts, _profile: Profile) -> Outcome:
    """Decree 1 (1): buyers-up of and dealers in used and irregular goods are designated."""
    if not dealer.goods:
        return not_applicable("no_goods")
    return holds("designated", goods=list(dealer.goods))


def decree_2_1(entry: EntryFacts, _profile: Profile) -> Outcome:
    """Decree 2 (1): who pays copper in cash checks the supplier's document."""
    if not copper_in_cash(entry):
        return not_applicable("no_copper_in_cash", copper=entry.copper, payment=entry.payment)
    if entry.document_kind_given and entry.document_number_given:
        return holds("checked", payment="cash")
    return breached("not_checked", missing=document_lacks(entry))


def decree_2_2(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2): the entry is made without delay."""
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    by = entry_deadline(entry.acquired_at, profile)
    if entry.recorded_at is None:
        if entry.now <= by:
            return not_applicable("term_running", by=by)
        return breached("not_recorded", by=by)
    times = {"acquired_at": entry.acquired_at, "recorded_at": entry.recorded_at, "by": by}
    return breached("late", **times) if entry.recorded_at > by else holds("in_time", **times)


def decree_2_2_register(dealer: DealerFacts, profile: Profile) -> Outcome:
    """Decree 2 (2): the register is one that the mayor has certified.

    Where the mayor has designated the digital register (DOR), a paper one is not certified.
    """
    if dealer.ended_at is not None and dealer.ended_at <= dealer.now:
        return not_applicable("ended", ended_at=dealer.ended_at)
    if dealer.on_dor_since is not None and dealer.on_dor_since <= dealer.now:
        return holds("on_dor", on_dor_since=dealer.on_dor_since)
    if profile.dor == "mandatory":
        return breached("dor_prescribed", on_dor_since=dealer.on_dor_since)
    if dealer.certified is None:
        return not_applicable("not_noted")
    return holds("certified") if dealer.certified else breached("not_certified", certified=False)


def decree_2_2_a(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(a): the entry has a sequence number, and the numbers run on."""
    if (outside := _outside(entry, profile)) is not None:
        return outside
    number, previous = entry.sequence_number, entry.previous_number
    if number is None:
        return breached("missing", missing=["sequence_number"])
    if previous is not None and number != previous + 1:
        return breached("gap", sequence_number=number, previous_number=previous)
    return holds("given", sequence_number=number)


def decree_2_2_b(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(b): the entry has the date of acquisition."""
    return _asks("b", entry, profile)


def decree_2_2_c(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(c): the entry describes the good, as far as possible with brand and number.

    Whether a brand or number could have been given is for a person to judge; a machine sees that
    it is not there where such goods bear one.
    """
    said = _asks("c", entry, profile)
    if said.reason != "given" or entry.category not in profile.numbered:
        return said
    there = {"brand": entry.brand_given, "number": entry.number_given or entry.numberless}
    absent = [name for name, given in there.items() if not given]
    return suspected("brand_or_number_missing", missing=absent) if absent else said


def decree_2_2_d(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(d): the entry has the price, or the other conditions of acquisition."""
    return _asks("d", entry, profile)


def decree_2_2_e(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(e): the entry has name and address of who the good came from."""
    return _asks("e", entry, profile)


def decree_2_2_f(entry: EntryFacts, profile: Profile) -> Outcome:
    """Decree 2 (2)(f): for copper in cash the entry has kind and number of the document."""
    if not copper_in_cash(entry):
        return not_applicable("no_copper_in_cash", copper=entry.copper, payment=entry.payment)
    return _asks("f", entry, profile)


def _asks(clause: str, entry: EntryFacts, profile: Profile) -> Outcome:
    if (outside := _outside(entry, profile)) is not None:
        return outside
    absent = [name for asked, name in decree_lacks(entry) if asked == clause]
    return breached("missing", missing=absent) if absent else holds("given")


def _outside(entry: EntryFacts, profile: Profile) -> Outcome | None:
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    return not_applicable("not_recorded") if entry.recorded_at is None else None


OF_ENTRY = (*EXEMPTIONS, "not_recorded", "missing", "given")
RULES = (
    Rule("decree-1-1", "Decree 1 (1)", DealerFacts, decree_1_1, ("no_goods", "designated")),
    Rule("decree-1-2", "Decree 1 (2)"),
    Rule(
        "decree-2-1",
        "Decree 2 (1)",
        EntryFacts,
        decree_2_1,
        ("no_copper_in_cash", "checked", "not_checked"),
    ),
    Rule(
        "decree-2-2",
        "Decree 2 (2), opening words",
        EntryFacts,
        decree_2_2,
        (*EXEMPTIONS, "term_running", "not_recorded", "late", "in_time"),
    ),
    Rule(
        "decree-2-2-register",
        "Decree 2 (2), opening words",
        DealerFacts,
        decree_2_2_register,
        ("ended", "on_dor", "dor_prescribed", "not_noted", "certified", "not_certified"),
    ),
    Rule("decree-2-2-a", "Decree 2 (2)(a)", EntryFacts, decree_2_2_a, (*OF_ENTRY, "gap")),
    Rule("decree-2-2-b", "Decree 2 (2)(b)", EntryFacts, decree_2_2_b, OF_ENTRY),
    Rule(
        "decree-2-2-c",
        "Decree 2 (2)(c)",
        EntryFacts,
        decree_2_2_c,
        (*OF_ENTRY, "brand_or_number_missing"),
    ),
    Rule("decree-2-2-d", "Decree 2 (2)(d)", EntryFacts, decree_2_2_d, OF_ENTRY),
    Rule("decree-2-2-e", "Decree 2 (2)(e)", EntryFacts, decree_2_2_e, OF_ENTRY),
    Rule(
        "decree-2-2-f",
        "Decree 2 (2)(f)",
        EntryFacts,
        decree_2_2_f,
        (*OF_ENTRY, "no_copper_in_cash"),
    ),
)
