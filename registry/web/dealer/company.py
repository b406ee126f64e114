"""DOL, a dealer's own notifications: how it stands, a move, a branch, and the end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from marshmallow import Schema
from sqlalchemy.orm import Session

from registry.http.context import current_actor, current_register
from registry.rules import dealer_changes, dealers, notifications, premises
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.once import ONCE_FIELD, form_once
from schemas.company import BranchForm, EndForm, MoveForm

blueprint = Blueprint("company", __name__, url_prefix="/company")
TOLD = 20


@blueprint.get("")
def show() -> str:
    """Show what the municipality knows of this dealer."""
    register, actor = current_register(), current_actor()
    with register.database.read() as session:
        dealer = dealers.show(session, actor, register.clock(), dealer_id=actor.dealer_id)
        branches = premises.index(session, actor, register.clock(), dealer_id=dealer.id)
        told, _more = notifications.index(session, actor, register.clock(), limit=TOLD)
    return render_template("dealer/company.html", dealer=dealer, branches=branches, told=told)


@blueprint.get("/move")
def move() -> str:
    """Ask for the new address."""
    return _page("move", Form())


@blueprint.post("/move")
def moved() -> Answer:
    """Tell of a move (APV 2:68 (a)(2))."""
    actor, register = current_actor(), current_register()
    return _tell(
        "move",
        MoveForm(),
        lambda session, told: (
            dealer_changes.move(
                session, actor, register.clock(), dealer_id=actor.dealer_id, **told
            ).id
        ),
    )


@blueprint.get("/branch")
def branch() -> str:
    """Ask for one more place."""
    return _page("branch", Form())


@blueprint.post("/branch")
def opened() -> Answer:
    """Tell of one more place, for its municipality to decide about."""
    actor, register = current_actor(), current_register()
    return _tell(
        "branch",
        BranchForm(),
        lambda session, told: (
            premises.open_branch(
                session,
                actor,
                register.clock(),
                dealer_id=actor.dealer_id,
                told={name: value for name, value in told.items() if name != "happened_at"},
                happened_at=told["happened_at"],
            )[0].id
        ),
    )


@blueprint.get("/branch/<uuid:premises_id>/end")
def close_branch(premises_id: UUID) -> str:  # noqa: ARG001 - the address names it
    """Ask since when nothing is bought there any more."""
    return _page("close_branch", Form())


@blueprint.post("/branch/<uuid:premises_id>/end")
def branch_closed(premises_id: UUID) -> Answer:
    """Tell of the end of one place."""
    actor, register = current_actor(), current_register()
    return _tell(
        "close_branch",
        EndForm(),
        lambda session, told: (
            premises.end(
                session,
                actor,
                register.clock(),
                dealer_id=actor.dealer_id,
                premises_id=premises_id,
                **told,
            )[0].id
        ),
    )


@blueprint.get("/end")
def end() -> str:
    """Ask since when the dealer has stopped."""
    return _page("end", Form())


@blueprint.post("/end")
def ended() -> Answer:
    """Tell of the end; nothing can be entered from then on."""
    actor, register = current_actor(), current_register()

    def stop(session: Session, told: dict[str, Any]) -> UUID:
        dealer_changes.end(
            session,
            actor,
            register.clock(),
            dealer_id=actor.dealer_id,
            **told,
        )
        return actor.dealer_id

    return _tell("end", EndForm(), stop)


def _tell(page: str, schema: Schema, act: Callable[[Session, dict[str, Any]], UUID]) -> Answer:
    """Carry out what a form tells, once, and go back to the dealer's own page."""
    form = Form.sent(schema, without=(ONCE_FIELD,))
    if form.ok:
        with form.refusals():
            form_once(
                lambda session: act(session, form.data),
                refer=lambda id_: {"told": str(id_)},
                recall=lambda _session, ref: UUID(ref["told"]),
                show=lambda _session, id_: id_,
            )
    if form.ok:
        return redirect(url_for("dealer.company.show", done="told"), 303)
    return _page(page, form), form.status


def _page(page: str, form: Form) -> str:
    return render_template("dealer/company_change.html", page=page, form=form)
