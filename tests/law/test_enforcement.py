"""DOC: the ladder of enforcement, and what history proposes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.law.enforcement import (
    STEPS,
    Inspection,
    LadderLine,
    Proposal,
    Rung,
    Step,
    ladder_at,
    ladder_lines,
    proposed,
)

DAY = date(2026, 6, 1)
LADDER = ladder_at("GM0344", DAY)
STEP = st.sampled_from(STEPS)
HISTORY = st.lists(
    st.builds(
        Inspection,
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.booleans(),
        st.none() | STEP,
    ),
    max_size=12,
)


def breach(days_ago: int, taken: Step | None = None) -> Inspection:
    return Inspection(DAY - timedelta(days=days_ago), breached=True, taken=taken)


def fine(days_ago: int) -> Inspection:
    return Inspection(DAY - timedelta(days=days_ago), breached=False)


def test_the_usual_ladder_has_every_step_once_in_order() -> None:
    assert tuple(rung.step for rung in LADDER) == STEPS
    assert all(rung.within_days > 0 for rung in LADDER)


@pytest.mark.parametrize(
    ("history", "step"),
    [
        ([], None),
        ([fine(0)], None),
        ([breach(0)], "more_checks"),
        ([breach(100, "more_checks"), breach(0)], "warning"),
        ([breach(400, "more_checks"), breach(0)], "more_checks"),
        ([breach(365, "more_checks"), breach(0)], "warning"),
        ([breach(100, "warning"), fine(50), breach(0)], "penalty_order"),
        ([breach(100, "warning"), breach(50), fine(0)], None),
        ([breach(100, "closure"), breach(50, "more_checks"), breach(0)], "report"),
        ([breach(100, "report"), breach(0)], "report"),
        ([breach(100, "more_checks"), breach(0, "warning")], None),
        ([breach(0), breach(100, "more_checks")], "warning"),
        ([breach(-1)], None),
    ],
)
def test_the_step_follows_from_what_was_found_and_done(
    history: list[Inspection], step: Step | None
) -> None:
    found = proposed(history, DAY, LADDER)
    assert (found.step if found else None) == step


def test_a_proposal_names_the_step_that_led_to_it() -> None:
    warned = breach(100, "warning")
    assert proposed([warned, breach(0)], DAY, LADDER) == Proposal("penalty_order", warned)
    assert proposed([breach(0)], DAY, LADDER) == Proposal("more_checks", None)


def test_a_municipality_has_its_own_ladder_from_its_day() -> None:
    own = Rung("warning", 100)
    lines = [*ladder_lines(), LadderLine("GM0344", DAY, own)]
    assert ladder_at("GM0344", DAY - timedelta(days=1), lines) == LADDER
    assert ladder_at("GM0344", DAY, lines) == (own,)
    assert ladder_at("GM0363", DAY, lines) == LADDER
    newer = LadderLine("GM0344", DAY + timedelta(days=9), Rung("closure", 100))
    assert ladder_at("GM0344", DAY, [*lines, newer]) == (own,)
    assert ladder_at("GM0344", newer.since, [*lines, newer]) == (newer.rung,)


def test_a_municipality_may_leave_out_steps() -> None:
    short = (Rung("warning", 730), Rung("report", 730))
    assert proposed([breach(0)], DAY, short) == Proposal("warning", None)
    found = proposed([breach(9, "warning"), breach(0)], DAY, short)
    assert found is not None
    assert found.step == "report"
    assert proposed([breach(9, "closure"), breach(0)], DAY, short) == Proposal("warning", None)


@settings(deadline=None)
@given(history=HISTORY)
def test_nothing_is_proposed_without_a_breach_that_waits(history: list[Inspection]) -> None:
    past = sorted((one for one in history if one.day <= DAY), key=lambda one: one.day)
    waits = bool(past) and past[-1].breached and past[-1].taken is None
    assert (proposed(history, DAY, LADDER) is not None) == waits


@settings(deadline=None)
@given(history=HISTORY, later=st.integers(1, 4_000))
def test_time_without_breaches_never_leads_higher(history: list[Inspection], later: int) -> None:
    now = proposed([*history, breach(0)], DAY, LADDER)
    day = DAY + timedelta(days=later)
    past = [one for one in history if one.day <= DAY]
    then = proposed([*past, Inspection(day, breached=True)], day, LADDER)
    if now is not None and then is not None:
        assert STEPS.index(then.step) <= STEPS.index(now.step)
