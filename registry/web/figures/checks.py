"""Stop Heling, figures: theft checks by day around a campaign, and what the campaign did."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template

from registry.http.context import current_register
from registry.rules import campaigns
from registry.rules.campaign_effect import Effect, Estimate
from registry.rules.figure_tables import as_csv, rows_of_each
from registry.web.charts import time_series
from registry.web.downloads import attachment
from registry.web.forms import asked
from schemas.figures import CampaignQuery

blueprint = Blueprint("checks", __name__)


@blueprint.get("/")
def show() -> str | Response:
    """Show the checks around a campaign, beside those of a year earlier."""
    query = CampaignQuery().load(asked())
    register = current_register()
    now = register.clock()
    campaign = campaigns.campaign_of(now, query.get("campaign"))
    if campaign is None:
        return render_template("figures/no_campaign.html")
    with register.database.read() as session:
        found = campaigns.checks_around(session, now, campaign)
    if query.get("format") == "csv":
        return attachment(as_csv(rows_of_each(found["days"])), f"checks-{campaign.first.year}.csv")
    days = found["days"]
    checks = [day["checks"] for day in days]
    headline = _headline(found["effect"], had_one=found["year_before_had_one"])
    chart = time_series(
        [day["day"] for day in days],
        [checks, [day["year_before"] for day in days]],
        span=(found["first"], found["last"]),
        interval=_expected(days, headline, found["first"], found["last"]),
    )
    return render_template(
        "figures/checks.html",
        found=found,
        chart=chart if any(value is not None for value in checks) else None,
        headline=headline,
        campaigns=campaigns.begun(now),
    )


def _headline(effect: Effect, *, had_one: bool) -> Estimate | None:
    """Return what stands at the top: against both, or where that can't be, the weeks before."""
    return effect.weeks_before if had_one or effect.both is None else effect.both


def _expected(
    days: list[dict[str, Any]], headline: Estimate | None, first: date, last: date
) -> tuple[Sequence[float | None], Sequence[float | None]] | None:
    """Return the lowest and highest number of checks that were to be expected without it."""
    if headline is None:
        return None

    def without(ratio: float) -> list[float | None]:
        return [
            day["checks"] / ratio
            if day["checks"] is not None and first <= day["day"] <= last
            else None
            for day in days
        ]

    return without(headline.high), without(headline.low)
