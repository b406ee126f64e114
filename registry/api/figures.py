"""Figures over the API, as JSON or CSV: adoption, checks, and what comes of matching."""

from datetime import date
from typing import Any

from flask import Response, request

from registry.api.blueprint import Blueprint
from registry.http.context import current_actor, current_register
from registry.rules import adoption as adoption_rules
from registry.rules import figures
from registry.rules.figure_tables import CSV, as_csv, rows_of, rows_of_each
from schemas.figures import (
    AdoptionOut,
    AdoptionQuery,
    ChecksOut,
    ComplianceFiguresOut,
    MatchingOut,
    MatchingQuery,
    PeriodQuery,
)

blueprint = Blueprint("figures", __name__, description="Figures")


@blueprint.get("/figures/adoption")
@blueprint.arguments(AdoptionQuery, location="query")
@blueprint.response(200, AdoptionOut)
def adoption(query: dict[str, Any]) -> Any:
    """Count dealers and municipalities on DOR and DOL at a day, today unless `at` says which."""
    register = current_register()
    today: date = register.clock().astimezone(adoption_rules.ZONE).date()
    with register.database.read() as session:
        found = adoption_rules.adoption(session, query.get("at", today))
    return _table(rows_of(found)) if _wants_csv(query) else found


@blueprint.get("/figures/checks")
@blueprint.arguments(PeriodQuery, location="query")
@blueprint.response(200, ChecksOut)
def checks(query: dict[str, Any]) -> Any:
    """Count the theft checks of a period, by outcome and by day."""
    with current_register().database.read() as session:
        found = figures.checks(session, query["first"], query["last"])
    return _table(rows_of_each(found["days"])) if _wants_csv(query) else found


@blueprint.get("/figures/matching")
@blueprint.arguments(MatchingQuery, location="query")
@blueprint.response(200, MatchingOut)
def matching(query: dict[str, Any]) -> Any:
    """Count entries, hits and what became of them; a municipality is given its own area."""
    with current_register().database.read() as session:
        found = figures.matching(
            session,
            current_actor(),
            query["first"],
            query["last"],
            municipality=query.get("municipality"),
        )
    return _table(rows_of(found)) if _wants_csv(query) else found


@blueprint.get("/figures/compliance")
@blueprint.arguments(MatchingQuery, location="query")
@blueprint.response(200, ComplianceFiguresOut)
def compliance(query: dict[str, Any]) -> Any:
    """Count breaches per article; a municipality is given its own area."""
    with current_register().database.read() as session:
        found = figures.compliance(
            session,
            current_actor(),
            query["first"],
            query["last"],
            municipality=query.get("municipality"),
        )
    return _table(rows_of_each(found["articles"])) if _wants_csv(query) else found


def _wants_csv(query: dict[str, Any]) -> bool:
    if "format" in query:
        return bool(query["format"] == "csv")
    return request.accept_mimetypes.best_match(["application/json", CSV]) == CSV


def _table(rows: list[list[Any]]) -> Response:
    return Response(as_csv(rows), mimetype=CSV)
