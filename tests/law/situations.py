"""Reads the case tables: situations in words, made into facts. An unknown word is an error."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from registry.law.facts import (
    DealerFacts,
    DemandFacts,
    EntryFacts,
    Facts,
    InspectionFacts,
    NoticeFacts,
    NotificationFacts,
    OrderFacts,
    SaleFacts,
)
from registry.law.hold import hold_of
from registry.law.in_force import ZONES, InForce, Jurisdictions
from registry.law.jurisdictions import jurisdictions
from registry.law.places import country_of

CASES = Path(__file__).parent / "cases"
Row = dict[str, str]
GIVEN = {
    "date": "date_given",
    "description": "description_given",
    "brand": "brand_given",
    "number": "number_given",
    "price": "price_given",
    "name": "name_given",
    "address": "address_given",
    "document kind": "document_kind_given",
    "document number": "document_number_given",
    "document country": "document_country_given",
}
SUPPLIER: dict[str, dict[str, Any]] = {
    "adult": {"adult": True},
    "minor": {"adult": False},
    "age unknown": {},
    "refused identity": {"identity_refused": True},
    "known to be held": {"detention": "known"},
    "signs of being held": {"detention": "suspected"},
    "no sign of being held": {"detention": "no"},
}
NOTES: dict[str, dict[str, Any]] = {
    "new": {"used_or_irregular": False},
    "dutch plates": {"dutch_plates": True},
    "thrift shop": {"thrift_shop": True},
    "no unique number": {"unique_number": False},
    "no legible number": {"numberless": True},
    "copper": {"copper": True},
    "conditions given": {"conditions_given": True},
}
OF_SALE: dict[str, dict[str, Any]] = {
    "returned": {"disposal": "return"},
    "sensitive": {"sensitive": True},
}


@dataclass(frozen=True)
class Case:
    """One row: facts, the law to judge them by, and what a lawyer expects."""

    name: str
    facts: Facts
    law: Jurisdictions
    rule: str
    status: str
    to_be_judged: bool
    reason: str
    article: str


def rows(table: str) -> list[Row]:
    """Return the rows of a case table."""
    with (CASES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def law_of(row: Row) -> Jurisdictions:
    """Return the law as it is, or with the bill from the day that the row names."""
    if not row["law"]:
        return jurisdictions()
    day = date.fromisoformat(row["law"].removeprefix("bill from "))
    return jurisdictions().switched(InForce("NL", "nl-36036", day))


def moment(row: Row, text: str) -> datetime:
    """Return the moment, in UTC, that the clock of the place shows so."""
    zone = ZONES[country_of(row["place"])] if row["place"] else ZONES["NL"]
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)


def cases() -> Iterator[Case]:
    """Return every case of every table of rules."""
    for table, made in MAKERS.items():
        for number, row in enumerate(rows(table), start=2):
            status, _, judged = row["expected"].partition(", ")
            assert judged in {"", "to be judged"}, row
            yield Case(
                f"{table}:{number}: {row['situation']}",
                made(row),
                law_of(row),
                row["rule"],
                status.replace(" ", "_"),
                judged != "",
                row["reason"].replace(" ", "_"),
                row["article"],
            )


def _maybe(row: Row, column: str) -> datetime | None:
    return moment(row, row[column]) if row[column] not in {"", "never"} else None


def _yes(row: Row, column: str) -> bool | None:
    return {"": None, "yes": True, "no": False}[row[column]]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]


def _entry(row: Row) -> EntryFacts:
    acquired, recorded = moment(row, row["acquired"]), _maybe(row, "entered")
    said: dict[str, Any] = dict.fromkeys(GIVEN.values(), True) | {"conditions_given": False}
    said["sequence_number"] = 1
    for word in _words(row["supplier"]):
        said |= SUPPLIER[word]
    for word in _words(row["lacks"]):
        if word == "sequence number":
            said["sequence_number"] = None
        else:
            said[GIVEN[word]] = False
    for word in _words(row["notes"]):
        if word.startswith("number "):
            number, previous = word.removeprefix("number ").split(" after ")
            said |= {"sequence_number": int(number), "previous_number": int(previous)}
        elif word.startswith("altered "):
            said["altered_at"] = moment(row, word.removeprefix("altered "))
        else:
            said |= NOTES[word]
    hold = None if recorded is None else hold_of(recorded, row["place"], law_of(row))
    return EntryFacts(
        place=row["place"],
        acquired_at=acquired,
        recorded_at=recorded,
        now=_maybe(row, "now") or recorded or acquired,
        category=row["goods"],
        acquisition=row["how"],
        payment=row["paid"],
        hold=hold,
        **said,
    )


def _sale(row: Row) -> SaleFacts:
    names = [*list(GIVEN)[:2], "price", "name", "address"]
    said: dict[str, Any] = {GIVEN[name]: True for name in names} | {"number_given": True}
    for word in _words(row["lacks"]):
        said["number_given" if word == "sequence number" else GIVEN[word]] = False
    for word in _words(row["notes"]):
        said |= OF_SALE[word]
    sold = moment(row, row["sold"])
    return SaleFacts(
        place=row["place"],
        sold_at=sold,
        recorded_at=_maybe(row, "entered"),
        now=_maybe(row, "now") or sold,
        category=row["goods"],
        hold=hold_of(moment(row, row["acquired"]), row["place"], law_of(row)),
        **said,
    )


def _notification(row: Row) -> NotificationFacts:
    about: Any = row["about"]
    return NotificationFacts(
        place=row["place"],
        about=about,
        happened_at=moment(row, row["happened"]),
        notified_at=_maybe(row, "notified"),
        now=moment(row, row["now"]),
        in_writing=_yes(row, "writing") is True,
    )


def _dealer(row: Row) -> DealerFacts:
    return DealerFacts(
        place=row["place"],
        now=moment(row, row["now"]),
        goods=tuple(_words(row["goods"])),
        on_dor_since=_maybe(row, "on_dor"),
        on_dol_since=_maybe(row, "on_dol"),
        certified=_yes(row, "certified"),
        numbered_pages=_yes(row, "numbered_pages"),
        ended_at=_maybe(row, "ended"),
    )


def _inspection(row: Row) -> InspectionFacts:
    by: Any = row["by"]
    return InspectionFacts(
        place=row["place"],
        inspected_at=moment(row, row["inspected"]),
        by=by,
        register_shown=_yes(row, "register_shown"),
        good_shown=_yes(row, "good_shown"),
        place_shown=_yes(row, "place_shown"),
        good_registered=_yes(row, "good_registered"),
        sign_shown=_yes(row, "sign"),
    )


def _notice(row: Row) -> NoticeFacts:
    return NoticeFacts(
        place=row["place"],
        delivered_at=_maybe(row, "delivered"),
        acquired_at=moment(row, row["acquired"]),
        now=moment(row, row["now"]),
        in_writing=_yes(row, "writing") is True,
        clear=_yes(row, "clear") is True,
        in_range=_yes(row, "in_range") is True,
        gone_at=_maybe(row, "gone"),
        told_police_at=_maybe(row, "told_police"),
    )


def _order(row: Row) -> OrderFacts:
    return OrderFacts(
        place=row["place"],
        delivered_at=moment(row, row["delivered"]),
        until=moment(row, row["until"]),
        now=moment(row, row["now"]),
        in_writing=_yes(row, "writing") is True,
        follows_order=_yes(row, "prolongs") is True,
        gone_at=_maybe(row, "gone"),
        instruction_followed=_yes(row, "instruction"),
    )


def _demand(row: Row) -> DemandFacts:
    return DemandFacts(
        place=row["place"],
        delivered_at=moment(row, row["delivered"]),
        due_at=moment(row, row["due"]),
        now=moment(row, row["now"]),
        in_writing=_yes(row, "writing") is True,
        answered_at=_maybe(row, "answered"),
        truthful=_yes(row, "truthful"),
    )


MAKERS: dict[str, Callable[[Row], Facts]] = {
    "entries": _entry,
    "sales": _sale,
    "notifications": _notification,
    "dealers": _dealer,
    "inspections": _inspection,
    "notices": _notice,
    "orders": _order,
    "demands": _demand,
}
