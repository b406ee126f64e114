"""Stop Heling for citizens: the receipt of a theft check as a PDF to keep."""

from flask import Blueprint, Response

from registry.errors import BadRequest
from registry.http.context import current_register
from registry.paper import check_receipt
from registry.paper.printing import printed
from registry.web.downloads import attachment
from registry.web.forms import Form
from registry.web.receipts import check_receipt_in
from schemas.receipts import PaperForm

blueprint = Blueprint("receipts", __name__)


@blueprint.post("/receipt")
def download() -> Response:
    """Print the receipt that is brought back; nothing of it is kept."""
    form = Form.sent(PaperForm())
    receipt = check_receipt_in(form.data.get("receipt", ""), current_register().keys)
    if not form.ok or receipt is None:
        raise BadRequest("not_our_receipt")
    file = printed(check_receipt.html(receipt, form.data["language"]))
    # The name tells which check it was, and nothing of the number.
    return attachment(file, f"{receipt['statement']['event'][:12]}.pdf")
