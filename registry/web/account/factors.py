"""The authenticator app of one's own account: set, set anew, taken away."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.http.context import current_actor, current_register
from registry.http.cookies import cookie_of
from registry.rules import authenticator_apps, own_account
from registry.web.account.pictures import qr_picture
from registry.web.account.ways_in import own_visit, site, way_in
from registry.web.forms import Form
from schemas.accounts import AppForm, ConfirmedForm

blueprint = Blueprint("factors", __name__, url_prefix="/account")


@blueprint.get("/app")
def show_app() -> str:
    """Show the key for an app, as a picture and in letters."""
    return _app_page(Form())


@blueprint.post("/app")
def set_app() -> tuple[str, int] | Response:
    """Take the first code of the app."""
    form, now = Form.sent(AppForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            own_account.set_app(
                way_in(),
                current_actor(),
                now,
                own_visit(),
                browser_secret=_browser_secret(),
                **form.data,
            )
    if form.ok:
        return redirect(url_for("account.overview.show", done="app_set"), 303)
    return _app_page(form), form.status


@blueprint.get("/app/remove")
def ask_app() -> str:
    """Ask for the password before the app is taken away."""
    return _remove_page(Form())


@blueprint.post("/app/remove")
def remove_app() -> tuple[str, int] | Response:
    """Take the app away."""
    form, now = Form.sent(ConfirmedForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            own_account.remove_app(way_in(), current_actor(), now, own_visit(), **form.data)
    if form.ok:
        return redirect(url_for("account.overview.show", done="factor_removed"), 303)
    return _remove_page(form), form.status


def _app_page(form: Form) -> str:
    register, visit = current_register(), own_visit()
    with register.database.read() as session:
        email = own_account.email_of(session, visit)
    key = authenticator_apps.offered_key(register.keys, visit.account_id, _browser_secret())
    picture = qr_picture(authenticator_apps.address_of(key, email, site().name))
    return render_template("account/app.html", form=form, key=key, picture=picture)


def _remove_page(form: Form) -> str:
    return render_template("account/remove.html", form=form, name=None)


def _browser_secret() -> str:
    """Return what only this browser has while its session lasts: the secret of its cookie."""
    return request.cookies[cookie_of(Role.DEALER)]
