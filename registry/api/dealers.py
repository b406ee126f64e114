"""DOL over the API: notify, decide, look up."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import dealers
from registry.tables import Dealer
from schemas.dealers import DealerIn, DealerOut, DealerPage, DealerSubmitted, DecisionIn
from schemas.fields import PageQuery

blueprint = Blueprint("dealers", __name__, description="DOL: dealers and their municipality")


@blueprint.post("/dealers")
@blueprint.arguments(DealerIn)
@blueprint.response(201, DealerSubmitted)
def submit(body: dict[str, Any]) -> dict[str, Any]:
    """Notify the municipality that you buy up used goods (article 437ter (2) Sr)."""
    return once(
        lambda session: dealers.submit(
            session, current_actor(), current_register().clock(), notification=body
        ),
        refer=lambda dealer: {"dealer": str(dealer.id)},
        recall=lambda session, ref: session.get_one(Dealer, UUID(ref["dealer"])),
        show=lambda _session, dealer: {"id": dealer.id, "status": "submitted"},
    )


@blueprint.get("/dealers")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, DealerPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the dealers that you may see, newest first."""
    with consulting() as session:
        items, following = dealers.index(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}


@blueprint.get("/dealers/<uuid:dealer_id>")
@blueprint.response(200, DealerOut)
def show(dealer_id: UUID) -> Any:
    """Look up one dealer."""
    with consulting() as session:
        dealer = dealers.show(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id
        )
    return tagged(dealers.present(dealer))


@blueprint.post("/dealers/<uuid:dealer_id>/decision")
@blueprint.arguments(DecisionIn)
@blueprint.response(200, DealerOut)
def decide(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Approve or reject a dealer's notification, as its municipality."""
    return tagged(
        once(
            lambda session: dealers.present(
                dealers.decide(
                    session,
                    current_actor(),
                    current_register().clock(),
                    dealer_id=dealer_id,
                    if_match=if_match(),
                    **body,
                )
            ),
            refer=dealers.decision_reference,
            recall=lambda session, ref: dealers.decision_recalled(session, ref, body["reason"]),
            show=lambda _session, dealer: dealer,
        )
    )
