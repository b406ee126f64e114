"""Profiles of the matching over the API: with which weights pairs are decided, and were."""

from typing import Any

from registry.api.blueprint import Blueprint
from registry.http.context import current_register
from registry.rules import match_profiles
from schemas.match_profiles import MatchProfiles

blueprint = Blueprint("match_profiles", __name__, description="How pairs are decided")


@blueprint.get("/match-profiles")
@blueprint.response(200, MatchProfiles)
def index() -> dict[str, Any]:
    """List the profiles with their weights, and what each piece of evidence measures."""
    with current_register().database.read() as session:
        return match_profiles.present(session)
