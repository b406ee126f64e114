"""Stop Heling, the campaigns for the theft check: dated data, and what each did to the checks."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from registry.errors import NotFound
from registry.rules import check_days
from registry.rules.adoption import ZONE
from registry.rules.campaign_effect import WEEKS_BEFORE, YEAR, Effect, effect
from registry.rules.check_days import OUTCOMES

SHOWN_AFTER = timedelta(weeks=4)
BEFORE = timedelta(weeks=WEEKS_BEFORE)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign from its first day to its last, both included, and where the dates come from."""

    first: date
    last: date
    source: str


@cache
def campaigns() -> tuple[Campaign, ...]:
    """Return all campaigns, the earliest first (registry/data/campaigns.csv)."""
    text = (files("registry") / "data" / "campaigns.csv").read_text(encoding="utf-8")
    return tuple(
        sorted(
            (
                Campaign(
                    date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["source"]
                )
                for row in csv.DictReader(text.splitlines())
            ),
            key=lambda campaign: campaign.first,
        )
    )


def begun(now: datetime) -> list[Campaign]:
    """Return the campaigns that have begun, the newest first."""
    today = now.astimezone(ZONE).date()
    return [campaign for campaign in reversed(campaigns()) if campaign.first <= today]


def campaign_of(now: datetime, first: date | None = None) -> Campaign | None:
    """Return the campaign that began on a day, by default the newest; None if there is none.

    Raises NotFound if no campaign began on the day that was asked for.
    """
    known = begun(now)
    if first is None:
        return known[0] if known else None
    found = next((campaign for campaign in known if campaign.first == first), None)
    if found is None:
        raise NotFound
    return found


def checks_around(session: Session, now: datetime, campaign: Campaign) -> dict[str, Any]:
    """Return the checks of each day around a campaign and a year earlier, and its effect.

    `days` run from eight weeks before the campaign until four weeks after it, or until yesterday:
    a day that is not over is not shown. `year_before` of a day is 364 days earlier, the same
    weekday. `running` tells that the campaign is not over, `year_before_had_one` that there was a
    campaign in what it is compared with, and `made_up` that days were drawn for a demonstration.
    """
    yesterday = now.astimezone(ZONE).date() - DAY
    first = campaign.first - BEFORE
    last = min(campaign.last + SHOWN_AFTER, yesterday)
    counts = _counts(session, first - YEAR, last - YEAR) | _counts(session, first, last)
    totals = {day: outcomes.total() for day, outcomes in counts.items()}
    over = min(campaign.last, yesterday)
    return {
        "first": campaign.first,
        "last": campaign.last,
        "running": campaign.last > yesterday,
        "made_up": check_days.any_made_up(session, first - YEAR, last),
        "year_before_had_one": _had_one(campaign, campaigns()),
        "effect": effect(totals, campaign.first, over)
        if over >= campaign.first
        else Effect(reason="too_few_weeks"),
        "days": [
            {
                "day": day,
                "checks": totals.get(day),
                "year_before": totals.get(day - YEAR),
                **{
                    outcome: counts[day][outcome] if day in counts else None for outcome in OUTCOMES
                },
            }
            for day in (first + DAY * offset for offset in range((last - first).days + 1))
        ],
    }


def _counts(session: Session, first: date, last: date) -> dict[date, Any]:
    """Return the checks of each day of a period of which something is known."""
    since = check_days.known_since(session)
    if since is None or since > last:
        return {}
    return check_days.by_day(session, max(first, since), last)


def _had_one(campaign: Campaign, others: Sequence[Campaign]) -> bool:
    first, last = campaign.first - BEFORE - YEAR, campaign.last - YEAR
    return any(other.first <= last and other.last >= first for other in others)
