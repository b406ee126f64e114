"""The rulebook is whole: every clause has a rule or a reason, every reason a sentence."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from babel.messages.pofile import read_po

from registry.law import enforcement
from registry.law.article_words import ARTICLE_WORDS
from registry.law.completeness import missing_data
from registry.law.facts import EntryFacts
from registry.law.jurisdictions import jurisdictions
from registry.law.outcome import Status
from registry.law.profile import Profile
from registry.law.rule import Rule
from registry.law.rulebook import CLAUSES, RULES, judged_under
from registry.law.table import document
from registry.settings import ROOT
from tests.law.fact_grid import grid

# Every clause of the articles, the decree, the model ordinance and the bill, as the law has them.
CLOSED = {
    *("437-1-a", "437-1-b", "437-1-c", "437-1-d", "437-1-e", "437-1-f", "437-1-g"),
    *("437-2", "437-3", "437-4"),
    *("437bis-1-a", "437bis-1-b", "437bis-2", "437bis-3", "437ter-1", "437ter-2"),
    *("decree-1-1", "decree-1-2", "decree-2-1", "decree-2-2"),
    *("decree-2-2-a", "decree-2-2-b", "decree-2-2-c", "decree-2-2-d", "decree-2-2-e"),
    *("decree-2-2-f", "apv-2-66", "apv-2-67", "apv-2-67-a", "apv-2-67-b", "apv-2-67-c"),
    *("apv-2-67-d", "apv-2-67-e", "apv-2-68-a-1", "apv-2-68-a-2", "apv-2-68-a-3"),
    *("apv-2-68-a-4", "apv-2-68-b", "apv-2-68-c", "apv-2-68-d"),
    *("36036-dor", "36036-dol", "36036-hold", "36036-identity", "36036-four-years"),
    *("bes-457", "bes-459"),
}
CHECKED = [rule for rule in CLAUSES if rule.check is not None]


def sentences(language: str) -> dict[str, str]:
    path = ROOT / "registry" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_clause_of_the_closed_list_has_an_entry() -> None:
    assert set(RULES) >= CLOSED
    assert len(RULES) == len(CLAUSES)


def test_every_check_is_named_after_its_article_and_says_it() -> None:
    for rule in CHECKED:
        assert rule.check is not None
        name = rule.check.__name__.removeprefix("article_").removeprefix("bill_")
        assert name == rule.code.replace("-", "_")
        assert (rule.check.__doc__ or "").startswith(SAYS[rule.check.__module__.split(".")[-1]])


SAYS: dict[str, str | tuple[str, ...]] = {
    "article_437": "437 (",
    "article_437bis": "437bis (",
    "article_437ter": "437ter (",
    "decree": "Decree ",
    "ordinance": ("Model 2:", "Local rule"),
    "bill_36036": "Bill 36 036",
    "caribbean": "BES decree",
}


def test_every_check_is_in_force_somewhere_and_every_profile_names_checks_only() -> None:
    named = {code for profile in jurisdictions().profiles.values() for code in profile.rules}
    assert named == {rule.code for rule in CHECKED}


def test_a_clause_has_a_check_or_a_reason_why_not() -> None:
    told = sentences("en")
    for rule in CLAUSES:
        assert (f"law.{rule.code}.unchecked" in told) == (rule.check is None), rule.code


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_that_can_be_said_has_its_sentence_and_nothing_else_has(language: str) -> None:
    wanted = {f"law.{rule.code}.title" for rule in CLAUSES}
    wanted |= {f"law.{rule.code}.unchecked" for rule in CLAUSES if rule.check is None}
    wanted |= {f"law.{rule.code}.{reason}" for rule in CLAUSES for reason in rule.reasons}
    wanted |= {f"law.step.{step}" for step in enforcement.STEPS}
    wanted |= {f"law.status.{status.value}" for status in Status} | {"law.status.to_be_judged"}
    wanted |= {f"law.hold.{kind}" for kind in ("calendar", "working", "none")}
    wanted |= {f"law.field.{name}" for name in FIELDS}
    wanted |= set(ARTICLE_WORDS.values())
    assert wanted == {key for key in sentences(language) if key.startswith("law.")}


FIELDS = {
    *("sequence_number", "date", "description", "price", "name", "address", "brand", "number"),
    *("document_kind", "document_number", "document_country"),
}


@pytest.fixture(scope="module")
def reached() -> dict[str, dict[str, set[tuple[Status, bool]]]]:
    """Give the reasons that each rule gives over a grid of facts, and what it says with them."""
    found: dict[str, dict[str, set[tuple[Status, bool]]]] = {rule.code: {} for rule in CHECKED}
    known = jurisdictions().profiles.values()
    # No place has these terms now; an ordinance may set them.
    others = [
        replace(one, identity="none", sale_register="none", kept_unaltered=True, dor="mandatory")
        for one in known
    ]
    for profile, facts in product([*known, *others], grid()):
        for one in judged_under(profile, facts):
            said = (one.outcome.status, one.outcome.to_be_judged)
            found[one.rule].setdefault(one.outcome.reason, set()).add(said)
            assert FIELDS.issuperset(one.outcome.facts.get("missing", ()))
    return found


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_a_rule_gives_the_reasons_it_declares(
    rule: Rule, reached: dict[str, dict[str, set[tuple[Status, bool]]]]
) -> None:
    assert set(reached[rule.code]) == set(rule.reasons)
    for reason, said in reached[rule.code].items():
        status = OF_RULE.get((rule.code, reason)) or OF_REASON[reason]
        assert said == {(status, reason in TO_BE_JUDGED)}, reason


H, B, N = Status.HOLDS, Status.BREACHED, Status.NOT_APPLICABLE
TO_BE_JUDGED = {
    *("acquired_after_notice", "kept_after_notice", "signs", "brand_or_number_missing"),
}
OF_REASON = {
    **dict.fromkeys(("new_goods", "dutch_plates", "thrift_shop", "not_sensitive", "returned"), N),
    **dict.fromkeys(("term_running", "not_recorded", "not_asked", "not_looked_at", "ended"), N),
    **dict.fromkeys(("not_noted", "not_delivered", "not_clear", "not_numbered", "no_hold"), N),
    **dict.fromkeys(("no_copper_in_cash", "no_goods", "no_sale_register", "age_not_noted"), N),
    **dict.fromkeys(("other_notification",), N),
    **dict.fromkeys(("kept", "identified", "registered", "shown", "given", "in_time", "sign"), H),
    **dict.fromkeys(("adult", "no_sign", "checked", "certified", "on_dor", "joined"), H),
    **dict.fromkeys(("another_good", "gone_before_notice", "told_police", "within_term"), H),
    **dict.fromkeys(("answered", "notified_before", "designated", "unaltered", "at_once"), H),
    **dict.fromkeys(("altered_after_hold", "follows_on"), H),
    **dict.fromkeys(("incomplete", "late", "missing", "gap", "not_given", "not_registered"), B),
    **dict.fromkeys(("not_shown", "good_not_shown", "place_not_shown", "minor", "known"), B),
    **dict.fromkeys(("gone_under_order", "instruction_ignored", "too_long", "extension"), B),
    **dict.fromkeys(("no_answer", "untruthful", "not_notified", "not_in_writing"), B),
    **dict.fromkeys(("notified_after", "not_checked", "dor_prescribed", "not_certified"), B),
    **dict.fromkeys(("pages_not_numbered", "sold_in_hold", "sold_in_earlier_hold"), B),
    **dict.fromkeys(("altered_in_hold", "not_joined", *TO_BE_JUDGED), B),
}
# Where one word means something else to one rule.
OF_RULE = {
    **{
        (code, "not_recorded"): B
        for code in ("437-1-a", "decree-2-2", "apv-2-67", "bes-at-once", "bes-disposal")
    },
    ("437-1-b", "not_noted"): B,
    ("437-1-f", "not_in_writing"): N,
    ("437-1-f", "extension"): N,
    ("437-1-g", "not_in_writing"): N,
    ("apv-2-68-c", "no_sign"): B,
}


def test_the_document_is_the_one_that_the_code_makes() -> None:
    assert (ROOT / "docs" / "law.md").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("profile", jurisdictions().profiles.values(), ids=lambda p: p.name)
def test_what_is_missing_is_what_a_rule_in_force_calls_missing(profile: Profile) -> None:
    named = set()
    for facts in grid():
        if isinstance(facts, EntryFacts):
            missing = missing_data(facts, profile)
            named |= {one.field for one in missing}
            by_rule = {
                one.rule: set(one.outcome.facts["missing"])
                for one in judged_under(profile, facts)
                if one.outcome.reason == "missing"
            }
            told: defaultdict[str, set[str]] = defaultdict(set)
            for one in missing:
                told[one.rule].add(one.field)
            assert told == by_rule
    documents = {name for name in FIELDS if name.startswith("document")}
    assert named == FIELDS - {"brand", "number"} - (documents if profile.name == "bes" else set())
