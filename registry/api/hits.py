"""The police's desk over the API: hits, their evidence, the judgement."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import hit_desk
from registry.tables import HitVersion
from schemas.hits import HitOut, HitPage, HitQuery, JudgementIn

blueprint = Blueprint("hits", __name__, description="The police's desk")


@blueprint.get("/hits")
@blueprint.arguments(HitQuery, location="query")
@blueprint.response(200, HitPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List hits, those with the most evidence first."""
    register = current_register()
    with consulting() as session:
        items, following = hit_desk.index(
            session, current_actor(), register.clock(), keys=register.keys, **query
        )
    return {"items": items, "next": following}


@blueprint.get("/hits/<uuid:hit_id>")
@blueprint.response(200, HitOut)
def show(hit_id: UUID) -> Any:
    """Look up one hit with both goods and the evidence in bits and words."""
    register = current_register()
    with consulting() as session:
        return tagged(
            hit_desk.show(
                session, current_actor(), register.clock(), hit_id=hit_id, keys=register.keys
            )
        )


@blueprint.post("/hits/<uuid:hit_id>/judgement")
@blueprint.arguments(JudgementIn)
@blueprint.response(200, HitOut)
def judge(body: dict[str, Any], hit_id: UUID) -> Any:
    """Judge a hit; send If-Match so that two officers don't overwrite each other."""
    register = current_register()
    return tagged(
        once(
            lambda session: hit_desk.judge(
                session,
                current_actor(),
                register.clock(),
                hit_id=hit_id,
                judgement=body["judgement"],
                note=body.get("note"),
                if_match=if_match(),
            ),
            refer=lambda v: {"hit": str(v.hit_id), "version": v.version},
            recall=lambda session, ref: session.get_one(
                HitVersion, (UUID(ref["hit"]), ref["version"])
            ),
            show=lambda session, v: hit_desk.as_recorded(session, register.keys, v),
        )
    )
