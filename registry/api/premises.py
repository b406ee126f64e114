"""DOL over the API: the premises of a dealer."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import premises
from schemas.dealers import DecisionIn, EndIn
from schemas.premises import PremisesIn, PremisesList, PremisesOut

blueprint = Blueprint("premises", __name__, description="DOL: the premises of dealers")


@blueprint.post("/dealers/<uuid:dealer_id>/premises")
@blueprint.arguments(PremisesIn)
@blueprint.response(201, PremisesOut)
def open_branch(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Tell that you buy up at one more place; its municipality decides about it."""
    told = {name: value for name, value in body.items() if name != "happened_at"}
    return _answer(
        lambda session: premises.present(
            *premises.open_branch(
                session,
                current_actor(),
                current_register().clock(),
                dealer_id=dealer_id,
                told=told,
                happened_at=body["happened_at"],
            )
        )
    )


@blueprint.get("/dealers/<uuid:dealer_id>/premises")
@blueprint.response(200, PremisesList)
def of_dealer(dealer_id: UUID) -> dict[str, Any]:
    """List the premises of a dealer that you may see, in the order of their notification."""
    with consulting() as session:
        found = premises.index(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id
        )
    return {"items": [premises.present(each) for each in found], "next": None}


@blueprint.post("/dealers/<uuid:dealer_id>/premises/<uuid:premises_id>/decision")
@blueprint.arguments(DecisionIn)
@blueprint.response(200, PremisesOut)
def decide(body: dict[str, Any], dealer_id: UUID, premises_id: UUID) -> Any:
    """Approve or reject one branch, as the municipality that it stands in."""
    return _answer(
        lambda session: premises.present(
            premises.decide(
                session,
                current_actor(),
                current_register().clock(),
                dealer_id=dealer_id,
                premises_id=premises_id,
                if_match=if_match(),
                **body,
            )
        ),
        reason=body["reason"],
    )


@blueprint.post("/dealers/<uuid:dealer_id>/premises/<uuid:premises_id>/end")
@blueprint.arguments(EndIn)
@blueprint.response(201, PremisesOut)
def end(body: dict[str, Any], dealer_id: UUID, premises_id: UUID) -> Any:
    """Tell that you have stopped at one place."""
    return _answer(
        lambda session: premises.present(
            *premises.end(
                session,
                current_actor(),
                current_register().clock(),
                dealer_id=dealer_id,
                premises_id=premises_id,
                **body,
            )
        )
    )


def _answer(act: Any, *, reason: str | None = None) -> Any:
    return tagged(
        once(
            act,
            refer=premises.reference,
            recall=lambda session, ref: premises.recalled(session, ref, reason),
            show=lambda _session, shown: shown,
        )
    )
