"""The dealer's theft checks: when, of which number, and the receipt that proves it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, json, render_template

from registry.http.context import current_actor, current_register
from registry.rules import dealer_checks
from registry.web.downloads import attachment
from registry.web.forms import Form, asked
from schemas.checks import NumberForm
from schemas.fields import PageQuery

blueprint = Blueprint("checks", __name__, url_prefix="/checks")


@blueprint.get("/")
def index() -> str:
    """List the dealer's checks, newest first."""
    query = PageQuery().load(asked())
    with current_register().database.read() as session:
        checks, following = dealer_checks.index(session, current_actor(), **query)
    return _page(Form(), checks, following)


@blueprint.post("/")
def search() -> tuple[str, int]:
    """List the dealer's checks of one number; it is posted, since it belongs in no address."""
    register = current_register()
    form = Form.sent(NumberForm())
    checks: list[dict[str, Any]] = []
    if form.ok:
        with register.database.read() as session:
            checks = dealer_checks.of_number(
                session, current_actor(), number=form.data["number"], keys=register.keys
            )
    return _page(form, checks, None), form.status


@blueprint.get("/<uuid:check_id>")
def show(check_id: UUID) -> str:
    """Show one check with its receipt, and a button that verifies it."""
    check = _found(check_id)
    return render_template("dealer/check.html", check=check, receipt=_written(check))


@blueprint.get("/<uuid:check_id>/receipt")
def receipt(check_id: UUID) -> Response:
    """Send the receipt as a file."""
    return attachment(_written(_found(check_id)), f"receipt-{check_id}.json")


def _found(check_id: UUID) -> dict[str, Any]:
    register = current_register()
    with register.database.read() as session:
        return dealer_checks.show(session, current_actor(), check_id=check_id, keys=register.keys)


def _written(check: dict[str, Any]) -> str:
    return str(json.dumps(check["receipt"], indent=1))


def _page(form: Form, checks: list[dict[str, Any]], following: str | None) -> str:
    return render_template("dealer/checks.html", checks=checks, following=following, form=form)
