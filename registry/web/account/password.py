"""Changing one's own password."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import own_account
from registry.web.account.ways_in import own_visit, way_in
from registry.web.forms import Form
from schemas.accounts import ChangePasswordForm

blueprint = Blueprint("password", __name__, url_prefix="/account/password")


@blueprint.get("")
def show() -> str:
    """Ask for the password that is, and the one that is to be."""
    return _page(Form())


@blueprint.post("")
def change() -> tuple[str, int] | Response:
    """Set another password; every other session of the account ends."""
    form, now = Form.sent(ChangePasswordForm(), without=("username",)), current_register().clock()
    if form.ok:
        with form.refusals():
            own_account.change_password(way_in(), current_actor(), now, own_visit(), **form.data)
    if form.ok:
        return redirect(url_for("account.overview.show", done="password_changed"), 303)
    return _page(form), form.status


def _page(form: Form) -> str:
    with current_register().database.read() as session:
        email = own_account.email_of(session, own_visit())
    return render_template("account/password.html", form=form, email=email)
