"""Figures of matching, for police, inspectors and municipalities: entries, hits, times."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from registry.http.context import current_actor, current_register
from registry.rules import figures
from registry.rules.figure_tables import as_csv, rows_of
from registry.rules.recovery import by_month, months_until
from registry.web.charts import Bars, bars
from registry.web.downloads import attachment
from registry.web.figures.areas import area_asked, areas

blueprint = Blueprint("matching", __name__)
MONTHS = 13


@blueprint.get("/matching")
def show() -> Response | tuple[str, int]:
    """Show the figures of a period and an area, and the hits of the last months there."""
    form, query = area_asked()
    register = current_register()
    shown: dict[str, Any] = {}
    if form.ok:
        with form.refusals(), register.database.read() as session:
            found = figures.matching(session, current_actor(), **query)
            months = months_until(register.clock(), MONTHS)
            lines = by_month(session, months, municipality=found["municipality"])
            shown = {"found": found, "lines": lines, "chart": _chart(months, lines)}
    if shown and request.args.get("format") == "csv":
        return attachment(as_csv(rows_of(shown["found"])), "matching.csv")
    return render_template("figures/matching.html", form=form, areas=areas(), **shown), form.status


def _chart(months: list[date], lines: list[dict[str, Any]]) -> Bars:
    series = ("confirmed", "rejected", "open")
    return bars(months, [[line[name] for line in lines] for name in series])
