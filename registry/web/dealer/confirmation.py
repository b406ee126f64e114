"""DOL, after signing up: the e-mail address is confirmed, and the page tells how it stands."""

from flask import Blueprint, redirect, render_template, request, url_for

from registry.errors import NotFound
from registry.http.context import current_register
from registry.rules import confirmations, sign_ups
from registry.tables import Dealer
from registry.web.dealer.sign_up import COOKIE
from registry.web.door import Answer
from registry.web.forms import Form
from schemas.dealers import ConfirmationIn
from schemas.sign_up import AddressPage

blueprint = Blueprint("confirmation", __name__, url_prefix="/sign-up")


@blueprint.get("/confirm")
def show() -> str:
    """Ask for the code that was mailed."""
    return _page(Form(), Form())


@blueprint.post("/confirm")
def confirm() -> Answer:
    """Take the code as proof of the address; any browser may bring it."""
    form = Form.sent(ConfirmationIn())
    form.tell(confirmations.confirm)
    if form.ok:
        where = "status" if _dealer() else "show"
        return redirect(url_for(f"dealer.confirmation.{where}", done="confirmed"), 303)
    return _page(form, Form()), form.status


@blueprint.post("/address")
def ask_again() -> Answer:
    """Mail another code, to the same address or to a corrected one."""
    form = Form.sent(AddressPage())
    dealer = _dealer()
    if dealer is None:
        raise NotFound
    form.tell(confirmations.ask_again, keys=current_register().keys, dealer_id=dealer.id)
    if form.ok:
        return redirect(url_for("dealer.confirmation.show", done="asked_again"), 303)
    return _page(Form(), form), form.status


@blueprint.get("/status")
def status() -> Answer:
    """Tell how the notification stands, to the browser that sent it."""
    dealer = _dealer()
    if dealer is None:
        return redirect(url_for("dealer.sign_up.start"), 303)
    return render_template("dealer/sign_up_status.html", dealer=dealer)


def _page(form: Form, address: Form) -> str:
    return render_template(
        "dealer/sign_up_confirm.html", form=form, address=address, dealer=_dealer()
    )


def _dealer() -> Dealer | None:
    register = current_register()
    with register.database.read() as session:
        try:
            return sign_ups.dealer_of(session, register.clock(), request.cookies.get(COOKIE))
        except NotFound:
            return None
