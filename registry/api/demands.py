"""DOR over the API: written demands of the police, and the dealers' answers."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import demands
from registry.tables import Demand
from schemas.demands import AnswerIn, DemandIn, DemandOut, DemandPage
from schemas.fields import PageQuery

blueprint = Blueprint("demands", __name__, description="DOR: written demands")


@blueprint.post("/demands")
@blueprint.arguments(DemandIn)
@blueprint.response(201, DemandOut)
def send(body: dict[str, Any]) -> dict[str, Any]:
    """Demand particulars of a dealer (article 437 (1)(g) Sr)."""
    return once(
        lambda session: demands.send(session, current_actor(), current_register().clock(), **body),
        refer=lambda demand: {"demand": str(demand.id)},
        recall=lambda session, ref: session.get_one(Demand, UUID(ref["demand"])),
        show=lambda _session, demand: demands.as_sent(demand),
    )


@blueprint.get("/demands")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, DemandPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the demands to you, or all of them for the police, newest first."""
    with consulting() as session:
        items, following = demands.index(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}


@blueprint.post("/demands/<uuid:demand_id>/answer")
@blueprint.arguments(AnswerIn)
@blueprint.response(200, DemandOut)
def answer(body: dict[str, Any], demand_id: UUID) -> dict[str, Any]:
    """Answer a demand that was made to you; whether in time is judged at once."""
    return once(
        lambda session: demands.answer(
            session, current_actor(), current_register().clock(), demand_id=demand_id, **body
        ),
        refer=lambda demand: {"demand": str(demand.id)},
        recall=lambda session, ref: session.get_one(Demand, UUID(ref["demand"])),
        show=demands.as_answered,
    )
