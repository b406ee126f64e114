"""Importing an existing population of dealers (DOL, DOR): batch by batch, each dealer once.

The file is CSV in UTF-8 with the columns of `COLUMNS`, in any order. What is not known is empty.
Days are ISO 8601, by the Dutch calendar: a dealer is there from the day that a column says, and no
longer on the day on which it ended.
"""

import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from registry.access.actors import Actor
from registry.audit.names import EventName
from registry.db import take_turns
from registry.ids import new_id
from registry.imports.lines import Line, Lines
from registry.imports.mapping import BadMapping
from registry.journal import append
from registry.law.places import place_names
from registry.register import Register
from registry.rules.adoption import NETHERLANDS, beginning
from registry.tables import Dealer
from schemas.fields import COUNTRIES

BATCH = 200
DATES = ("dol_from", "dor_from", "ended_at")
COLUMNS = ("name", "kvk_number", "country", "municipality_code", *DATES)
LONGEST_NAME = 200
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken (from 1, the header is the first), and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What came of an import: new dealers, changed ones, those there already, refused lines."""

    accepted: int = 0
    changed: int = 0
    known: int = 0
    refusals: list[Refusal] = field(default_factory=list)


class _Refused(Exception):
    """Why one line can't be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One dealer as a line tells it."""

    line: int
    name: str
    kvk_number: str | None
    country: str
    municipality_code: str | None
    dates: dict[str, datetime | None]

    @property
    def key(self) -> str:
        """What makes this the same dealer in another file: all but the days."""
        parts = (self.country, self.kvk_number, self.municipality_code, self.name.casefold())
        return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()


def import_dealers(register: Register, actor: Actor, path: Path) -> Report:
    """Import a file of dealers; lines that can't be taken are in the report, the others are taken.

    Each batch is one transaction and each dealer is recognised, so a file may be imported again:
    then days that have changed are taken over and nothing else happens. Raises BadMapping if the
    file has not the columns that it must have.
    """
    report = Report()
    with path.open("rb") as raw:
        text = io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="\n")
        lines = Lines(text, ",")
        header = [name.strip() for name in lines.header]
        if missing := [name for name in COLUMNS if name not in header]:
            raise BadMapping(f"there is no column {', '.join(missing)}")
        coming = iter(lines)
        while batch := list(islice(coming, BATCH)):
            told = list(_readable(header, batch, report))
            _take(register, actor, told, report)
    return report


def _readable(header: Sequence[str], batch: Sequence[Line], report: Report) -> Iterator[_Told]:
    for line in batch:
        if line.refused is not None:
            report.refusals.append(Refusal(line.number, line.refused))
            continue
        try:
            yield _told(line.number, dict(zip(header, line.cells, strict=True)))
        except _Refused as error:
            report.refusals.append(Refusal(line.number, str(error)))


def _told(line: int, row: dict[str, str]) -> _Told:
    cells = {name: row[name].strip() for name in COLUMNS}
    name, country = " ".join(cells["name"].split()), cells["country"].upper()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise _Refused(f"name: not a text of 1 to {LONGEST_NAME} characters")
    if country not in COUNTRIES:
        raise _Refused(f"country: {country or 'nothing'!r} is no code of ISO 3166-1")
    kvk_number, place = cells["kvk_number"] or None, cells["municipality_code"] or None
    if country != NETHERLANDS and (kvk_number or place):
        raise _Refused("a foreign dealer has no kvk_number and no municipality_code")
    if kvk_number is not None and not re.fullmatch("[0-9]{8}", kvk_number):
        raise _Refused(f"kvk_number: {kvk_number!r} has not eight digits")
    if place is not None and place not in place_names():
        raise _Refused(f"municipality_code: there is no municipality {place!r}")
    dates = {name: _day(name, cells[name]) for name in DATES}
    since = [day for name in ("dol_from", "dor_from") if (day := dates[name])]
    if since and dates["ended_at"] and dates["ended_at"] < min(since):
        raise _Refused("ended_at: lies before dol_from and dor_from")
    return _Told(
        line=line,
        name=name,
        kvk_number=kvk_number,
        country=country,
        municipality_code=place,
        dates=dates,
    )


def _day(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day < LATEST:
        raise _Refused(f"{name}: {text!r} is no day such as 2024-09-01")
    return beginning(day)


def _take(register: Register, actor: Actor, told: Sequence[_Told], report: Report) -> None:
    """Take what is new or changed of a batch, and count it once it is committed."""
    now = register.clock()
    accepted = changed = known = 0
    with register.database.write() as session:
        # Of two imports of the same file the second must see what the first one took.
        take_turns(session, "import of dealers")
        there = _there(session, [each.key for each in told])
        notified = _notified(session, told)
        for each in told:
            dealer = there.get(each.key)
            if dealer is None and (each.kvk_number, each.municipality_code) in notified:
                known += 1
            elif dealer is None:
                there[each.key] = _add(session, actor, now, each)
                accepted += 1
            elif _renew(session, actor, now, dealer, each):
                changed += 1
            else:
                known += 1
    report.accepted += accepted
    report.changed += changed
    report.known += known


def _there(session: Session, keys: Collection[str]) -> dict[str, Dealer]:
    rows = session.scalars(select(Dealer).where(Dealer.import_key.in_(keys)))
    return {str(dealer.import_key): dealer for dealer in rows}


def _notified(session: Session, told: Sequence[_Told]) -> set[tuple[str | None, str | None]]:
    """Return number and municipality of those that have notified over the API themselves."""
    pairs = {(e.kvk_number, e.municipality_code) for e in told if e.kvk_number}
    rows = session.execute(
        select(Dealer.kvk_number, Dealer.municipality_code).where(
            Dealer.import_key.is_(None),
            Dealer.status != "rejected",
            tuple_(Dealer.kvk_number, Dealer.municipality_code).in_(list(pairs)),
        )
    )
    return {(number, place) for number, place in rows}


def _add(session: Session, actor: Actor, now: datetime, told: _Told) -> Dealer:
    dealer = Dealer(
        id=new_id(),
        version=1,
        status=_status(told.dates["ended_at"], now),
        name=told.name,
        kvk_number=told.kvk_number,
        country=told.country,
        municipality_code=told.municipality_code,
        goods=[],
        submitted_at=now,
        import_key=told.key,
        last_sequence_number=0,
        **told.dates,
    )
    session.add(dealer)
    append(session, actor, now, EventName.DEALER_IMPORT, object_id=dealer.id, object_version=1)
    return dealer


def _renew(session: Session, actor: Actor, now: datetime, dealer: Dealer, told: _Told) -> bool:
    """Take over the days that a line has otherwise; what a line leaves empty stays."""
    news = {
        name: moment
        for name, moment in told.dates.items()
        if moment is not None and getattr(dealer, name) != moment
    }
    if not news:
        return False
    for name, moment in news.items():
        setattr(dealer, name, moment)
    dealer.status = _status(dealer.ended_at, now)
    dealer.version += 1
    append(
        session,
        actor,
        now,
        EventName.DEALER_IMPORT,
        object_id=dealer.id,
        object_version=dealer.version,
        details={"changed": sorted(news)},
    )
    return True


def _status(ended_at: datetime | None, now: datetime) -> str:
    return "approved" if ended_at is None or ended_at > now else "ended"
