"""DOR over the API: enter a purchase, correct it, read the register."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import purchase_register, purchases
from registry.tables import PurchaseVersion
from schemas.purchases import (
    CorrectionIn,
    PurchaseBatchIn,
    PurchaseBatchOut,
    PurchaseIn,
    PurchaseOut,
    PurchasePage,
    PurchaseQuery,
    PurposeQuery,
)

blueprint = Blueprint("purchases", __name__, description="DOR: the dealers' purchase register")


def _answer(act: Any, *, required: bool = False) -> Any:
    register = current_register()
    with register.refusals_recorded(current_actor()):
        return tagged(
            once(
                act,
                refer=lambda v: {"purchase": str(v.purchase_id), "version": v.version},
                recall=lambda session, ref: session.get_one(
                    PurchaseVersion, (UUID(ref["purchase"]), ref["version"])
                ),
                show=lambda session, v: purchase_register.as_recorded(session, register.keys, v),
                required=required,
            )
        )


@blueprint.post("/purchases", needs_key=True)
@blueprint.arguments(PurchaseIn)
@blueprint.response(201, PurchaseOut)
def register(body: dict[str, Any]) -> Any:
    """Enter a purchase; the answer says whether it is among the stolen goods."""
    like = current_register().stolen_like(body)
    return _answer(
        lambda session: purchases.register(
            session,
            current_actor(),
            current_register().clock(),
            entry=body,
            keys=current_register().keys,
            like=like,
        ),
        required=True,
    )


@blueprint.post("/purchase-batches", needs_key=True)
@blueprint.arguments(PurchaseBatchIn)
@blueprint.response(201, PurchaseBatchOut)
def register_together(body: dict[str, Any]) -> Any:
    """Enter several goods from one seller: all of them or none, with numbers in a row."""
    register = current_register()
    entries = [{**body, **goods} for goods in body.pop("items")]
    likes = [register.stolen_like(entry) for entry in entries]
    with register.refusals_recorded(current_actor()):
        made = once(
            lambda session: purchases.register_together(
                session,
                current_actor(),
                register.clock(),
                entries=entries,
                keys=register.keys,
                likes=likes,
            ),
            refer=purchase_register.batch_reference,
            recall=purchase_register.batch_recalled,
            show=lambda session, versions: [
                purchase_register.as_recorded(session, register.keys, v) for v in versions
            ],
            required=True,
        )
    return {"items": made}


@blueprint.post("/purchases/<uuid:purchase_id>/corrections")
@blueprint.arguments(CorrectionIn)
@blueprint.response(201, PurchaseOut)
def correct(body: dict[str, Any], purchase_id: UUID) -> Any:
    """Correct an entry with a reason; the old version stays, the new one is matched again."""
    changes = {name: value for name, value in body.items() if name != "reason"}
    like = current_register().stolen_like(changes)
    return _answer(
        lambda session: purchases.correct(
            session,
            current_actor(),
            current_register().clock(),
            purchase_id=purchase_id,
            changes=changes,
            reason=body["reason"],
            keys=current_register().keys,
            like=like,
            if_match=if_match(),
        )
    )


@blueprint.get("/purchases")
@blueprint.arguments(PurchaseQuery, location="query")
@blueprint.response(200, PurchasePage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the entries that you may see, newest first; the police state a purpose."""
    register = current_register()
    with consulting() as session:
        items, following = purchase_register.index(
            session, current_actor(), register.clock(), keys=register.keys, **query
        )
    return {"items": items, "next": following}


@blueprint.get("/purchases/<uuid:purchase_id>")
@blueprint.arguments(PurposeQuery, location="query")
@blueprint.response(200, PurchaseOut)
def show(query: dict[str, Any], purchase_id: UUID) -> Any:
    """Look up one entry."""
    register = current_register()
    with consulting() as session:
        return tagged(
            purchase_register.show(
                session,
                current_actor(),
                register.clock(),
                purchase_id=purchase_id,
                keys=register.keys,
                **query,
            )
        )
