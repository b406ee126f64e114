"""DOC, one dealer as an inspector sees it: checks, visits, steps taken, what it told, entries."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.access.actors import Role
from registry.http.context import consulting, current_actor, current_register
from registry.rules import (
    dealers,
    enforcement,
    inspections,
    notifications,
    purchase_register,
    rule_runs,
    visits,
)
from registry.web.forms import Form, asked
from schemas.fields import PageQuery
from schemas.purchases import PurchaseQuery

blueprint = Blueprint("dealers", __name__, url_prefix="/dealers/<uuid:dealer_id>")
SHOWN = 50


@blueprint.get("/")
def show(dealer_id: UUID) -> str:
    """Show what there is to know before a visit."""
    actor, now = current_actor(), current_register().clock()
    with consulting() as session:
        dealer = dealers.show(session, actor, now, dealer_id=dealer_id)
        steps = None
        if dealer.municipality_code or actor.role is not Role.POLICE:
            steps = enforcement.history(session, actor, now, dealer_id=dealer_id)
        outcomes, more = rule_runs.outcomes(
            session, actor, now, dealer=dealer_id, status="breached", limit=SHOWN
        )
        planned, _ = inspections.index(session, actor, now, dealer=dealer_id, limit=SHOWN)
        told, _ = notifications.index(session, actor, now, dealer=dealer_id, limit=SHOWN)
        return render_template(
            "inspector/dealer.html",
            dealer=dealers.present(dealer),
            line=visits.compliance_of(session, now, dealer_id),
            outcomes=outcomes,
            more_outcomes=more is not None,
            steps=steps,
            inspections=planned,
            notifications=told,
        )


@blueprint.post("/checks")
def check(dealer_id: UUID) -> Response:
    """Check every entry of the dealer by all rules, now."""
    register, actor = current_register(), current_actor()
    with register.database.read() as session:
        own = rule_runs.of_dealer(session, actor, dealer_id)
    rule_runs.run(register.database, actor, register.clock(), dealer_id=own)
    return redirect(
        url_for("inspector.dealers.show", dealer_id=dealer_id, done="rules_checked"), 303
    )


@blueprint.route("/entries", methods=["GET", "POST"])
def entries(dealer_id: UUID) -> tuple[str, int]:
    """List the goods part of a dealer's entries; the police say first what for."""
    form, query = Form(), {}
    actor, register = current_actor(), current_register()
    stated = actor.role is not Role.POLICE
    if request.method == "POST":
        form = Form.sent(PurchaseQuery(only=("cursor", "purpose")))
        query, stated = form.data, form.ok and "purpose" in form.data
        if form.ok and not stated:
            form.refuse("purpose", "required")
    elif stated:
        query = PageQuery(only=("cursor",)).load(asked())
    shown: list[dict[str, Any]] = []
    following = None
    with consulting() as session:
        dealer = dealers.show(session, actor, register.clock(), dealer_id=dealer_id)
        if stated:
            shown, following = purchase_register.index(
                session,
                actor,
                register.clock(),
                keys=register.keys,
                dealer=dealer_id,
                limit=SHOWN,
                **query,
            )
        page = render_template(
            "inspector/entries.html",
            dealer=dealer,
            form=form,
            entries=shown,
            stated=stated,
            purpose=query.get("purpose"),
            following=following,
        )
    return page, form.status
