"""The passkeys of one's own account: added by a script, taken away with the password."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import own_account
from registry.web.account.ways_in import STEP, own_visit, site, step, way_in
from registry.web.forms import Form
from schemas.accounts import ConfirmedForm, NewPasskeyForm

blueprint = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")


@blueprint.get("")
def show() -> str:
    """Ask for the password and a name for the passkey."""
    return render_template("account/passkey.html", form=Form())


@blueprint.post("/options")
def options() -> Response:
    """Return the question to make a passkey, for the script, once the password is given again."""
    form, now = (
        Form.sent(ConfirmedForm(), without=("name", "credential")),
        current_register().clock(),
    )
    if form.ok:
        with form.refusals():
            asked, secret = own_account.offer_passkey(
                way_in(), now, own_visit(), site=site(), **form.data
            )
    if not form.ok:
        return Response("{}", form.status, mimetype="application/json")
    session[STEP] = secret
    return Response(asked, mimetype="application/json")


@blueprint.post("")
def add() -> tuple[str, int] | Response:
    """Take the passkey that was made."""
    form, now = Form.sent(NewPasskeyForm(), without=("current",)), current_register().clock()
    if form.ok:
        with form.refusals():
            own_account.add_passkey(
                way_in(),
                current_actor(),
                now,
                own_visit(),
                site=site(),
                step_secret=step(),
                **form.data,
            )
    if form.ok:
        return redirect(url_for("account.overview.show", done="passkey_added"), 303)
    return render_template("account/passkey.html", form=form), form.status


@blueprint.get("/<uuid:passkey_id>/remove")
def ask_remove(passkey_id: UUID) -> str:
    """Ask for the password before a passkey is taken away."""
    return _remove_page(passkey_id, Form())


@blueprint.post("/<uuid:passkey_id>/remove")
def remove(passkey_id: UUID) -> tuple[str, int] | Response:
    """Take a passkey away."""
    form, now = Form.sent(ConfirmedForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            own_account.remove_passkey(
                way_in(), current_actor(), now, own_visit(), passkey_id=passkey_id, **form.data
            )
    if form.ok:
        return redirect(url_for("account.overview.show", done="factor_removed"), 303)
    return _remove_page(passkey_id, form), form.status


def _remove_page(passkey_id: UUID, form: Form) -> str:
    with current_register().database.read() as store:
        name = own_account.passkey_name(store, own_visit(), passkey_id)
    return render_template("account/remove.html", form=form, name=name)
