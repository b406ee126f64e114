"""DOR, the dealer's own register: looked through, one entry, and its seller on request."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.rules import disclosure, own_register
from registry.web.forms import Form, asked
from schemas.own_register import STANDINGS, FindIn, RegisterQuery
from schemas.sellers import ConsultationIn

blueprint = Blueprint("purchases", __name__, url_prefix="/purchases")


@blueprint.get("")
def index() -> str:
    """List the entries that the filters choose, newest first."""
    query = RegisterQuery().load(asked())
    limit, cursor = query.pop("limit"), query.pop("cursor", None)
    register = current_register()
    with register.database.read() as session:
        entries, following = own_register.search(
            session,
            current_actor(),
            register.clock(),
            keys=register.keys,
            filters=query,
            limit=limit,
            cursor=cursor,
        )
    filters = {name: value for name, value in asked().items() if name in query}
    return _list(entries, Form(filters), Form(), following=following)


@blueprint.post("/find")
def find() -> tuple[str, int]:
    """List the entries of goods with a number; it never stands in an address."""
    form = Form.sent(FindIn())
    entries: list[dict[str, Any]] = []
    if form.ok:
        register = current_register()
        with register.database.read() as session:
            entries = own_register.with_number(
                session, current_actor(), keys=register.keys, **form.data
            )
    return _list(entries, Form(), form), form.status


@blueprint.get("/<uuid:purchase_id>")
def show(purchase_id: UUID) -> str:
    """Show one entry with all its versions."""
    return _entry(purchase_id, Form())


@blueprint.post("/<uuid:purchase_id>/seller")
def consult(purchase_id: UUID) -> tuple[str, int]:
    """Open the seller of an entry for a stated purpose (article 437 (1)(c) Sr), which is logged."""
    form = Form.sent(ConsultationIn())
    if not form.ok:
        return _entry(purchase_id, form), form.status
    register = current_register()
    with register.database.write() as session:
        opening = disclosure.consult(
            session, current_actor(), register.clock(), purchase_id=purchase_id, **form.data
        )
    # Only now is the event committed, without which nobody sees a name.
    return _entry(purchase_id, Form(), seller=opening.opened(register.keys)), 200


def _entry(purchase_id: UUID, form: Form, seller: dict[str, Any] | None = None) -> str:
    register = current_register()
    with register.database.read() as session:
        entry = own_register.entry(
            session, current_actor(), keys=register.keys, purchase_id=purchase_id
        )
    return render_template(
        "dealer/purchase.html", entry=entry, form=form, seller=seller, now=register.clock()
    )


def _list(
    entries: list[dict[str, Any]], filters: Form, found_by: Form, following: str | None = None
) -> str:
    return render_template(
        "dealer/purchases.html",
        entries=entries,
        following=following,
        form=filters,
        found_by=found_by,
        categories=CATEGORIES,
        standings=STANDINGS,
        now=current_register().clock(),
    )
