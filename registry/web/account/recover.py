"""The one way in for the first time, and for who forgot the password: a code by mail."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import account_codes, sign_in
from registry.rules import sign_in_steps as steps
from registry.web.account.ways_in import come_to, way_in
from registry.web.forms import Form
from schemas.accounts import Named, NewPasswordForm

blueprint = Blueprint("recover", __name__, url_prefix="/account/recover")
EMAIL = "email"


@blueprint.get("")
def ask() -> str:
    """Ask for the address."""
    return render_template("account/recover.html", form=Form())


@blueprint.post("")
def send() -> tuple[str, int]:
    """Have a code sent; the answer is the same whether the address is known or not."""
    form, register = Form.sent(Named()), current_register()
    if not form.ok:
        return render_template("account/recover.html", form=form), form.status
    with register.database.write() as store:
        account_codes.ask(store, current_actor(), register.clock(), **form.data)
    return _code_page(Form({EMAIL: form.data["email"]}), sent=True), 200


@blueprint.get("/code")
def enter() -> str:
    """Ask for the code and a new password, also of who comes back with the mail."""
    return _code_page(Form())


@blueprint.post("/code")
def take() -> tuple[str, int] | Response:
    """Take the code and the new password, and go on to the second factor."""
    form, register = Form.sent(NewPasswordForm()), current_register()
    if form.ok:
        with form.refusals():
            secret = sign_in.with_mailed_code(way_in(), register.clock(), **form.data)
    if not form.ok:
        return _code_page(form), form.status
    with register.database.read() as store:
        found = steps.find(store, register.clock(), secret)
    fresh = found is not None and found.stage == "new"
    return come_to(secret, "account.set_up.show" if fresh else "account.sign_in.ask_code")


def _code_page(form: Form, *, sent: bool = False) -> str:
    minutes = int(account_codes.LIFETIME.total_seconds()) // 60
    return render_template("account/new_password.html", form=form, sent=sent, minutes=minutes)
