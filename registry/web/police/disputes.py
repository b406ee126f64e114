"""The police's desk in a browser: disputes of listings, what is overdue first."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import contacts, disputes
from registry.web.door import Answer
from registry.web.forms import Form, asked
from schemas.disputes import DecisionForm, DisputeQuery
from schemas.offers import ContactPurposeForm

blueprint = Blueprint("disputes", __name__, url_prefix="/disputes")


@blueprint.get("/")
def index() -> str:
    """List the disputes that wait for an answer, or those that have one."""
    register = current_register()
    query = DisputeQuery().load(asked())
    now = register.clock()
    with register.database.write() as session:
        items, following = disputes.index(session, current_actor(), now, **query)
    return render_template(
        "police/disputes.html",
        disputes=items,
        following=following,
        answered=query["answered"],
        now=now,
    )


@blueprint.get("/<uuid:dispute_id>")
def show(dispute_id: UUID) -> tuple[str, int]:
    """Show one dispute."""
    return _page(dispute_id, Form())


@blueprint.post("/<uuid:dispute_id>")
def decide(dispute_id: UUID) -> Answer:
    """Answer a dispute; a listing that is withdrawn is withdrawn with it."""
    register = current_register()
    form = Form.sent(DecisionForm())
    if form.ok:
        with register.fresh_desk() as session:
            listed = disputes.listings(session, register.desk, dispute_id)
        form.tell(disputes.decide, dispute_id=dispute_id, listed=listed)
    if form.ok:
        url = url_for("police.disputes.show", dispute_id=dispute_id, done="dispute_answered")
        return redirect(url, 303)
    return _page(dispute_id, form)


@blueprint.post("/<uuid:dispute_id>/contact")
def contact(dispute_id: UUID) -> tuple[str, int]:
    """Open who filed it, for a purpose that is recorded first."""
    form = Form.sent(ContactPurposeForm())
    row = form.tell(disputes.disclose_contact, dispute_id=dispute_id)
    opened = contacts.opened(current_register().keys, row) if row else None
    return _page(dispute_id, form, opened)


def _page(dispute_id: UUID, form: Form, opened: dict[str, Any] | None = None) -> tuple[str, int]:
    register = current_register()
    now = register.clock()
    with register.fresh_desk() as session:
        like = disputes.listings(session, register.desk, dispute_id)
    with register.database.write() as session:
        dispute = disputes.show(session, current_actor(), now, dispute_id=dispute_id)
        goods = disputes.goods(session, current_actor(), now, like)
    page = render_template(
        "police/dispute.html", dispute=dispute, goods=goods, form=form, opened=opened, now=now
    )
    return page, form.status
