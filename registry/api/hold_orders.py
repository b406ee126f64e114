"""DOR over the API: orders of the police to keep a good."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import hold_orders
from registry.tables import HoldOrder
from schemas.fields import PageQuery
from schemas.hold_orders import HoldOrderIn, HoldOrderOut, HoldOrderPage, ReleaseIn

blueprint = Blueprint("hold_orders", __name__, description="DOR: orders to keep a good")


@blueprint.post("/purchases/<uuid:purchase_id>/hold-orders")
@blueprint.arguments(HoldOrderIn)
@blueprint.response(201, HoldOrderOut)
def issue(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Order the dealer to keep a good (article 437 (1)(f) Sr), with or without a hit."""
    register = current_register()
    return once(
        lambda session: hold_orders.issue(
            session, current_actor(), register.clock(), purchase_id=purchase_id, **body
        ),
        refer=lambda order: {"hold_order": str(order.id)},
        recall=lambda session, ref: session.get_one(HoldOrder, UUID(ref["hold_order"])),
        show=lambda session, order: hold_orders.as_issued(session, register.keys, order),
    )


@blueprint.get("/hold-orders")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HoldOrderPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the orders to you, or all of them for the police, newest first."""
    register = current_register()
    with consulting() as session:
        items, following = hold_orders.index(
            session, current_actor(), register.clock(), keys=register.keys, **query
        )
    return {"items": items, "next": following}


@blueprint.post("/hold-orders/<uuid:order_id>/release")
@blueprint.arguments(ReleaseIn)
@blueprint.response(200, HoldOrderOut)
def release(body: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """End an order before its time."""
    register = current_register()
    return once(
        lambda session: hold_orders.release(
            session, current_actor(), register.clock(), order_id=order_id, **body
        ),
        refer=lambda order: {"hold_order": str(order.id)},
        recall=lambda session, ref: session.get_one(HoldOrder, UUID(ref["hold_order"])),
        show=lambda session, order: hold_orders.as_released(session, register.keys, order),
    )
