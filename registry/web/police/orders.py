"""Ordering a dealer to keep the goods of a hit, and ending that order (article 437 (1)(f) Sr)."""

from uuid import UUID

from flask import Blueprint

from registry.http.context import current_actor, current_register
from registry.rules import hold_orders
from registry.web.forms import Form
from registry.web.police.hit_page import Page, back_to, hit_page
from schemas.hold_orders import ReleaseIn
from schemas.police_desk import HoldOrderForm

blueprint = Blueprint("orders", __name__, url_prefix="/hits/<uuid:hit_id>/orders")


@blueprint.post("/<uuid:purchase_id>")
def issue(hit_id: UUID, purchase_id: UUID) -> Page:
    """Order the goods to be kept; the dealer is told."""
    register = current_register()
    form = Form.sent(HoldOrderForm())
    if form.ok:
        with form.refusals(), register.database.write() as session:
            hold_orders.issue(
                session,
                current_actor(),
                register.clock(),
                purchase_id=purchase_id,
                **form.data,
            )
    return back_to(hit_id, "order_issued") if form.ok else hit_page(hit_id, form, "order")


@blueprint.post("/<uuid:order_id>/release")
def release(hit_id: UUID, order_id: UUID) -> Page:
    """End an order before its time."""
    register = current_register()
    form = Form.sent(ReleaseIn())
    if form.ok:
        with form.refusals(), register.database.write() as session:
            hold_orders.release(
                session,
                current_actor(),
                register.clock(),
                order_id=order_id,
                reason=form.data.get("reason"),
            )
    return back_to(hit_id, "order_released") if form.ok else hit_page(hit_id, form, "order")
