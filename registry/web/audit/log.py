"""The audit log for all: the latest checkpoints, and what a receipt is worth."""

from typing import Any

from flask import Blueprint, render_template, request

from registry.http.context import current_register
from registry.journal.checkpoints import latest, verifiers
from registry.rules import audit_log
from registry.web.forms import Form
from registry.web.receipts import receipt_in
from schemas.audit import ReceiptForm

blueprint = Blueprint("log", __name__)
SHOWN = 20


@blueprint.get("/log")
def index() -> str:
    """Show the latest checkpoints, the keys, and how anybody verifies them."""
    register = current_register()
    with register.database.read() as session:
        checkpoints = latest(session, SHOWN)
    return render_template("audit/log.html", checkpoints=checkpoints, keys=verifiers(register.keys))


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> tuple[str, int]:
    """Show the form, and below it what the receipt that was pasted is worth."""
    verification: dict[str, Any] | None = None
    form = Form()
    if request.method == "POST":
        form = Form.sent(ReceiptForm())
        receipt = receipt_in(form.data.get("receipt", ""))
        if form.ok and receipt is None:
            form.refuse("receipt", "not_a_receipt")
        if receipt is not None:
            register = current_register()
            with register.database.read() as session:
                verification = audit_log.verification(session, register.keys, receipt)
                verification["statement"] = receipt["statement"]
    page = render_template("audit/verify.html", verification=verification, form=form)
    return page, form.status
