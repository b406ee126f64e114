"""DOL for municipalities: deciding about one branch of a dealer, in the area that it stands in."""

from uuid import UUID

from flask import Blueprint, redirect, render_template

from registry.errors import NotFound
from registry.http.context import current_actor, current_register
from registry.rules import dealers, premises
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.municipality.dealers import after
from schemas.dealers import DecisionForm

blueprint = Blueprint(
    "premises", __name__, url_prefix="/dealers/<uuid:dealer_id>/premises/<uuid:premises_id>"
)


@blueprint.get("")
def show(dealer_id: UUID, premises_id: UUID) -> str:
    """Show one branch."""
    return _page(dealer_id, premises_id, Form())


@blueprint.post("")
def decide(dealer_id: UUID, premises_id: UUID) -> Answer:
    """Approve or reject it, unless it changed since it was looked at."""
    form = Form.sent(DecisionForm())
    form.tell(premises.decide, dealer_id=dealer_id, premises_id=premises_id)
    if form.ok:
        return redirect(after(dealer_id, form), 303)
    return _page(dealer_id, premises_id, form), form.status


def _page(dealer_id: UUID, premises_id: UUID, form: Form) -> str:
    register, actor = current_register(), current_actor()
    with register.database.write() as session:
        dealer = dealers.show(session, actor, register.clock(), dealer_id=dealer_id)
        found = premises.index(session, actor, register.clock(), dealer_id=dealer_id)
    branch = next((each for each in found if each.id == premises_id), None)
    if branch is None:
        raise NotFound
    return render_template(
        "municipality/premises.html", dealer=dealer, branch=branch, form=form, ours=actor.subject
    )
