"""Stop Heling over the API: the police report, change and withdraw stolen goods."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import stolen_goods
from schemas.stolen_goods import StolenGoodChange, StolenGoodIn, StolenGoodOut, WithdrawalIn

blueprint = Blueprint("stolen_goods", __name__, description="Stop Heling: the stolen goods")


def _answer(act: Any) -> Any:
    def recall(session: Session, ref: Any) -> dict[str, Any]:
        return stolen_goods.as_of(session, UUID(ref["stolen_good"]), ref["version"])

    return tagged(
        once(
            act,
            refer=lambda good: {"stolen_good": str(good["id"]), "version": good["version"]},
            recall=recall,
            show=lambda _session, good: good,
        )
    )


@blueprint.post("/stolen-goods")
@blueprint.arguments(StolenGoodIn)
@blueprint.response(201, StolenGoodOut)
def report(body: dict[str, Any]) -> Any:
    """List a good as stolen; purchases already made are looked through at once."""
    register = current_register()
    like = register.bought_like(body)
    return _answer(
        lambda session: stolen_goods.report(
            session, current_actor(), register.clock(), good=body, like=like
        )
    )


@blueprint.get("/stolen-goods/<uuid:good_id>")
@blueprint.response(200, StolenGoodOut)
def show(good_id: UUID) -> Any:
    """Look up one stolen good."""
    with consulting() as session:
        return tagged(
            stolen_goods.show(session, current_actor(), current_register().clock(), good_id=good_id)
        )


@blueprint.patch("/stolen-goods/<uuid:good_id>")
@blueprint.arguments(StolenGoodChange)
@blueprint.response(200, StolenGoodOut)
def change(body: dict[str, Any], good_id: UUID) -> Any:
    """Change a listed good: a new version, which is matched again."""
    register = current_register()
    like = register.bought_like(body)
    return _answer(
        lambda session: stolen_goods.change(
            session,
            current_actor(),
            register.clock(),
            good_id=good_id,
            changes=body,
            like=like,
            if_match=if_match(),
        )
    )


@blueprint.post("/stolen-goods/<uuid:good_id>/withdrawal")
@blueprint.arguments(WithdrawalIn)
@blueprint.response(200, StolenGoodOut)
def withdraw(body: dict[str, Any], good_id: UUID) -> Any:
    """Take a good off the list; its hits are closed."""
    register = current_register()
    return _answer(
        lambda session: stolen_goods.withdraw(
            session,
            current_actor(),
            register.clock(),
            good_id=good_id,
            reason=body["reason"],
            returned_to_owner=body.get("returned_to_owner"),
            if_match=if_match(),
        )
    )
