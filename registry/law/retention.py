"""Terms of keeping: how long what is kept, by place and date (see registry/data/retention.csv)."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from registry.law.municipalities import municipality_names

NETHERLANDS = "nl"
TIME_ZONES = {NETHERLANDS: ZoneInfo("Europe/Amsterdam")}
DURATION = re.compile(r"P(?!\Z)(?:(\d{1,3})Y)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?)?\Z")


class Subject(StrEnum):
    """What has a term."""

    SELLER_IDENTITY = "seller_identity"
    BUYER_IDENTITY = "buyer_identity"
    CLIENT_COUNTER = "client_counter"
    IDEMPOTENCY_KEY = "idempotency_key"
    WEB_SESSION = "web_session"
    UPLOAD = "upload"
    SIGN_IN_STEP = "sign_in_step"
    SIGN_IN_ATTEMPTS = "sign_in_attempts"
    MAILED_CODE = "mailed_code"
    SIGN_UP_DRAFT = "sign_up_draft"
    ACCESS_TOKEN = "access_token"  # noqa: S105 - the name of a subject
    CITIZEN_CONTACT = "citizen_contact"
    OFFER = "offer"
    DISPUTE = "dispute"


class Suspension(StrEnum):
    """What keeps a record beyond its term while it stands."""

    CONFIRMED_HIT = "confirmed_hit"


class BadTerms(ValueError):
    """The table of terms can't be right; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A duration of ISO 8601 in years, days and hours; years are those of the calendar."""

    years: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read such as P4Y, P40D or PT24H. Raises ValueError for anything else."""
        match = DURATION.match(text)
        if match is None:
            raise ValueError(f"{text!r} is no duration in years, days and hours")
        years, days, hours = (int(part or 0) for part in match.groups())
        return cls(years=years, days=days, hours=hours)

    def before(self, moment: datetime) -> datetime:
        """Return the moment that lies this long before another, in UTC.

        A year before 29 February is 28 February, so a term that began on 29 February ends on
        1 March: never a day too early.
        """
        moment = moment.astimezone(UTC)
        year = moment.year - self.years
        try:
            moment = moment.replace(year=year)
        except ValueError:
            moment = moment.replace(year=year, day=28)
        return moment - timedelta(days=self.days, hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long something is kept that began between `valid_from` and `valid_until`.

    `runs_from` says in words from when, and `suspended_by` what keeps it longer. `valid_until` is
    exclusive, and None for the term in force; a change of the law leaves what began before it
    under the older term.
    """

    jurisdiction: str
    subject: Subject
    text: str
    duration: Duration
    runs_from: str
    suspended_by: Suspension | None
    valid_from: datetime
    valid_until: datetime | None
    source: str

    def over_before(self, now: datetime) -> datetime:
        """Return the last beginning (inclusive) of which the term is over now."""
        return self.duration.before(now)


def terms(subject: Subject, jurisdiction: str = NETHERLANDS) -> Sequence[Term]:
    """Return the successive terms of a subject, oldest first. Raises LookupError for none."""
    return _shipped()[jurisdiction, subject]


def term_of(subject: Subject, began_at: datetime, jurisdiction: str = NETHERLANDS) -> Term:
    """Return the term of what began at this moment. Raises LookupError if there was none yet."""
    for term in reversed(terms(subject, jurisdiction)):
        if term.valid_from <= began_at:
            return term
    raise LookupError(f"no term for {subject} in {jurisdiction} at {began_at.isoformat()}")


def jurisdictions(subject: Subject) -> Sequence[str]:
    """Return the places that have a term for a subject."""
    return sorted(place for place, named in _shipped() if named == subject)


def municipalities_of(jurisdiction: str) -> Sequence[str]:
    """Return the CBS codes of a jurisdiction. Raises LookupError for an unknown one."""
    if jurisdiction != NETHERLANDS:
        raise LookupError(jurisdiction)
    return sorted(municipality_names())


def read_terms(lines: Iterable[str]) -> Mapping[tuple[str, Subject], Sequence[Term]]:
    """Read a table of terms in CSV. Raises BadTerms, naming the line, for what can't be right."""
    found: dict[tuple[str, Subject], list[Term]] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            term = _term(row)
        except (KeyError, TypeError, ValueError, LookupError) as error:
            raise BadTerms(f"line {number}: {error}") from error
        found.setdefault((term.jurisdiction, term.subject), []).append(term)
    missing = set(Subject) - {subject for _place, subject in found}
    if missing:
        raise BadTerms(f"no term for {', '.join(sorted(missing))}")
    return {key: _succeeding(each) for key, each in found.items()}


@cache
def _shipped() -> Mapping[tuple[str, Subject], Sequence[Term]]:
    text = (files("registry") / "data" / "retention.csv").read_text(encoding="utf-8")
    return read_terms(text.splitlines())


def _term(row: Mapping[str, str]) -> Term:
    place = row["jurisdiction"]
    begins = datetime.combine(date.fromisoformat(row["valid_from"]), time.min, TIME_ZONES[place])
    if not row["source"].strip() or not row["from"].strip():
        raise ValueError("from and source are required")
    return Term(
        jurisdiction=place,
        subject=Subject(row["subject"]),
        text=row["term"],
        duration=Duration.parse(row["term"]),
        runs_from=row["from"],
        suspended_by=Suspension(row["suspended_by"]) if row["suspended_by"] else None,
        valid_from=begins.astimezone(UTC),
        valid_until=None,
        source=row["source"],
    )


def _succeeding(found: Sequence[Term]) -> Sequence[Term]:
    """Put terms in order and let each end where the next begins. Raises BadTerms for a tie."""
    in_order = sorted(found, key=lambda term: term.valid_from)
    ends = [*(term.valid_from for term in in_order[1:]), None]
    if any(term.valid_from == end for term, end in zip(in_order, ends, strict=True)):
        raise BadTerms(f"{in_order[0].subject} has two terms from one day")
    return [replace(term, valid_until=end) for term, end in zip(in_order, ends, strict=True)]
