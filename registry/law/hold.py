"""The hold period (bewaartermijn): how long a dealer keeps what it acquired."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

NETHERLANDS = ZoneInfo("Europe/Amsterdam")
DAYS = 3


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when (aware, UTC, exclusive) goods may not be sold, and on what basis."""

    until: datetime
    basis: str


def hold_of(registered_at: datetime) -> Hold:
    """Return the hold of an entry: three whole calendar days after the day of registration.

    Source: the municipal ordinance after the model APV, article 2:68; three days is what most
    municipalities that we know of ask. It runs from registration, since before that nobody
    could have matched the goods.
    """
    day = registered_at.astimezone(NETHERLANDS).date() + timedelta(days=DAYS + 1)
    until = datetime.combine(day, time.min, tzinfo=NETHERLANDS)
    return Hold(until.astimezone(UTC), "apv-model-2:68:3-days")
