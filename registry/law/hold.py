"""The hold period (bewaartermijn): how long a dealer keeps what it acquired."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from registry.law.in_force import Jurisdictions
from registry.law.jurisdictions import jurisdictions
from registry.law.profile import Profile
from registry.law.working_days import Unit, last_of


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when (aware, UTC, exclusive) goods may not be sold, and on what basis.

    `profile` names the rules by which it was counted, `days` and `unit` the term; 0 is no hold.
    """

    until: datetime
    basis: str
    profile: str
    days: int
    unit: Unit


def hold_of(
    registered_at: datetime, place: str | None = None, law: Jurisdictions | None = None
) -> Hold:
    """Return the hold of an entry: so many whole days after the day of registration.

    The rules are those in force at the place on the day of registration, at which the hold
    begins: a later change of the law leaves it as it is, and a stated day of acquisition can't
    shorten it (decision 9). Without a place it is the rule where no ordinance says otherwise.
    """
    law = law or jurisdictions()
    return hold_under(law.profile_at(place, registered_at), registered_at)


def hold_under(profile: Profile, registered_at: datetime) -> Hold:
    """Return the hold that one profile gives; see `hold_of`."""
    days, unit = profile.hold_days, profile.hold_unit
    if days == 0:
        basis = f"{profile.hold_basis}:none"
        return Hold(registered_at.astimezone(UTC), basis, profile.name, days, unit)
    first = registered_at.astimezone(profile.zone).date()
    end = last_of(first, days, unit) + timedelta(days=1)
    until = datetime.combine(end, time.min, tzinfo=profile.zone).astimezone(UTC)
    term = f"{days}-working-days" if unit == "working" else f"{days}-days"
    return Hold(until, f"{profile.hold_basis}:{term}", profile.name, days, unit)


def hold_told(until: datetime, basis: str, profile: str) -> Hold:
    """Return the hold that was told with an entry, from what was kept of it."""
    term = basis.rpartition(":")[2]
    days = 0 if term == "none" else int(term.partition("-")[0])
    unit: Unit = "working" if term.endswith("working-days") else "calendar"
    return Hold(until, basis, profile, days, unit)
