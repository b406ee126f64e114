"""Ordering a dealer to keep the goods of a hit, and ending that order (article 437 (1)(f) Sr)."""

from uuid import UUID

from flask import Blueprint

from registry.rules import hold_orders
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.police.hit_page import back_to, hit_page
from schemas.hold_orders import ReleaseIn
from schemas.police_desk import HoldOrderForm

blueprint = Blueprint("orders", __name__, url_prefix="/hits/<uuid:hit_id>/orders")


@blueprint.post("/<uuid:purchase_id>")
def issue(hit_id: UUID, purchase_id: UUID) -> Answer:
    """Order the goods to be kept; the dealer is told."""
    form = Form.sent(HoldOrderForm())
    form.tell(hold_orders.issue, purchase_id=purchase_id)
    return back_to(hit_id, "order_issued") if form.ok else hit_page(hit_id, form, "order")


@blueprint.post("/<uuid:order_id>/release")
def release(hit_id: UUID, order_id: UUID) -> Answer:
    """End an order before its time."""
    form = Form.sent(ReleaseIn())
    form.tell(hold_orders.release, order_id=order_id)
    return back_to(hit_id, "order_released") if form.ok else hit_page(hit_id, form, "order")
