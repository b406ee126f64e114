"""What a dealer who was cheated may claim beside the price (see registry/data/claim_costs.csv)."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from registry.law.in_force import local_day
from registry.law.places import country_of

COUNTRIES = {"nl": "NL"}


class BadCosts(ValueError):
    """The table of costs can't be right; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedCosts:
    """A fixed amount for the dealer's costs, from a day on, and who says so."""

    country: str
    amount: Decimal
    currency: str
    since: date
    source: str


def fixed_costs(place: str | None, at: datetime) -> FixedCosts | None:
    """Return what may be claimed at a place at a moment beside the price, if anything is known.

    Of a dealer that belongs to no place it is what holds in the Netherlands.
    """
    country = "NL" if place is None else country_of(place)
    day = local_day(place, at)
    known = [each for each in _shipped() if each.country == country and each.since <= day]
    return max(known, key=lambda each: each.since, default=None)


def read_costs(lines: Iterable[str]) -> Sequence[FixedCosts]:
    """Read a table of costs in CSV. Raises BadCosts, naming the line, for what can't be right."""
    found = []
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            if not row["source"].strip():
                raise BadCosts(f"line {number}: source is required")
            found.append(
                FixedCosts(
                    country=COUNTRIES[row["jurisdiction"]],
                    amount=Decimal(row["amount"]),
                    currency=row["currency"],
                    since=date.fromisoformat(row["from"]) if row["from"] else date.min,
                    source=row["source"],
                )
            )
        except (KeyError, ArithmeticError, ValueError) as error:
            raise BadCosts(f"line {number}: {error}") from error
    return found


@cache
def _shipped() -> Sequence[FixedCosts]:
    text = (files("registry") / "data" / "claim_costs.csv").read_text(encoding="utf-8")
    return read_costs(text.splitlines())
