"""DOR, what leaves the dealer: a sale, or goods given back to who brought them."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from registry.http.context import current_actor, current_register
from registry.rules import disposals, own_register
from registry.tables import Disposal
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.once import ONCE_FIELD, form_once
from schemas.disposals import REASONS
from schemas.form_fields import EURO
from schemas.own_register import ReturnForm, SaleForm

blueprint = Blueprint("sales", __name__, url_prefix="/purchases/<uuid:purchase_id>")
SHOWN_AT = {"price": "amount", "buyer": "buyer.name"}
# The page fills it in, so alone it names nobody.
BUYERS_COUNTRY = "buyer.address.country"


@blueprint.get("/sale")
def sale(purchase_id: UUID) -> str:
    """Show the form of a sale, and what stands in the way of one."""
    return _page("dealer/sale.html", purchase_id, Form())


@blueprint.post("/sale")
def sell(purchase_id: UUID) -> Answer:
    """Enter the sale; refused inside the hold and while an order stands."""
    nobody = not any(v.strip() for n, v in request.form.items() if _names_the_buyer(n))
    form = Form.sent(SaleForm(), without=(ONCE_FIELD, *([BUYERS_COUNTRY] if nobody else [])))
    register, actor = current_register(), current_actor()
    if form.ok:
        told = {name: value for name, value in form.data.items() if name != "amount"}
        if "amount" in form.data:
            told["price"] = {"amount": form.data["amount"], "currency": EURO}
        with form.refusals():
            _once(
                lambda session: disposals.sell(
                    session,
                    actor,
                    register.clock(),
                    purchase_id=purchase_id,
                    sale={"sold_at": register.clock(), **told},
                    keys=register.keys,
                )
            )
    return _answer("dealer/sale.html", purchase_id, form, done="sold")


@blueprint.get("/return")
def give_back(purchase_id: UUID) -> str:
    """Show the form of a return."""
    return _page("dealer/return.html", purchase_id, Form())


@blueprint.post("/return")
def gave_back(purchase_id: UUID) -> Answer:
    """Note that the goods went back to who brought them."""
    form = Form.sent(ReturnForm(), without=(ONCE_FIELD,))
    register, actor = current_register(), current_actor()
    if form.ok:
        with form.refusals():
            _once(
                lambda session: disposals.give_back(
                    session,
                    actor,
                    register.clock(),
                    purchase_id=purchase_id,
                    returned_at=form.data.get("returned_at") or register.clock(),
                    reason=form.data["reason"],
                )
            )
    return _answer("dealer/return.html", purchase_id, form, done="returned")


def _names_the_buyer(name: str) -> bool:
    return name.startswith("buyer.") and name != BUYERS_COUNTRY


def _once(act: Callable[[Session], Disposal]) -> Disposal:
    return form_once(
        act,
        refer=lambda made: {
            "disposal": str(made.purchase_id),
            "buyer": str(made.buyer_id) if made.buyer_id else None,
        },
        recall=lambda session, ref: session.get_one(Disposal, UUID(ref["disposal"])),
        show=lambda _session, made: made,
    )


def _answer(template: str, purchase_id: UUID, form: Form, *, done: str) -> Answer:
    if form.ok:
        return redirect(url_for("dealer.purchases.show", purchase_id=purchase_id, done=done), 303)
    form.errors = {SHOWN_AT.get(name, name): code for name, code in form.errors.items()}
    return _page(template, purchase_id, form), form.status


def _page(template: str, purchase_id: UUID, form: Form) -> str:
    register = current_register()
    with register.database.read() as session:
        entry = own_register.entry(
            session, current_actor(), keys=register.keys, purchase_id=purchase_id
        )
    return render_template(template, entry=entry, form=form, reasons=REASONS, now=register.clock())
