"""DOL for municipalities: the dealers of the area, and deciding about them and their premises."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import dealers, notifications, premises
from registry.web.door import Answer
from registry.web.forms import Form, asked
from schemas.dealers import DealerQuery, DecisionForm

blueprint = Blueprint("dealers", __name__)
STATUSES = ("submitted", "approved", "rejected", "ended")
TOLD = 20


@blueprint.get("/")
def index() -> str:
    """List the dealers of one standing, newest first; at first those to decide about."""
    query = DealerQuery().load({"status": STATUSES[0], **asked()})
    register = current_register()
    with register.database.write() as session:
        found, following = dealers.index(session, current_actor(), register.clock(), **query)
    return render_template(
        "municipality/dealers.html",
        dealers=found,
        following=following,
        status=query["status"],
        statuses=STATUSES,
    )


def after(dealer_id: UUID, form: Form) -> str:
    """Return where a decision leads: to the dealer, saying what was decided."""
    done = "approved" if form.data["decision"] == "approve" else "rejected"
    return url_for("municipality.dealers.show", dealer_id=dealer_id, done=done)


@blueprint.get("/dealers/<uuid:dealer_id>")
def show(dealer_id: UUID) -> str:
    """Show one dealer, what it told and when, and its premises."""
    return _page(dealer_id, Form())


@blueprint.post("/dealers/<uuid:dealer_id>")
def decide(dealer_id: UUID) -> Answer:
    """Approve or reject a notification, unless it changed since it was looked at."""
    form = Form.sent(DecisionForm())
    form.tell(dealers.decide, dealer_id=dealer_id)
    if form.ok:
        return redirect(after(dealer_id, form), 303)
    return _page(dealer_id, form), form.status


def _page(dealer_id: UUID, form: Form) -> str:
    register, actor = current_register(), current_actor()
    with register.database.write() as session:
        dealer = dealers.show(session, actor, register.clock(), dealer_id=dealer_id)
        branches = premises.index(session, actor, register.clock(), dealer_id=dealer_id)
        told, _more = notifications.index(
            session, actor, register.clock(), limit=TOLD, dealer=dealer_id
        )
    return render_template(
        "municipality/dealer.html",
        dealer=dealer,
        branches=branches,
        told=told,
        form=form,
        ours=actor.subject,
    )
