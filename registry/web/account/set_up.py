"""Setting up the first second factor, before the first session opens."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_register
from registry.rules import authenticator_apps, second_factors, sign_in
from registry.rules.second_factors import Finished
from registry.web.account.pictures import qr_picture
from registry.web.account.ways_in import come_in, site, step, way_in
from registry.web.forms import Form
from schemas.accounts import CodeForm, NewPasskeyForm

blueprint = Blueprint("set_up", __name__, url_prefix="/account/set-up")


@blueprint.get("")
def show() -> str | Response:
    """Offer an authenticator app, and a passkey where the browser can."""
    return _page(Form())


@blueprint.post("")
def with_app() -> tuple[str, int] | Response:
    """Take the first code of the app; then sign in and show the recovery codes."""
    form, now = Form.sent(CodeForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            finished = second_factors.set_up_with_app(
                way_in(), now, step_secret=step(), **form.data
            )
    return _finished(finished) if form.ok else _again(form)


@blueprint.post("/passkey/options")
def passkey_options() -> Response:
    """Return the question to make a passkey, for the script of the page."""
    register = current_register()
    with register.database.write() as store:
        options = second_factors.offer_first_passkey(
            store, register.clock(), site=site(), step_secret=step()
        )
    return Response(options, mimetype="application/json")


@blueprint.post("/passkey")
def with_passkey() -> tuple[str, int] | Response:
    """Take the passkey that was made; then sign in and show the recovery codes."""
    form, now = Form.sent(NewPasskeyForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            finished = second_factors.set_up_with_passkey(
                way_in(), now, site=site(), step_secret=step(), **form.data
            )
    return _finished(finished) if form.ok else _again(form)


def _finished(finished: Finished) -> Response:
    page = render_template("account/recovery_codes.html", codes=finished.recovery_codes, first=True)
    return come_in(finished.session_secret, page)


def _again(form: Form) -> tuple[str, int] | Response:
    page = _page(form)
    return page if isinstance(page, Response) else (page, form.status)


def _page(form: Form) -> str | Response:
    register, secret = current_register(), step()
    with register.database.read() as store:
        standing = sign_in.standing_of(store, register.clock(), secret)
    if standing is None or standing.stage != "new" or secret is None:
        return redirect(url_for("account.recover.ask", done="sign_in_over"), 303)
    key = authenticator_apps.offered_key(register.keys, standing.account_id, secret)
    address = authenticator_apps.address_of(key, standing.email, site().name)
    return render_template("account/set_up.html", form=form, key=key, picture=qr_picture(address))
