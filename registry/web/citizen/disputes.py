"""Stop Heling for citizens: disputing a wrong listing, and reading the answer."""

from typing import Any

from flask import Blueprint, render_template, request

from registry.http.context import current_register
from registry.rules import disputes
from registry.tables import Dispute
from registry.web.forms import Form
from registry.web.receipts import check_receipt_in
from schemas.disputes import REASONS, CodeForm, DisputeForm

blueprint = Blueprint("disputes", __name__, url_prefix="/disputes")


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> tuple[str, int]:
    """Show the form behind a check that answered `listed`; file what was filled in.

    The code is shown on the answer itself, once, since it may stand in no address.
    """
    register = current_register()
    receipt = check_receipt_in(request.form.get("receipt", ""), register.keys)
    if receipt is None or "explanation" not in request.form:
        return _page(Form(request.form), receipt)
    form = Form.sent(DisputeForm())
    filed = form.act(disputes.file, keys=register.keys, dispute=form.data, receipt=receipt)
    if filed is None:
        return _page(form, receipt)
    dispute, code = filed
    return render_template("citizen/dispute_filed.html", dispute=dispute, code=code), 200


@blueprint.route("/answer", methods=["GET", "POST"])
def answer() -> tuple[str, int]:
    """Ask for the code, and show how the dispute that it belongs to stands."""
    form = Form.sent(CodeForm()) if request.method == "POST" else Form()
    dispute: Dispute | None = None
    if form.data:
        dispute = form.tell(disputes.answer_to)
    page = render_template("citizen/dispute_answer.html", form=form, dispute=dispute)
    return page, form.status


def _page(form: Form, receipt: dict[str, Any] | None) -> tuple[str, int]:
    page = render_template("citizen/dispute.html", form=form, receipt=receipt, reasons=REASONS)
    return page, form.status
