"""DOR at the counter: one page, made for the keyboard, on which purchases are entered.

Enter goes to the next field and enters nothing; without JavaScript it looks at what was typed.
"""

from typing import Any

from flask import Blueprint, render_template, request

from matching import CATEGORIES
from registry.errors import Invalid
from registry.http.context import current_actor, current_register
from registry.rules import own_dealer, purchase_register, purchases
from registry.web.dealer import counter_form
from registry.web.dealer.numbers import tell
from registry.web.forms import Form
from registry.web.once import form_once
from schemas.counter import MOST_GOODS, NumberIn
from schemas.purchases import ACQUISITIONS, DETENTIONS, DOCUMENTS, PAYMENTS

blueprint = Blueprint("counter", __name__, url_prefix="/counter")


@blueprint.get("")
def show() -> str:
    """Show an empty form."""
    return _page(Form())


@blueprint.post("")
def enter() -> tuple[str, int]:
    """Enter what was typed, or only look at it, or make room for one more good."""
    values = counter_form.in_order(request.form)
    step = request.form.get("step", "look")
    if step != "enter":
        rows = counter_form.rows_in(values)
        more = step == "more" and rows < MOST_GOODS
        return _page(Form(values), rows=rows + more, at=rows if more else None), 200
    form = counter_form.read(values, needs_document=_shop().needs_documents)
    shown: list[dict[str, Any]] = []
    if form.ok:
        with form.refusals():
            shown = _enter(form.data)
        counter_form.placed(form)
    if not form.ok:
        return _page(form), form.status
    again = counter_form.of_the_seller(values)
    return render_template("dealer/entered.html", entries=shown, again=again), 200


@blueprint.post("/again")
def again() -> str:
    """Show the form with the seller of the goods just entered, who has more to sell."""
    return _page(Form(counter_form.of_the_seller(request.form)))


@blueprint.post("/number")
def number() -> dict[str, str | None]:
    """Say what a number is while it is typed; whether it is listed only an entry tells."""
    form = Form.sent(NumberIn())
    if not form.ok:
        raise Invalid.field("/number", "required")
    told = tell(form.data["number"])
    return {"standing": told.standing, "text": told.text, "category": told.category}


def _enter(data: dict[str, Any]) -> list[dict[str, Any]]:
    register, actor = current_register(), current_actor()
    entries = counter_form.entries(data, register.clock())
    likes = [register.stolen_like(entry) for entry in entries]
    with register.refusals_recorded(actor):
        return form_once(
            lambda session: purchases.register_together(
                session, actor, register.clock(), entries=entries, keys=register.keys, likes=likes
            ),
            refer=purchase_register.batch_reference,
            recall=purchase_register.batch_recalled,
            show=lambda session, versions: [
                purchase_register.as_recorded(session, register.keys, v) for v in versions
            ],
        )


def _page(form: Form, *, rows: int | None = None, at: int | None = None) -> str:
    rows = rows or counter_form.rows_in(form.values)
    told = {
        row: tell(value) for row in range(rows) if (value := form.values.get(f"goods.{row}.number"))
    }
    return render_template(
        "dealer/counter.html",
        form=form,
        rows=rows,
        at=at,
        told=told,
        shop=_shop(),
        categories=CATEGORIES,
        payments=PAYMENTS,
        acquisitions=ACQUISITIONS,
        documents=DOCUMENTS,
        detentions=DETENTIONS,
    )


def _shop() -> own_dealer.Shop:
    with current_register().database.read() as session:
        return own_dealer.shop(session, current_actor())
