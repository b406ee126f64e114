"""DOR and DOL, figures for all: dealers over time, and in each municipality."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template

from registry.http.context import current_register
from registry.law.in_force import local_day
from registry.law.places import place_names
from registry.rules import adoption as rules
from registry.rules.figure_tables import as_csv, rows_of_each
from registry.rules.recovery import months_until
from registry.rules.small_counts import LEAST, Kept, Shown, shown_of
from registry.web.charts import time_series
from registry.web.downloads import attachment
from registry.web.forms import asked
from schemas.figures import MunicipalitiesQuery

blueprint = Blueprint("adoption", __name__)
MONTHS = 37
SORTS = ("municipality", "dor", "dol")


@blueprint.get("/adoption")
def show() -> str | Response:
    """Show how many dealers came, and where they are at a day."""
    query = MunicipalitiesQuery().load(asked())
    register = current_register()
    now = register.clock()
    today = local_day(None, now)
    day: date = query.get("at", today)
    sort = query.get("sort", SORTS[0])
    days = [*months_until(now, MONTHS)[1:], today]
    with register.database.read() as session:
        total = rules.adoption(session, day)
        grown = rules.growth(session, days)
        places = _places(rules.by_municipality(session, day), sort)
    if query.get("format") == "csv":
        return attachment(
            as_csv(rows_of_each([_written(place) for place in places])), f"adoption-{day}.csv"
        )
    return render_template(
        "figures/adoption.html",
        total=total,
        grown=grown,
        places=places,
        day=day,
        today=today,
        sort=sort,
        sorts=SORTS,
        least=LEAST,
        chart=time_series(days, [[line[name] for line in grown] for name in ("dor", "dol")]),
    )


def _places(counts: dict[str, dict[str, int]], sort: str) -> list[dict[str, Any]]:
    """Return a line for each municipality; the order tells no more of a count than its line."""
    told = {system: shown_of(found) for system, found in counts.items()}
    names = place_names()
    places: list[dict[str, Any]] = [
        {"code": code, "municipality": names.get(code, code), "dor": dor, "dol": told["dol"][code]}
        for code, dor in told["dor"].items()
    ]
    places.sort(key=lambda place: str(place["municipality"]).lstrip("'").casefold())
    if sort != SORTS[0]:
        places.sort(key=lambda place: _rank(place[sort]))
    return places


def _rank(count: Shown) -> int:
    if isinstance(count, Kept):
        return -1 if count is Kept.FEW else 1
    return -count if count else 0


def _written(place: dict[str, Any]) -> dict[str, Any]:
    said = {Kept.FEW: f"<{LEAST}", Kept.HIDDEN: "."}
    return {
        name: said[value] if isinstance(value, Kept) else value for name, value in place.items()
    }
