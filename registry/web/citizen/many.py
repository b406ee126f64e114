"""Stop Heling for citizens: many numbers at once, each counted against the limit."""

from flask import Blueprint, Response, render_template, request

from registry.http.context import current_register
from registry.http.even_sizes import evened
from registry.http.even_times import answer_in_even_time
from registry.http.guard import count_calls
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
        # The request itself was counted as one.
        count_calls(len(numbers) - 1)
        answer_in_even_time(len(numbers))
        answers = answers_to(questions)
    page = render_template(
        "citizen/many.html",
        form=form,
        answers=list(zip(numbers, answers, strict=True)) if answers else [],
        most=most,
    )
    step = len(answers) * BYTES_OF_A_LINE + BYTES_OF_A_LINE * 8
    return evened(page, form.status, step=step)
