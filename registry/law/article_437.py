"""Article 437 of the Criminal Code: what a dealer does in his trade, clause by clause.

The penalty is up to six months' detention or a fine of the third category. The clauses on the
register are filled in by the decree (`registry.law.decree`).
"""

from datetime import datetime

from registry.law.completeness import EXEMPTIONS, decree_lacks, exemption
from registry.law.facts import (
    DemandFacts,
    EntryFacts,
    InspectionFacts,
    NoticeFacts,
    OrderFacts,
)
from registry.law.outcome import Outcome, breached, holds, not_applicable, suspected
from registry.law.profile import Profile
from registry.law.rule import Rule
from registry.law.terms import entry_deadline, latest_end_of_order


def article_437_1_a(entry: EntryFacts, profile: Profile) -> Outcome:
    """437 (1)(a): all used or irregular goods acquired are entered as the decree says."""
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    by = entry_deadline(entry.acquired_at, profile)
    if entry.recorded_at is None:
        if entry.now <= by:
            return not_applicable("term_running", by=by)
        return breached("not_recorded", acquired_at=entry.acquired_at, by=by)
    if lacking := decree_lacks(entry):
        return breached("incomplete", missing=[name for _, name in lacking])
    if entry.recorded_at > by:
        return breached("late", acquired_at=entry.acquired_at, recorded_at=entry.recorded_at, by=by)
    return holds("kept", recorded_at=entry.recorded_at)


def article_437_1_a_goods(found: InspectionFacts, _profile: Profile) -> Outcome:
    """437 (1)(a): a good that the dealer has in his shop stands in the register."""
    if found.good_registered is None:
        return not_applicable("not_looked_at")
    if found.good_registered:
        return holds("registered", inspected_at=found.inspected_at)
    return breached("not_registered", inspected_at=found.inspected_at)


def article_437_1_b(entry: EntryFacts, profile: Profile) -> Outcome:
    """437 (1)(b): nothing is acquired from somebody without identity given and recorded."""
    if (reason := exemption(entry, profile)) is not None:
        return not_applicable(reason, category=entry.category)
    if entry.identity_refused:
        return breached("not_given", identity_refused=True)
    if entry.recorded_at is None:
        return not_applicable("not_recorded")
    if not (entry.name_given and entry.address_given):
        return breached("not_noted", name=entry.name_given, address=entry.address_given)
    return holds("identified", name=True, address=True)


def article_437_1_c(found: InspectionFacts, _profile: Profile) -> Outcome:
    """437 (1)(c): the administration is shown to an officer on first request."""
    if found.by != "police" or found.register_shown is None:
        return not_applicable("not_asked")
    if found.register_shown:
        return holds("shown", inspected_at=found.inspected_at)
    return breached("not_shown", inspected_at=found.inspected_at)


def article_437_1_d(found: InspectionFacts, _profile: Profile) -> Outcome:
    """437 (1)(d): a good is shown to an officer, and where it stands in the books."""
    if found.by != "police" or (found.good_shown is None and found.place_shown is None):
        return not_applicable("not_asked")
    if found.good_shown is False:
        return breached("good_not_shown", inspected_at=found.inspected_at)
    if found.place_shown is False:
        return breached("place_not_shown", inspected_at=found.inspected_at)
    return holds("shown", inspected_at=found.inspected_at)


def article_437_1_e(notice: NoticeFacts, _profile: Profile) -> Outcome:
    """437 (1)(e): no good is acquired or kept that the police described to the dealer."""
    if notice.delivered_at is None:
        return not_applicable("not_delivered")
    if not (notice.in_writing and notice.clear):
        return not_applicable("not_clear", in_writing=notice.in_writing, clear=notice.clear)
    times = {"delivered_at": notice.delivered_at, "acquired_at": notice.acquired_at}
    if not notice.in_range:
        return holds("another_good", **times)
    if notice.acquired_at >= notice.delivered_at:
        return suspected("acquired_after_notice", **times)
    return _had_already(notice, times)


def _had_already(notice: NoticeFacts, times: dict[str, datetime]) -> Outcome:
    if notice.gone_at is not None and notice.gone_at <= times["delivered_at"]:
        return holds("gone_before_notice", **times, gone_at=notice.gone_at)
    if notice.told_police_at is not None:
        return holds("told_police", **times, told_police_at=notice.told_police_at)
    return suspected("kept_after_notice", **times)


