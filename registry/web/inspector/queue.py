"""DOC, what a tablet sends when the network is back, and the worker that serves sheets without one.

A finding is taken in by itself, so that one that is refused holds up no other; what was taken in
before is answered again (`registry.rules.inspection_queue`).
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from registry.errors import Problem
from registry.http.context import current_actor, current_register
from registry.pointers import refusals
from registry.rules import inspection_queue
from registry.rules.inspection_queue import Taken
from registry.web.filters import moment
from schemas.findings import FindingsIn
from schemas.inspection_forms import SentFindings

blueprint = Blueprint("queue", __name__)


@blueprint.get("/queue")
def state() -> dict[str, Any]:
    """Tell who is signed in, what time it is, and the word that a form of theirs needs."""
    return {
        "who": current_actor().scope,
        "now": current_register().clock().isoformat(),
        "csrf": generate_csrf(),
    }


@blueprint.post("/inspections/<uuid:inspection_id>/findings")
def receive(inspection_id: UUID) -> dict[str, Any]:
    """Take in findings, and tell of each what became of it."""
    sent = SentFindings().load(request.get_json())["findings"]
    return {"results": [_result(inspection_id, each) for each in sent]}


@blueprint.get("/worker.js")
def worker() -> Response:
    """Give the browser the worker from a place from which it may serve all of this door."""
    return current_app.send_static_file("inspector-worker.js")


@blueprint.get("/offline")
def offline() -> str:
    """Say that there is no network; the worker shows this page, and it lists what is at hand."""
    return render_template("inspector/offline.html")


def _result(inspection_id: UUID, sent: dict[str, Any]) -> dict[str, Any]:
    register, kind, finding = current_register(), sent["kind"], sent["finding"]
    result: dict[str, Any] = {"id": finding.get("id")}
    try:
        findings = FindingsIn().load({kind: finding if kind == "asked" else [finding]})
        with register.database.write() as session:
            taken = inspection_queue.take(
                session,
                current_actor(),
                register.clock(),
                inspection_id=inspection_id,
                findings=findings,
                knew=sent["knew"],
            )
            return {**result, "version": taken.version, "say": _said(taken)}
    except ValidationError as error:
        return {**result, "refused": gettext(f"field.{refusals(error)[0].code}")}
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        if problem.fields:
            return {**result, "refused": gettext(f"field.{problem.fields[0].code}")}
        return {
            **result,
            "refused": gettext(f"problem.{problem.code}.detail", **problem.params),
        }


def _said(taken: Taken) -> str | None:
    """Return what a person should know: that somebody else was there, that it came in late."""
    said = []
    if taken.between is not None:
        other = taken.between
        answers = [
            gettext("report.yes" if yes else "report.no") for yes in (other.answers or {}).values()
        ]
        what = gettext(f"report.outcome.{other.outcome}") if other.outcome else ", ".join(answers)
        message = "inspector.between_stands" if taken.stands else "inspector.between_other_stands"
        said.append(gettext(message, what=what, when=moment(other.found_at)))
    if taken.late:
        said.append(gettext("inspector.came_late"))
    return " ".join(said) or None
