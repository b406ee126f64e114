"""An entry of a dealer's register: its seller opened on a ground, or found again elsewhere."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from registry.http.context import current_register
from registry.rules import disclosure
from registry.rules.same_seller import with_dealers
from registry.web.forms import Form
from schemas.police_desk import SameSellerForm
from schemas.sellers import GROUNDS, DisclosureIn

blueprint = Blueprint("entries", __name__, url_prefix="/entries/<uuid:purchase_id>")


@blueprint.get("/seller")
def seller(purchase_id: UUID) -> tuple[str, int]:
    """Ask on which ground the seller is opened; nothing is shown yet."""
    return _page(purchase_id)


@blueprint.post("/seller")
def disclose(purchase_id: UUID) -> tuple[str, int]:
    """Open the seller, once that it was opened is committed, on a page that nothing keeps."""
    form = Form.sent(DisclosureIn())
    opening = form.tell(disclosure.disclose, purchase_id=purchase_id)
    opened = opening.opened(current_register().keys) if opening else None
    return _page(purchase_id, form, seller=opened)


@blueprint.post("/same-seller")
def same_seller(purchase_id: UUID) -> tuple[str, int]:
    """List the other entries of the same seller, at any dealer, without opening the seller."""
    form = Form.sent(SameSellerForm())
    found = form.tell(with_dealers, purchase_id=purchase_id)
    return _page(purchase_id, same=form, found=found)


def _page(
    purchase_id: UUID,
    form: Form | None = None,
    *,
    seller: dict[str, Any] | None = None,
    same: Form | None = None,
    found: dict[str, Any] | None = None,
) -> tuple[str, int]:
    form, same = form or Form(), same or Form()
    page = render_template(
        "police/seller.html",
        purchase_id=purchase_id,
        hit_id=request.args.get("hit", type=UUID),
        grounds=GROUNDS,
        form=form,
        same=same,
        seller=seller,
        found=found,
    )
    return page, max(form.status, same.status)
