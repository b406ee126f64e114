"""Signing in with e-mail address and password, and then with the second factor; or by passkey."""

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.http.context import current_register
from registry.rules import passkeys, sign_in
from registry.web.account.homes import home_of
from registry.web.account.ways_in import STEP, come_in, come_to, go, site, step, way_in
from registry.web.forms import Form
from schemas.accounts import CodeForm, CredentialForm, SignInForm

blueprint = Blueprint("sign_in", __name__, url_prefix="/account/sign-in")
JSON = "application/json"


@blueprint.get("")
def show() -> str:
    """Ask for the address and the password, or for a passkey."""
    return _page(Form())


@blueprint.post("")
def with_password() -> tuple[str, int] | Response:
    """Take the address and the password."""
    form, now = Form.sent(SignInForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            secret = sign_in.with_password(way_in(), now, **form.data)
    if form.ok:
        return come_to(secret, "account.sign_in.ask_code")
    return _page(form), form.status


@blueprint.get("/code")
def ask_code() -> str | Response:
    """Ask for the second factor."""
    return _code_page(Form())


@blueprint.post("/code")
def with_code() -> tuple[str | Response, int] | Response:
    """Take the code of the app, or a recovery code."""
    form, now = Form.sent(CodeForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            secret = sign_in.with_second_factor(way_in(), now, step_secret=step(), **form.data)
    if form.ok:
        return come_in(secret, go(home_of(Role.DEALER)))
    page = _code_page(form)
    return page if isinstance(page, Response) else (page, form.status)


@blueprint.post("/passkey/options")
def passkey_options() -> Response:
    """Return the question for a passkey, for the script of the page."""
    register = current_register()
    with register.database.write() as store:
        options, fresh = passkeys.ask(store, register.clock(), site=site(), step_secret=step())
    if fresh is not None:
        session[STEP] = fresh
    return Response(options, mimetype=JSON)


@blueprint.post("/passkey")
def with_passkey() -> tuple[str, int] | Response:
    """Take the answer of a passkey."""
    form, now = Form.sent(CredentialForm()), current_register().clock()
    if form.ok:
        with form.refusals():
            secret = passkeys.sign_in_with(
                way_in(), now, site=site(), step_secret=step(), **form.data
            )
    if form.ok:
        return come_in(secret, go(home_of(Role.DEALER)))
    return _page(form), form.status


def _page(form: Form) -> str:
    return render_template(
        "account/sign_in.html", form=form, staff=current_register().settings.oidc_issuer
    )


def _code_page(form: Form) -> str | Response:
    register = current_register()
    with register.database.read() as store:
        standing = sign_in.standing_of(store, register.clock(), step())
    if standing is None or standing.stage not in sign_in.WAYS_IN:
        return redirect(url_for("account.sign_in.show", done="sign_in_over"), 303)
    return render_template("account/code.html", form=form, standing=standing)
