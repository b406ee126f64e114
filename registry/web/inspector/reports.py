"""DOC, the report of an inspection in a browser, and the receipt with which anybody verifies it."""

from uuid import UUID

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from registry.http.context import consulting, current_actor, current_register
from registry.paper.inspection_report import printed_report
from registry.rules import inspection_reports
from registry.web.forms import asked
from schemas.inspection_reports import ReportQuery

blueprint = Blueprint("reports", __name__, url_prefix="/inspections/<uuid:inspection_id>/report")


@blueprint.get("/")
def download(inspection_id: UUID) -> Response:
    """Give out the report as PDF."""
    register = current_register()
    made = printed_report(
        consulting,
        current_actor(),
        register.clock(),
        inspection_id=inspection_id,
        language=ReportQuery().load(asked())["lang"],
        keys=register.keys,
    )
    return Response(made.file, mimetype="application/pdf", headers=made.headers)


@blueprint.get("/receipt")
def receipt(inspection_id: UUID) -> str:
    """Show the signed receipt of the newest report in a language."""
    register, language = current_register(), ReportQuery().load(asked())["lang"]
    with consulting() as session:
        found = inspection_reports.receipt(
            session,
            current_actor(),
            register.clock(),
            inspection_id=inspection_id,
            language=language,
            keys=register.keys,
        )
    return render_template("inspector/receipt.html", found=found, inspection_id=inspection_id)
