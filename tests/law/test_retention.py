"""Terms of keeping: read strictly, in force by place and date, over not a moment too early."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.law.retention import (
    BadTerms,
    Duration,
    Subject,
    Suspension,
    municipalities_of,
    read_terms,
    term_of,
    terms,
)

HEADER = "jurisdiction,subject,term,from,suspended_by,valid_from,source"
OTHERS = [f"nl,{subject},P1D,its start,,2010-01-01,a rule" for subject in Subject]


def table(*lines: str, without: str = "") -> list[str]:
    return [HEADER, *(line for line in OTHERS if not without or without not in line), *lines]


def test_the_terms_that_come_with_the_register() -> None:
    shipped = {subject: terms(subject)[-1] for subject in Subject}
    assert {subject: term.text for subject, term in shipped.items()} == {
        "seller_identity": "P4Y",
        "buyer_identity": "P4Y",
        "client_counter": "PT23H",
        "idempotency_key": "P40D",
        "web_session": "PT0H",
        "access_token": "P1Y",
        "upload": "P7D",
        "sign_in_step": "PT0H",
        "sign_in_attempts": "PT23H",
        "mailed_code": "PT0H",
        "sign_up_draft": "P30D",
        "citizen_contact": "P1Y",
        "offer": "P5Y",
        "dispute": "P5Y",
    }
    assert shipped[Subject.SELLER_IDENTITY].suspended_by is Suspension.CONFIRMED_HIT
    assert all(term.source for term in shipped.values())


@pytest.mark.parametrize(
    ("text", "now", "began"),
    [
        ("P4Y", "2026-06-15T10:00", "2022-06-15T10:00"),
        ("P4Y", "2028-02-29T10:00", "2024-02-29T10:00"),
        # Who began on 29 February has had a year on 1 March, and not on 28 February.
        ("P1Y", "2025-02-28T10:00", "2024-02-28T10:00"),
        ("P1Y", "2025-03-01T10:00", "2024-03-01T10:00"),
        ("P1Y", "2028-02-29T10:00", "2027-02-28T10:00"),
        ("PT24H", "2026-03-29T10:00", "2026-03-28T10:00"),
        ("P40D", "2026-03-01T00:00", "2026-01-20T00:00"),
        ("P1Y2DT3H", "2026-06-15T10:00", "2025-06-13T07:00"),
    ],
)
def test_when_a_term_is_over(text: str, now: str, began: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert Duration.parse(text).before(moment) == datetime.fromisoformat(began).replace(tzinfo=UTC)


@given(
    st.integers(0, 10),
    st.integers(0, 500),
    st.datetimes(datetime(2010, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_later_never_means_that_less_is_over(years: int, days: int, moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    duration = Duration(years=years, days=days)
    assert (
        duration.before(moment)
        <= duration.before(moment + timedelta(days=1))
        <= moment + (timedelta(days=1))
    )


@pytest.mark.parametrize("text", ["", "P", "PT", "4Y", "P4", "P1M", "P1.5Y", "-P1Y", "P1Y ", "P1H"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        Duration.parse(text)


def test_a_change_of_the_law_leaves_earlier_entries_under_their_term() -> None:
    found = read_terms(
        table(
            "nl,seller_identity,P4Y,registration,confirmed_hit,2010-01-01,a rule",
            "nl,seller_identity,P2Y,registration,,2027-01-01,a bill",
            without="seller_identity",
        )
    )
    before, after = found["nl", Subject.SELLER_IDENTITY]
    # Midnight in the Netherlands.
    assert before.valid_until == after.valid_from == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert (before.text, after.text, after.valid_until) == ("P4Y", "P2Y", None)


def test_the_term_in_force_when_it_began() -> None:
    began = datetime(2026, 6, 15, tzinfo=UTC)
    assert term_of(Subject.SELLER_IDENTITY, began).text == "P4Y"
    with pytest.raises(LookupError):
        term_of(Subject.SELLER_IDENTITY, datetime(2009, 1, 1, tzinfo=UTC))
    with pytest.raises(LookupError):
        term_of(Subject.SELLER_IDENTITY, began, "atlantis")
    with pytest.raises(LookupError):
        municipalities_of("atlantis")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nl,shoe_size,P4Y,registration,,2010-01-01,a rule", "line LAST: 'shoe_size'"),
        ("nl,web_session,4 years,registration,,2010-01-01,a rule", "line LAST: '4 years'"),
        ("nl,web_session,P4Y,registration,,soon,a rule", "line LAST"),
        ("nl,web_session,P4Y,registration,a_feeling,2010-01-01,a rule", "line LAST: 'a_feeling'"),
        ("nl,web_session,P4Y,registration,,2010-01-02,", "line LAST: from and source"),
        ("nl,web_session,P4Y", "line LAST"),
        ("mars,web_session,P4Y,registration,,2010-01-01,a rule", "line LAST: 'mars'"),
        ("nl,web_session,P2D,its end,,2010-01-01,a rule", "two terms from one day"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(line: str, told: str) -> None:
    last = len(table(line))
    with pytest.raises(BadTerms, match=told.replace("LAST", str(last))):
        read_terms(table(line))


def test_every_subject_has_a_term() -> None:
    with pytest.raises(BadTerms, match="no term for web_session"):
        read_terms(table(without="web_session"))
