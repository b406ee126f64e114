"""DOC over the API: check a dealer by the rules of the law, and see what was found."""

from typing import Any

from registry.api.blueprint import Blueprint
from registry.http.context import consulting, current_actor, current_register
from registry.rules import rule_runs
from schemas.rule_checks import RuleCheckIn, RuleCheckOut, RuleOutcomePage, RuleOutcomeQuery

blueprint = Blueprint("rule_checks", __name__, description="DOC: rule checks")


@blueprint.post("/rule-checks")
@blueprint.arguments(RuleCheckIn)
@blueprint.response(200, RuleCheckOut)
def run(body: dict[str, Any]) -> dict[str, Any]:
    """Check every entry of a dealer by all rules, now."""
    register, actor = current_register(), current_actor()
    with register.database.read() as session:
        dealer_id = rule_runs.of_dealer(session, actor, body["dealer_id"])
    tally = rule_runs.run(register.database, actor, register.clock(), dealer_id=dealer_id)
    return {
        "objects": tally.objects,
        "outcomes": dict(tally.outcomes),
        "changed": tally.changed,
        "findings_sha256": tally.commitment,
    }


@blueprint.get("/rule-outcomes")
@blueprint.arguments(RuleOutcomeQuery, location="query")
@blueprint.response(200, RuleOutcomePage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List what the checks found at the dealers that you may see, newest first."""
    with consulting() as session:
        items, following = rule_runs.outcomes(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}
