"""DOL, the people who act for a dealer."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import staff
from registry.web.door import Answer
from registry.web.forms import Form
from schemas.staff import StaffIn

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
ROLES = ("clerk", "manager")


@blueprint.get("")
def index() -> str:
    """List the staff, those who left too."""
    return _page(Form())


@blueprint.post("")
def add() -> Answer:
    """Give somebody an account under the dealer."""
    form = Form.sent(StaffIn())
    form.tell(staff.add, dealer_id=current_actor().dealer_id)
    if form.ok:
        return redirect(url_for("dealer.staff.index", done="staff_added"), 303)
    return _page(form), form.status


@blueprint.post("/<uuid:member_id>/end")
def end(member_id: UUID) -> Response:
    """End somebody's account."""
    register, actor = current_register(), current_actor()
    with register.database.write() as session:
        staff.end(session, actor, register.clock(), dealer_id=actor.dealer_id, member_id=member_id)
    return redirect(url_for("dealer.staff.index", done="staff_ended"), 303)


def _page(form: Form) -> str:
    actor = current_actor()
    with current_register().database.read() as session:
        members = staff.index(session, actor, dealer_id=actor.dealer_id)
    return render_template("dealer/staff.html", members=members, form=form, roles=ROLES)
