"""The demo's front door: one click for each role. It exists in demo mode only."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.errors import BadRequest
from registry.http.context import current_register
from registry.rules.demo_identities import DEMO_ROLES, demo_subject
from registry.web.account.visit import sign_in as open_visit

blueprint = Blueprint("demo", __name__)


@blueprint.get("/demo")
def page() -> str:
    """Offer an identity for each role."""
    return render_template("account/demo.html", roles=DEMO_ROLES)


@blueprint.post("/demo")
def sign_in() -> Response:
    """Sign in as one of the demo's people."""
    chosen = request.form.get("role", "")
    if chosen not in DEMO_ROLES:
        raise BadRequest
    role = Role(chosen)
    with current_register().database.read() as session:
        subject = demo_subject(session, role)
    return open_visit(role, subject)
