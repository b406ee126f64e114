"""Stop Heling for citizens: the theft check on one page."""

from flask import Blueprint, Response, render_template, request

from matching import CATEGORIES, IDENTIFIER_TYPES
from registry.http.even_sizes import evened
from registry.http.even_times import answer_in_even_time
from registry.web.citizen.asking import answers_to
from registry.web.forms import Form
from schemas.checks import CheckForm

blueprint = Blueprint("check", __name__)


@blueprint.route("/", methods=["GET", "POST"])
def show() -> Response:
    """Show the form, and above it the answer to what was filled in."""
    answer_in_even_time()
    form = Form.sent(CheckForm()) if request.method == "POST" else Form()
    answer = answers_to([form.data])[0] if form.data and form.ok else None
    page = render_template(
        "citizen/check.html",
        form=form,
        answer=answer,
        categories=CATEGORIES,
        types=IDENTIFIER_TYPES,
    )
    return evened(page, form.status)
