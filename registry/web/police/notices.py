"""Notices of stolen or lost goods to dealers (article 437 (1)(e) Sr): the list, and sending one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from matching import CATEGORIES, IDENTIFIER_TYPES
from registry.http.context import current_actor, current_register
from registry.rules import dealers, notices, stolen_goods
from registry.web.door import Answer
from registry.web.forms import Form, asked
from registry.web.police.item_values import item_values
from schemas.fields import PageQuery
from schemas.notices import NoticeIn

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("/")
def index() -> str:
    """List the notices with who has read them and what came of them."""
    register = current_register()
    query = PageQuery().load(asked())
    with register.database.write() as session:
        rows, following = notices.index(session, current_actor(), register.clock(), **query)
    return render_template("police/notices.html", notices=rows, following=following)


@blueprint.get("/new")
def new() -> Answer:
    """Show the form, filled with a stolen good and a dealer where one came from their page."""
    register, values = current_register(), dict[str, str]()
    good, dealer = (request.args.get(name, type=UUID) for name in ("good", "dealer"))
    with register.database.write() as session:
        if good is not None:
            shown = stolen_goods.show(session, current_actor(), register.clock(), good_id=good)
            values.update(item_values(shown["item"]))
        if dealer is not None:
            row = dealers.show(session, current_actor(), register.clock(), dealer_id=dealer)
            values["dealers.0"] = str(row.id)
    return _page(Form(values), named=row.name if dealer is not None else None)


@blueprint.post("/new")
def send() -> Answer:
    """Send the notice."""
    form = Form.sent(NoticeIn())
    form.tell(notices.send)
    if form.ok:
        return redirect(url_for("police.notices.index", done="notice_sent"), code=303)
    return _page(form)


def _page(form: Form, **shown: Any) -> tuple[str, int]:
    page = render_template(
        "police/notice.html",
        form=form,
        categories=CATEGORIES,
        types=IDENTIFIER_TYPES,
        **shown,
    )
    return page, form.status
