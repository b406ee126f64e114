"""Written demands to dealers (article 437 (1)(g) Sr): the list of them, and making one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import demands
from registry.web.door import Answer
from registry.web.forms import Form, asked
from registry.web.police.dealers import dealer_page
from schemas.fields import PageQuery
from schemas.police_desk import DemandForm

blueprint = Blueprint("demands", __name__)


@blueprint.get("/demands/")
def index() -> str:
    """List the demands and their answers, newest first."""
    register = current_register()
    query = PageQuery().load(asked())
    with register.database.write() as session:
        rows, following = demands.index(session, current_actor(), register.clock(), **query)
    return render_template("police/demands.html", demands=rows, following=following)


@blueprint.post("/dealers/<uuid:dealer_id>/demands")
def send(dealer_id: UUID) -> Answer:
    """Demand particulars of a dealer."""
    form = Form.sent(DemandForm(exclude=("dealer_id",)))
    form.tell(demands.send, dealer_id=dealer_id)
    if form.ok:
        target = url_for("police.dealers.show", dealer_id=dealer_id, done="demand_sent")
        return redirect(target, code=303)
    return dealer_page(dealer_id, form)
