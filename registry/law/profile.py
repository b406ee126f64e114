"""A jurisdiction profile: the terms that hold somewhere, and where each comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from registry.law.working_days import Unit

Standing = Literal["law", "public", "assumed"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a term comes from, and on which day that was looked up.

    `standing` is `law` for what an article says, `public` for what a public source says, and
    `assumed` for a default of ours. `place` is set where an ordinance of that place sets it.
    """

    standing: Standing
    source: str
    checked: date
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The terms in force at a place on a day.

    `authority` is who is notified and certifies registers: the mayor, or the governor of an
    island. `rules` are the codes of the rules that hold (`registry.law.rulebook`), `local` the
    terms that an ordinance may set otherwise.
    `entry_within_hours` is how we read "without delay". `identity` tells of whom the document is
    asked beside the decree. `hold_days`, `notification_days` and `order_days` are 0 where there
    is no such term. `sale_register` tells of which goods the sale is entered, `not_sensitive`
    which categories are not sensitive to theft, `numbered` which ones bear a maker's number.
    """

    name: str
    title: str
    zone: ZoneInfo
    authority: Literal["mayor", "governor"]
    rules: tuple[str, ...]
    local: frozenset[str]
    entry_within_hours: int
    identity: Literal["none", "every_supplier"]
    hold_days: int
    hold_unit: Unit
    hold_basis: str
    kept_unaltered: bool
    notification_days: int
    dor: Literal["voluntary", "mandatory"]
    dol: Literal["voluntary", "mandatory"]
    sale_register: Literal["none", "sensitive", "all"]
    not_sensitive: tuple[str, ...]
    thrift_shops: Literal["all", "numbered_only"]
    numbered: tuple[str, ...]
    dutch_plates: Literal["register", "vehicle_authority"]
    order_days: int
    provenance: Mapping[str, Provenance]
