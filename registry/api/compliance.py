"""DOC over the API: compliance at a glance."""

from typing import Any

from registry.api.blueprint import Blueprint
from registry.http.context import consulting, current_actor, current_register
from registry.rules import compliance
from schemas.compliance import CompliancePage, ComplianceQuery

blueprint = Blueprint("compliance", __name__, description="DOC: compliance at a glance")


@blueprint.get("/compliance")
@blueprint.arguments(ComplianceQuery, location="query")
@blueprint.response(200, CompliancePage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """See how the dealers of your area keep their registers, newest dealers first."""
    with consulting() as session:
        return compliance.index(session, current_actor(), current_register().clock(), **query)
