"""One's own account: what it has, its sessions, and fresh recovery codes."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import own_account, sessions
from registry.web.account.ways_in import own_visit, way_in
from registry.web.forms import Form
from schemas.accounts import ConfirmedForm

blueprint = Blueprint("overview", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> str:
    """Show the account of who is signed in."""
    register = current_register()
    with register.database.read() as session:
        account = own_account.show(session, register.clock(), own_visit())
    return render_template("account/overview.html", account=account, form=Form())


@blueprint.post("/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> Response:
    """End a session of one's own elsewhere."""
    register, visit = current_register(), own_visit()
    with register.database.write() as session:
        sessions.end_one(
            session,
            current_actor(),
            register.clock(),
            account_id=visit.account_id,
            session_id=session_id,
        )
    return redirect(url_for("account.overview.show", done="session_ended"), 303)


@blueprint.get("/recovery-codes")
def ask_codes() -> str:
    """Ask for the password before fresh codes are made."""
    return render_template("account/renew_codes.html", form=Form())


@blueprint.post("/recovery-codes")
def renew_codes() -> tuple[str, int]:
    """Make fresh codes and show them, once."""
    form, now = Form.sent(ConfirmedForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            codes = own_account.renew_codes(
                way_in(), current_actor(), now, own_visit(), **form.data
            )
    if form.ok:
        return render_template("account/recovery_codes.html", codes=codes, first=False), 200
    return render_template("account/renew_codes.html", form=form), form.status
