"""What holds for all facts: earlier ones keep their law, and a hold never ends before it begins."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.law.facts import Facts
from registry.law.hold import Hold, hold_of, hold_under
from registry.law.in_force import InForce, local_day
from registry.law.jurisdictions import jurisdictions
from registry.law.municipalities import municipality_names
from registry.law.places import island_names
from registry.law.rulebook import judged
from tests.law.fact_grid import grid

FACTS = list(grid())
PLACES = st.sampled_from([*sorted(municipality_names()), *sorted(island_names())])
OWN = st.sampled_from(sorted({line.place for line in jurisdictions().ordinances}))
MOMENTS = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 - hypothesis takes bounds without a zone
    datetime(2060, 1, 1),  # noqa: DTZ001 - and puts the zone on itself
    timezones=st.just(UTC),
)
LINES = st.builds(
    InForce,
    st.sampled_from(["NL", "BQ"]),
    st.sampled_from(sorted(jurisdictions().profiles)),
    st.dates(date(2001, 1, 2), date(2062, 1, 1)),
)


def moved(facts: Any, by: timedelta) -> Any:
    """Return facts that happened so much later."""
    changes = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, datetime):
            changes[field.name] = value + by
        elif is_dataclass(value):
            changes[field.name] = moved(value, by)
    return replace(facts, **changes)


@settings(deadline=None)
@given(
    facts=st.sampled_from(FACTS),
    place=PLACES | OWN,
    by=st.timedeltas(timedelta(days=-9_000), timedelta(days=9_000)),
    line=LINES,
)
def test_a_profile_from_a_day_never_alters_the_outcome_of_what_came_before(
    facts: Facts, place: str, by: timedelta, line: InForce
) -> None:
    earlier = replace(moved(facts, by), place=place)
    assume(line.since is not None and local_day(place, earlier.judged_by) < line.since)
    assert judged(earlier) == judged(earlier, jurisdictions().switched(line))


@settings(deadline=None)
@given(registered_at=MOMENTS, place=PLACES | OWN, line=LINES)
def test_a_profile_from_a_day_never_alters_a_hold_that_began_before(
    registered_at: datetime, place: str, line: InForce
) -> None:
    assume(line.since is not None and local_day(place, registered_at) < line.since)
    law = jurisdictions().switched(line)
    assert hold_of(registered_at, place) == hold_of(registered_at, place, law)


def test_and_it_does_alter_what_comes_after() -> None:
    law = jurisdictions().switched(InForce("NL", "nl-36036", date(2026, 3, 2)))
    moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert hold_of(moment, "GM0402") != hold_of(moment, "GM0402", law)
    changed = [facts for facts in FACTS if judged(facts) != judged(facts, law)]
    assert len(changed) > 100


@settings(deadline=None)
@given(registered_at=MOMENTS, place=PLACES | OWN | st.none(), line=LINES)
def test_a_hold_never_ends_before_it_begins(
    registered_at: datetime, place: str | None, line: InForce
) -> None:
    hold = hold_of(registered_at, place, jurisdictions().switched(line))
    assert hold.until >= registered_at + timedelta(hours=24 * hold.days - 1)
    if hold.days:
        local = hold.until.astimezone(jurisdictions().profiles[hold.profile].zone)
        assert (local.hour, local.minute, local.second) == (0, 0, 0)


@settings(deadline=None)
@given(registered_at=MOMENTS, days=st.integers(1, 40))
def test_a_hold_in_working_days_is_never_shorter(registered_at: datetime, days: int) -> None:
    profile = jurisdictions().profiles["nl"]

    def hold(unit: Any) -> Hold:
        return hold_under(replace(profile, hold_days=days, hold_unit=unit), registered_at)

    assert hold("working").until >= hold("calendar").until


@settings(deadline=None)
@given(registered_at=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=40)), place=PLACES)
def test_entering_later_never_shortens_a_hold(
    registered_at: datetime, later: timedelta, place: str
) -> None:
    assert hold_of(registered_at + later, place).until >= hold_of(registered_at, place).until
