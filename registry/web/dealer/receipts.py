"""DOR, the receipt of an entry as a PDF, for the dealer's own papers."""

from uuid import UUID

from flask import Blueprint, Response

from registry.http.context import current_actor, current_register
from registry.http.languages import choose_language
from registry.paper import purchase_receipt
from registry.paper.printing import printed
from registry.rules import own_dealer, own_register
from registry.web.downloads import attachment

blueprint = Blueprint("receipts", __name__, url_prefix="/purchases/<uuid:purchase_id>")


@blueprint.get("/receipt.pdf")
def download(purchase_id: UUID) -> Response:
    """Give out the receipt; it is printed outside of any transaction."""
    register, actor = current_register(), current_actor()
    with register.database.read() as session:
        entry = own_register.entry(session, actor, keys=register.keys, purchase_id=purchase_id)
        dealer = own_dealer.shop(session, actor).dealer.name
    file = printed(purchase_receipt.html(entry, dealer, choose_language()))
    return attachment(file, f"purchase-{entry['sequence_number']}.pdf")
