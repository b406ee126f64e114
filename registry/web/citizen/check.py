"""Stop Heling for citizens: the theft check on one page."""

from typing import Any

from flask import Blueprint, render_template, request

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.rules import checks
from registry.web.forms import load_form
from schemas.checks import CheckIn

blueprint = Blueprint("check", __name__)


@blueprint.route("/", methods=["GET", "POST"])
def show() -> tuple[str, int]:
    """Show the form, and below it the answer to what was filled in."""
    answer: dict[str, Any] | None = None
    errors: dict[str, str] = {}
    if request.method == "POST":
        question, errors = load_form(CheckIn())
        if not errors:
            register = current_register()
            with register.fresh_desk() as session:
                finding = checks.find(session, register.desk, question)
            with register.database.write() as session:
                made = checks.answer(
                    session,
                    current_actor(),
                    register.clock(),
                    finding=finding,
                    keys=register.keys,
                )
                answer = checks.present(session, register.keys, made, question)
    page = render_template(
        "citizen/check.html", answer=answer, errors=errors, form=request.form, categories=CATEGORIES
    )
    return page, 422 if errors else 200
