"""Dealers with hits, and one dealer: how to reach it, what is hit there, what was demanded."""

from uuid import UUID

from flask import Blueprint, render_template

from registry.http.context import current_actor, current_register
from registry.rules import dealer_hits, dealers, demands, desk_list, premises
from registry.web.forms import Form, asked
from schemas.police_desk import DealersQuery

blueprint = Blueprint("dealers", __name__, url_prefix="/dealers")
SHOWN = 20


@blueprint.get("/")
def index() -> str:
    """List the dealers with hits, those with the most likely ones first."""
    register = current_register()
    query = DealersQuery().load(asked())
    with register.database.write() as session:
        rows, following = dealer_hits.index(session, current_actor(), register.clock(), **query)
    return render_template(
        "police/dealers.html",
        rows=rows,
        following=following,
        form=Form(asked()),
        kept={name: value for name, value in asked().items() if name == "municipality"},
    )


@blueprint.get("/<uuid:dealer_id>")
def show(dealer_id: UUID) -> str:
    """Show one dealer."""
    return dealer_page(dealer_id)[0]


def dealer_page(dealer_id: UUID, form: Form | None = None) -> tuple[str, int]:
    """Show a dealer with the form of a demand, perhaps as it was refused."""
    register, actor, now = current_register(), current_actor(), current_register().clock()
    with register.database.write() as session:
        dealer = dealers.show(session, actor, now, dealer_id=dealer_id)
        shops = premises.index(session, actor, now, dealer_id=dealer_id)
        hits, following = desk_list.index(
            session,
            actor,
            now,
            keys=register.keys,
            chosen=desk_list.Chosen(dealer=dealer_id),
            limit=SHOWN,
        )
        demanded, _ = demands.index(session, actor, now, limit=SHOWN, dealer_id=dealer_id)
    form = form or Form()
    page = render_template(
        "police/dealer.html",
        dealer=dealer,
        shops=shops,
        hits=hits,
        more=following is not None,
        demands=demanded,
        form=form,
        now=now,
    )
    return page, form.status
