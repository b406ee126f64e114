"""Stop Heling for citizens: many numbers at once, each counted against the limit."""

from flask import Blueprint, Response, render_template, request

from registry.access.limits import take
from registry.http.context import current_client, current_register
from registry.http.even_sizes import evened
from registry.web.citizen.asking import answers_to
from registry.web.forms import Form
from schemas.checks import CheckIn, ManyForm

blueprint = Blueprint("many", __name__)
MOST = 50
# What one line of the table and its receipt take at most.
BYTES_OF_A_LINE = 2_048


@blueprint.route("/many", methods=["GET", "POST"])
def show() -> Response:
    """Show the form, and above it the answers to what was filled in."""
    most = min(MOST, current_register().settings.public_calls_per_minute)
    form = Form.sent(ManyForm()) if request.method == "POST" else Form()
    numbers = [line.strip() for line in form.data.get("numbers", "").splitlines() if line.strip()]
    if len(numbers) > most:
        form.refuse("numbers", "too_many_numbers")
    questions = [{"identifier": number} for number in numbers]
    if form.ok and any(CheckIn().validate(question) for question in questions):
        form.refuse("numbers", "number_too_long")
    answers = []
    if numbers and form.ok:
        _count(len(numbers) - 1)
        answers = answers_to(questions)
    page = render_template(
        "citizen/many.html",
        form=form,
        answers=list(zip(numbers, answers, strict=True)) if answers else [],
        most=most,
    )
    step = len(numbers) * BYTES_OF_A_LINE + BYTES_OF_A_LINE * 8
    return evened(page, form.status, step=step)


def _count(more: int) -> None:
    """Count the numbers beside the one that the request itself was counted as."""
    register = current_register()
    with register.database.write() as session:
        take(
            session,
            register.clock(),
            client=current_client(),
            limit=register.settings.public_calls_per_minute,
            calls=more,
        )