def article_437_1_f(order: OrderFacts, profile: Profile) -> Outcome:
    """437 (1)(f): a written order to keep a good is obeyed while it binds."""
    if not order.in_writing:
        return not_applicable("not_in_writing")
    if order.follows_order:
        return not_applicable("extension")
    until = min(order.until, latest_end_of_order(order.delivered_at, profile))
    if order.gone_at is not None and order.delivered_at <= order.gone_at < until:
        return breached("gone_under_order", gone_at=order.gone_at, until=until)
    if order.instruction_followed is False:
        return breached("instruction_ignored", delivered_at=order.delivered_at)
    return holds("kept", until=until)


def article_437_1_f_term(order: OrderFacts, profile: Profile) -> Outcome:
    """437 (1)(f): an order is in writing, lasts at most fourteen days, and is not prolonged."""
    latest = latest_end_of_order(order.delivered_at, profile)
    if not order.in_writing:
        return breached("not_in_writing")
    if order.follows_order:
        return breached("extension", until=order.until)
    if order.until > latest:
        return breached("too_long", until=order.until, latest=latest)
    return holds("within_term", until=order.until, latest=latest)


def article_437_1_g(demand: DemandFacts, _profile: Profile) -> Outcome:
    """437 (1)(g): a written demand for particulars is answered in time and truthfully."""
    if not demand.in_writing:
        return not_applicable("not_in_writing")
    if demand.answered_at is None:
        if demand.now <= demand.due_at:
            return not_applicable("term_running", due_at=demand.due_at)
        return breached("no_answer", due_at=demand.due_at)
    if demand.answered_at > demand.due_at:
        return breached("late", due_at=demand.due_at, answered_at=demand.answered_at)
    if demand.truthful is False:
        return breached("untruthful", answered_at=demand.answered_at)
    return holds("answered", answered_at=demand.answered_at, truthful=demand.truthful)


RULES = (
    Rule(
        "437-1-a",
        "437 (1)(a) Sr",
        EntryFacts,
        article_437_1_a,
        (*EXEMPTIONS, "term_running", "not_recorded", "incomplete", "late", "kept"),
    ),
    Rule(
        "437-1-a-goods",
        "437 (1)(a) Sr",
        InspectionFacts,
        article_437_1_a_goods,
        ("not_looked_at", "registered", "not_registered"),
    ),
    Rule(
        "437-1-b",
        "437 (1)(b) Sr",
        EntryFacts,
        article_437_1_b,
        (*EXEMPTIONS, "not_given", "not_recorded", "not_noted", "identified"),
    ),
    Rule(
        "437-1-c",
        "437 (1)(c) Sr",
        InspectionFacts,
        article_437_1_c,
        ("not_asked", "shown", "not_shown"),
    ),
    Rule(
        "437-1-d",
        "437 (1)(d) Sr",
        InspectionFacts,
        article_437_1_d,
        ("not_asked", "good_not_shown", "place_not_shown", "shown"),
    ),
    Rule(
        "437-1-e",
        "437 (1)(e) Sr",
        NoticeFacts,
        article_437_1_e,
        (
            "not_delivered",
            "not_clear",
            "another_good",
            "acquired_after_notice",
            "gone_before_notice",
            "told_police",
            "kept_after_notice",
        ),
    ),
    Rule(
        "437-1-f",
        "437 (1)(f) Sr",
        OrderFacts,
        article_437_1_f,
        ("not_in_writing", "extension", "gone_under_order", "instruction_ignored", "kept"),
    ),
    Rule(
        "437-1-f-term",
        "437 (1)(f) Sr",
        OrderFacts,
        article_437_1_f_term,
        ("not_in_writing", "extension", "too_long", "within_term"),
    ),
    Rule(
        "437-1-g",
        "437 (1)(g) Sr",
        DemandFacts,
        article_437_1_g,
        ("not_in_writing", "term_running", "no_answer", "late", "untruthful", "answered"),
    ),
    Rule("437-2", "437 (2) Sr"),
    Rule("437-3", "437 (3) Sr"),
    Rule("437-4", "437 (4) Sr"),
)
