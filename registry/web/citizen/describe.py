"""Stop Heling for citizens: goods without a number, of which a description tells little."""

from flask import Blueprint, Response, render_template, request

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.http.even_sizes import evened
from registry.http.even_times import answer_in_even_time
from registry.rules import described_checks
from registry.web.forms import Form
from schemas.checks import DescribedForm

blueprint = Blueprint("describe", __name__)


@blueprint.route("/describe", methods=["GET", "POST"])
def show() -> Response:
    """Show the form, and above it the little that can be told."""
    answer_in_even_time()
    register = current_register()
    form = Form.sent(DescribedForm()) if request.method == "POST" else Form()
    likeness = None
    if form.data and form.ok:
        with register.fresh_desk() as session:
            likeness = described_checks.find(session, register.desk, form.data)
        with register.database.write() as session:
            described_checks.record(session, current_actor(), register.clock(), likeness=likeness)
    page = render_template(
        "citizen/describe.html", form=form, likeness=likeness, categories=CATEGORIES
    )
    return evened(page, form.status)
