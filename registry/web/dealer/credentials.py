"""Tokens for the till: made here and shown once, listed with their last use, and ended."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import tokens
from registry.web.forms import Form
from schemas.credentials import TokenForm

blueprint = Blueprint("credentials", __name__, url_prefix="/credentials")
LIFETIMES = (30, 90, 365)


@blueprint.get("/")
def index() -> str:
    """List the tokens in force, with the form for a new one."""
    return _page(Form())


@blueprint.post("/")
def make() -> tuple[str, int]:
    """Make a token and show it, this once."""
    form = Form.sent(TokenForm())
    secret = form.tell(tokens.issue_own, demo=current_register().settings.demo)
    return _page(form, secret), 201 if form.ok else form.status


@blueprint.post("/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> Response:
    """End a token at once."""
    register = current_register()
    with register.database.write() as session:
        tokens.revoke(session, current_actor(), register.clock(), token_id=token_id)
    return redirect(url_for("dealer.credentials.index", done="token_revoked"), 303)


def _page(form: Form, secret: str | None = None) -> str:
    register = current_register()
    with register.database.read() as session:
        own = tokens.of_dealer(session, current_actor(), register.clock())
    return render_template(
        "dealer/credentials.html",
        tokens=own,
        secret=secret,
        form=Form() if secret else form,
        lifetimes=LIFETIMES,
    )
