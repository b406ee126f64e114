"""DOC, figures of compliance: breaches by article, for police, inspectors and municipalities."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from registry.http.context import current_actor, current_register
from registry.rules import figures
from registry.rules.figure_tables import rows_of_each
from registry.rules.figures import STANDINGS
from registry.web.figures.areas import asked, choices
from registry.web.figures.downloads import download

blueprint = Blueprint("compliance", __name__)


@blueprint.get("/compliance")
def show() -> Response | tuple[str, int]:
    """Show the breaches of a period and an area, by article."""
    form, query = asked()
    shown: dict[str, Any] = {}
    if form.ok:
        with form.refusals(), current_register().database.read() as session:
            found = figures.compliance(session, current_actor(), **query)
            shown = {"found": found, "most": _most(found["articles"])}
    if shown and request.args.get("format") == "csv":
        return download(rows_of_each(shown["found"]["articles"]), "compliance")
    return render_template(
        "figures/compliance.html", form=form, areas=choices(), standings=STANDINGS, **shown
    ), form.status


def _most(articles: list[dict[str, Any]]) -> int:
    return max((line[name] for line in articles for name in STANDINGS), default=1)
