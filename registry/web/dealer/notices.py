"""DOR, what the police tell and ask a dealer: notices of stolen goods, and written demands."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import demands, notices
from registry.web.door import Answer
from registry.web.forms import Form, asked
from schemas.demands import AnswerIn
from schemas.fields import PageQuery

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
def index() -> str:
    """List the notices; that one is read here for the first time is its delivery."""
    register = current_register()
    query = PageQuery().load(asked())
    with register.database.write() as session:
        found, following = notices.index(session, current_actor(), register.clock(), **query)
    return render_template("dealer/notices.html", notices=found, following=following)


@blueprint.get("/demands")
def demanded() -> str:
    """List the demands, newest first."""
    return _demands(Form(), None)


@blueprint.post("/demands/<uuid:demand_id>")
def answer(demand_id: UUID) -> Answer:
    """Answer a demand (article 437 (1)(g) Sr), once."""
    form = Form.sent(AnswerIn())
    form.tell(demands.answer, demand_id=demand_id)
    if form.ok:
        return redirect(url_for("dealer.notices.demanded", done="answered"), 303)
    return _demands(form, demand_id), form.status


def _demands(form: Form, at: UUID | None) -> str:
    """Show the page; `form` is the answer to the demand `at`."""
    register = current_register()
    query = PageQuery().load(asked())
    with register.database.read() as session:
        found, following = demands.index(session, current_actor(), register.clock(), **query)
    return render_template(
        "dealer/demands.html",
        demands=found,
        following=following,
        form=form,
        at=at,
        now=register.clock(),
    )
