"""Situations as a lawyer would put them (tests/law/cases), judged by the rulebook."""

import pytest

from registry.law.hold import hold_of
from registry.law.outcome import Status
from registry.law.rulebook import RULES, judged
from tests.law.situations import Case, Row, cases, law_of, moment, rows

ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_situation_is_judged_as_a_lawyer_expects(case: Case) -> None:
    (found,) = [one for one in judged(case.facts, case.law) if one.rule == case.rule]
    outcome = found.outcome
    assert (outcome.status, outcome.reason) == (case.status, case.reason)
    assert outcome.to_be_judged == case.to_be_judged
    assert found.article == case.article


@pytest.mark.parametrize("row", rows("holds"), ids=lambda row: row["situation"])
def test_a_hold_ends_when_a_lawyer_expects(row: Row) -> None:
    hold = hold_of(moment(row, row["entered"]), row["place"] or None, law_of(row))
    assert hold.until == moment(row, row["until"])
    assert hold.basis == row["basis"]


def test_there_are_enough_situations_and_no_two_are_the_same() -> None:
    told = [(case.name.split(": ", 1)[1], case.rule) for case in ALL]
    assert len(told) + len(rows("holds")) >= 120
    assert len(set(told)) == len(told)


def test_every_rule_is_shown_kept_broken_and_out_of_place_where_it_can_be() -> None:
    shown = {(case.rule, case.status) for case in ALL}
    for rule in RULES.values():
        if rule.check is not None:
            wanted = set(Status)
            if rule.code == "decree-1-1":  # tells who is designated, which nobody can break
                wanted -= {Status.BREACHED}
            if rule.code in ONLY_IN_PLACE:
                wanted -= {Status.NOT_APPLICABLE}
            missing = {(rule.code, status.value) for status in wanted} - shown
            assert not missing, missing


# An order is always one to look at.
ONLY_IN_PLACE = {"437-1-f-term"}
