"""DOR over the API: sales, and goods given back to who sold them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import current_actor, current_register
from registry.rules import disposals
from registry.tables import Disposal
from schemas.disposals import ReturnIn, ReturnOut, SaleIn, SaleOut

blueprint = Blueprint("disposals", __name__, description="DOR: what leaves a dealer")


def _answer(act: Callable[[Session], Disposal]) -> dict[str, Any]:
    register = current_register()
    return once(
        act,
        refer=lambda made: {
            "disposal": str(made.purchase_id),
            "buyer": str(made.buyer_id) if made.buyer_id else None,
        },
        recall=lambda session, ref: session.get_one(Disposal, UUID(ref["disposal"])),
        show=lambda session, made: disposals.present(session, register.keys, made),
    )


@blueprint.post("/purchases/<uuid:purchase_id>/sale")
@blueprint.arguments(SaleIn)
@blueprint.response(201, SaleOut)
def sell(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Enter a sale; refused inside the hold period and while an order stands."""
    register = current_register()
    return _answer(
        lambda session: disposals.sell(
            session,
            current_actor(),
            register.clock(),
            purchase_id=purchase_id,
            sale=body,
            keys=register.keys,
        )
    )


@blueprint.post("/purchases/<uuid:purchase_id>/return")
@blueprint.arguments(ReturnIn)
@blueprint.response(201, ReturnOut)
def give_back(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Note that the goods went back to the seller; refused while an order stands."""
    return _answer(
        lambda session: disposals.give_back(
            session,
            current_actor(),
            current_register().clock(),
            purchase_id=purchase_id,
            **body,
        )
    )
