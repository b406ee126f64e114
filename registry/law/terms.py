"""Terms of the law: by when something must be done, and how long an order may last."""

from datetime import UTC, datetime, time, timedelta

from registry.law.profile import Profile
from registry.law.working_days import last_of


def entry_deadline(acquired_at: datetime, profile: Profile) -> datetime:
    """Return by when (UTC) something must be entered, as the profile reads "without delay"."""
    return acquired_at.astimezone(UTC) + timedelta(hours=profile.entry_within_hours)


def notification_deadline(happened_at: datetime, profile: Profile) -> datetime:
    """Return the moment (UTC, exclusive) by which the authority must have been told.

    So many whole days after the day on which it happened, by the calendar of the place.
    """
    day = happened_at.astimezone(profile.zone).date()
    end = last_of(day, profile.notification_days, "calendar") + timedelta(days=1)
    return datetime.combine(end, time.min, tzinfo=profile.zone).astimezone(UTC)


def latest_end_of_order(delivered_at: datetime, profile: Profile) -> datetime:
    """Return the last moment (UTC) until which an order may bind: article 437 (1)(f) Sr.

    The same time of day so many days later by the clock of the place, also across a change to
    summer time.
    """
    local = delivered_at.astimezone(profile.zone)
    return (local + timedelta(days=profile.order_days)).astimezone(UTC)
