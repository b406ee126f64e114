"""The police's desk in a browser: offers that citizens reported."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import contacts, offers
from registry.web.door import Answer
from registry.web.forms import Form, asked
from schemas.offers import STATUSES, ContactPurposeForm, HandlingForm, OfferQuery

blueprint = Blueprint("offers", __name__, url_prefix="/offers")


@blueprint.get("/")
def index() -> str:
    """List the offers of one status, newest first."""
    register = current_register()
    query = OfferQuery().load(asked())
    with register.database.write() as session:
        items, following = offers.index(session, current_actor(), register.clock(), **query)
    return render_template(
        "police/offers.html",
        offers=items,
        following=following,
        status=query["status"],
        statuses=STATUSES,
    )


@blueprint.get("/<uuid:offer_id>")
def show(offer_id: UUID) -> tuple[str, int]:
    """Show one offer."""
    return _page(offer_id, Form())


@blueprint.post("/<uuid:offer_id>")
def handle(offer_id: UUID) -> Answer:
    """Take an offer up, or close it."""
    form = Form.sent(HandlingForm())
    form.tell(offers.handle, offer_id=offer_id)
    if form.ok:
        done = f"offer_{form.data['status']}"
        return redirect(url_for("police.offers.show", offer_id=offer_id, done=done), 303)
    return _page(offer_id, form)


@blueprint.post("/<uuid:offer_id>/contact")
def contact(offer_id: UUID) -> tuple[str, int]:
    """Open who reported it, for a purpose that is recorded first."""
    form = Form.sent(ContactPurposeForm())
    row = form.tell(offers.disclose_contact, offer_id=offer_id)
    opened = contacts.opened(current_register().keys, row) if row else None
    return _page(offer_id, form, opened)


def _page(offer_id: UUID, form: Form, opened: dict[str, Any] | None = None) -> tuple[str, int]:
    register = current_register()
    with register.database.write() as session:
        offer = offers.show(session, current_actor(), register.clock(), offer_id=offer_id)
    page = render_template("police/offer.html", offer=offer, form=form, opened=opened)
    return page, form.status
