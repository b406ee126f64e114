"""DOC, compliance of an area at a glance: the dealers that need a visit first."""

from flask import Blueprint, render_template

from registry.access.actors import Role
from registry.http.context import consulting, current_actor, current_register
from registry.rules import visits
from registry.web.forms import asked
from schemas.inspection_forms import OverviewQuery

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
def index() -> str:
    """List the dealers of the area with what the checks say, and when each was visited."""
    query = OverviewQuery().load(asked())
    actor = current_actor()
    with consulting() as session:
        found = visits.overview(session, actor, current_register().clock(), **query)
    return render_template(
        "inspector/overview.html",
        found=found,
        query=query,
        sorts=visits.SORTS,
        signals=visits.SIGNALS,
        any_area=actor.role is Role.POLICE,
    )
