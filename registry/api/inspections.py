"""DOC over the API: plan inspections, record findings, conclude, print the report."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.paper.inspection_report import printed_report
from registry.rules import (
    enforcement,
    inspection_findings,
    inspection_reports,
    inspection_sheet,
    inspections,
)
from registry.tables import Inspection
from schemas.enforcement import ConclusionIn, EnforcementOut
from schemas.findings import FindingsIn
from schemas.inspection_reports import ReceiptQuery, ReportQuery, ReportReceiptOut
from schemas.inspections import InspectionIn, InspectionOut, InspectionPage, InspectionQuery

blueprint = Blueprint("inspections", __name__, description="DOC: inspections of dealers")


@blueprint.post("/inspections")
@blueprint.arguments(InspectionIn)
@blueprint.response(201, InspectionOut)
def plan(body: dict[str, Any]) -> Any:
    """Plan an inspection of a dealer; the answer lists the entries to find in the shop."""
    return _once(
        lambda session: inspections.plan(
            session, current_actor(), current_register().clock(), wanted=body
        )
    )


@blueprint.get("/inspections")
@blueprint.arguments(InspectionQuery, location="query")
@blueprint.response(200, InspectionPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the inspections of your area, newest first."""
    with consulting() as session:
        items, following = inspections.index(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}


@blueprint.get("/inspections/<uuid:inspection_id>")
@blueprint.response(200, InspectionOut)
def show(inspection_id: UUID) -> Any:
    """Look up an inspection: sample, findings, rules breached, what history proposes."""
    with consulting() as session:
        return tagged(
            inspection_sheet.show(
                session,
                current_actor(),
                current_register().clock(),
                inspection_id=inspection_id,
            )
        )


@blueprint.post("/inspections/<uuid:inspection_id>/findings")
@blueprint.arguments(FindingsIn)
@blueprint.response(200, InspectionOut)
def record(body: dict[str, Any], inspection_id: UUID) -> Any:
    """Record findings, at once or later; one that was sent before is not recorded twice."""
    return _once(
        lambda session: inspection_findings.record(
            session,
            current_actor(),
            current_register().clock(),
            inspection_id=inspection_id,
            findings=body,
            if_match=if_match(),
        )
    )


@blueprint.post("/inspections/<uuid:inspection_id>/conclusion")
@blueprint.arguments(ConclusionIn)
@blueprint.response(200, InspectionOut)
def conclude(body: dict[str, Any], inspection_id: UUID) -> Any:
    """Decide on a step of the ladder or on none; send If-Match to have seen all findings."""
    return _once(
        lambda session: enforcement.conclude(
            session,
            current_actor(),
            current_register().clock(),
            inspection_id=inspection_id,
            if_match=if_match(),
            **body,
        )
    )


@blueprint.get("/inspections/<uuid:inspection_id>/report")
@blueprint.arguments(ReportQuery, location="query")
@blueprint.response(200, content_type="application/pdf")
def report(query: dict[str, Any], inspection_id: UUID) -> Response:
    """Get the report of a concluded inspection as PDF; the same inspection gives the same file."""
    register = current_register()
    made = printed_report(
        consulting,
        current_actor(),
        register.clock(),
        inspection_id=inspection_id,
        language=query["lang"],
        keys=register.keys,
    )
    return Response(made.file, mimetype="application/pdf", headers=made.headers)


@blueprint.get("/inspections/<uuid:inspection_id>/report-receipt")
@blueprint.arguments(ReceiptQuery, location="query")
@blueprint.response(200, ReportReceiptOut)
def receipt(query: dict[str, Any], inspection_id: UUID) -> dict[str, Any]:
    """Get the signed receipt of a report, with which anybody can verify the file."""
    register = current_register()
    with consulting() as session:
        return inspection_reports.receipt(
            session,
            current_actor(),
            register.clock(),
            inspection_id=inspection_id,
            language=query["lang"],
            sha256=query.get("sha256"),
            keys=register.keys,
        )


@blueprint.get("/dealers/<uuid:dealer_id>/enforcement")
@blueprint.response(200, EnforcementOut)
def history(dealer_id: UUID) -> dict[str, Any]:
    """Look up what was decided about a dealer, and what a next breach would lead to."""
    with consulting() as session:
        return enforcement.history(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id
        )


def _once(act: Callable[[Session], Inspection]) -> Any:
    """Do what changes an inspection, and show it in the version that came of it."""

    def shown(session: Session, reference: dict[str, Any]) -> dict[str, Any]:
        inspection = session.get_one(Inspection, UUID(reference["inspection"]))
        return inspection_sheet.present(session, inspection, reference["version"])

    def acted(session: Session) -> dict[str, Any]:
        inspection = act(session)
        return {"inspection": str(inspection.id), "version": inspection.version}

    return tagged(
        once(
            acted,
            refer=lambda reference: reference,
            recall=lambda _session, reference: dict(reference),
            show=shown,
        )
    )
