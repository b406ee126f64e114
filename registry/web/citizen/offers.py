"""Stop Heling for citizens: reporting an offer to the police."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from matching import CATEGORIES
from registry.http.context import current_register
from registry.law.in_force import local_day
from registry.rules import offers
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.receipts import check_receipt_in
from schemas.offers import OfferForm

blueprint = Blueprint("offers", __name__, url_prefix="/offers")


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Answer:
    """Show the form; put what was filled in on the police's desk.

    From the answer of a check only its receipt and the kind of goods come along, by POST.
    """
    register = current_register()
    receipt = check_receipt_in(request.form.get("receipt", ""), register.keys)
    if "what" not in request.form:
        return _page(Form(request.form), receipt)
    form = Form.sent(OfferForm())
    if form.data.get("receipt") and receipt is None:
        form.refuse("receipt", "not_a_receipt")
    form.act(offers.report, keys=register.keys, offer=form.data, receipt=receipt)
    return redirect(url_for("citizen.offers.sent"), 303) if form.ok else _page(form, receipt)


@blueprint.get("/sent")
def sent() -> str:
    """Say that the report has reached the police, and what it is not."""
    return render_template("citizen/offer_sent.html")


def _page(form: Form, receipt: dict[str, Any] | None) -> tuple[str, int]:
    page = render_template(
        "citizen/offer.html",
        form=form,
        receipt=receipt,
        categories=CATEGORIES,
        today=local_day(None, current_register().clock()),
    )
    return page, form.status
