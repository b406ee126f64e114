"""Which profile is in force where and when, with what the place's own ordinances set."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from registry.law.places import CARIBBEAN, NETHERLANDS, country_of
from registry.law.profile import Profile, Provenance

ZONES = {NETHERLANDS: ZoneInfo("Europe/Amsterdam"), CARIBBEAN: ZoneInfo("America/Kralendijk")}


@dataclass(frozen=True, slots=True)
class InForce:
    """A profile is in force in a country from a day on; None is as far back as it goes."""

    country: str
    profile: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Ordinance:
    """A place sets a term from a day on; None is as far back as it goes."""

    place: str
    term: str
    value: Any
    since: date | None
    provenance: Provenance


Line = TypeVar("Line", InForce, Ordinance)


class Jurisdictions:
    """The law as data. Its lines are never changed; `switched` makes another one."""

    def __init__(
        self,
        profiles: Mapping[str, Profile],
        in_force: Iterable[InForce],
        ordinances: Iterable[Ordinance],
    ) -> None:
        self.profiles = MappingProxyType(dict(profiles))
        self.in_force = tuple(in_force)
        self.ordinances = tuple(ordinances)
        self._history = cache(self._history_of)

    def profile_at(self, place: str | None, moment: datetime) -> Profile:
        """Return the profile at a place at a moment (aware), by the calendar of the place.

        Without a place it is the Dutch profile as it is where no ordinance says otherwise.
        Raises UnknownPlace for a place that is no municipality and no island, and LookupError
        before the first day of any profile.
        """
        return self.profile_on(place, local_day(place, moment))

    def profile_on(self, place: str | None, day: date) -> Profile:
        """Return the profile at a place on a day, see `profile_at`."""
        starts, profiles = self._history(place)
        profile = profiles[bisect_right(starts, day) - 1]
        if profile is None:
            raise LookupError(f"No profile is in force at {place} on {day}.")
        return profile

    def switched(self, *lines: InForce) -> "Jurisdictions":
        """Return the same law with more lines of in_force.csv, as if they stood there."""
        return Jurisdictions(self.profiles, (*self.in_force, *lines), self.ordinances)

    def periods(self, profile: str) -> list[tuple[str, date | None, date | None]]:
        """Return country, first day and the day after the last, for each time it is in force."""
        found = []
        for country in ZONES:
            lines = sorted(
                (line for line in self.in_force if line.country == country),
                key=lambda line: line.since or date.min,
            )
            ends = [line.since for line in lines[1:]] + [None]
            found += [
                (country, line.since, end)
                for line, end in zip(lines, ends, strict=True)
                if line.profile == profile
            ]
        return found

    def _history_of(self, place: str | None) -> tuple[list[date], list[Profile | None]]:
        """Return the days on which something changes at a place, and what is in force from each."""
        country = NETHERLANDS if place is None else country_of(place)
        lines = [line for line in self.in_force if line.country == country]
        own = [line for line in self.ordinances if line.place == place]
        starts = {line.since for line in lines} | {line.since for line in own}
        days = sorted({start or date.min for start in starts} | {date.min})
        return days, [self._profile_on(place, lines, own, day) for day in days]

    def _profile_on(
        self, place: str | None, lines: list[InForce], ordinances: list[Ordinance], day: date
    ) -> Profile | None:
        chosen = _latest(lines, day)
        if chosen is None:
            return None
        profile = self.profiles[chosen.profile]
        own = [
            line
            for term in sorted(profile.local)
            if (line := _latest((o for o in ordinances if o.term == term), day)) is not None
        ]
        if not own:
            return profile
        changes: dict[str, Any] = {line.term: line.value for line in own}
        if changes.keys() & {"hold_days", "hold_unit"}:
            changes["hold_basis"] = f"apv-{place}"
        told = {line.term: line.provenance for line in own}
        return replace(
            profile, **changes, provenance=MappingProxyType({**profile.provenance, **told})
        )


def local_day(place: str | None, moment: datetime) -> date:
    """Return the day that it is at a place at a moment (aware)."""
    return moment.astimezone(zone_of(place)).date()


def zone_of(place: str | None) -> ZoneInfo:
    """Return the zone of the clocks at a place; of none it is that of the Netherlands."""
    return ZONES[NETHERLANDS if place is None else country_of(place)]


def _latest(lines: Iterable[Line], day: date) -> Line | None:
    return max(
        (line for line in lines if (line.since or date.min) <= day),
        key=lambda line: line.since or date.min,
        default=None,
    )
