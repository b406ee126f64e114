"""Figures for all: hits, what the police judged of them, and goods that came back."""

from typing import Any

from flask import Blueprint, Response, render_template

from registry.http.context import current_register
from registry.rules import recovery
from registry.rules.figure_tables import as_csv, rows_of_each
from registry.rules.small_counts import LEAST, Kept, as_drawn
from registry.web.charts import bars
from registry.web.downloads import attachment
from registry.web.forms import asked
from schemas.figures import FormQuery

blueprint = Blueprint("recovery", __name__)
MONTHS = 13


@blueprint.get("/recovered")
def show() -> str | Response:
    """Show the last months."""
    query = FormQuery().load(asked())
    register = current_register()
    with register.database.read() as session:
        months = recovery.months_until(register.clock(), MONTHS)
        lines = recovery.for_all(recovery.by_month(session, months))
    if query.get("format") == "csv":
        return attachment(as_csv(rows_of_each([_written(line) for line in lines])), "recovered.csv")
    return render_template(
        "figures/recovered.html",
        lines=lines,
        least=LEAST,
        judged=bars(
            months,
            [
                [as_drawn(line[name]) for line in lines]
                for name in ("confirmed", "rejected", "open")
            ],
        ),
        returned=bars(months, [[as_drawn(line["returned"]) for line in lines]]),
    )


def _written(line: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"<{LEAST}" if value is Kept.FEW else f"{value:%Y-%m}" if name == "month" else value
        for name, value in line.items()
    }
