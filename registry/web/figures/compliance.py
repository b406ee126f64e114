"""DOC, figures of compliance: breaches by article, for police, inspectors and municipalities."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from registry.http.context import current_actor, current_register
from registry.rules import figures
from registry.rules.figure_tables import as_csv, rows_of_each
from registry.rules.figures import STANDINGS
from registry.web.downloads import attachment
from registry.web.figures.areas import area_asked, areas

blueprint = Blueprint("compliance", __name__)


@blueprint.get("/compliance")
def show() -> Response | tuple[str, int]:
    """Show the breaches of a period and an area, by article."""
    form, query = area_asked()
    shown: dict[str, Any] = {}
    if form.ok:
        with form.refusals(), current_register().database.read() as session:
            found = figures.compliance(session, current_actor(), **query)
            shown = {"found": found, "most": _most(found["articles"])}
    if shown and request.args.get("format") == "csv":
        return attachment(as_csv(rows_of_each(shown["found"]["articles"])), "compliance.csv")
    return render_template(
        "figures/compliance.html", form=form, areas=areas(), standings=STANDINGS, **shown
    ), form.status


def _most(articles: list[dict[str, Any]]) -> int:
    return max((line[name] for line in articles for name in STANDINGS), default=1)
