"""Stop Heling for citizens: a list of possessions that is kept in the browser and nowhere else."""

from flask import Blueprint, render_template

from matching import CATEGORIES
from registry.web.forms import Form

blueprint = Blueprint("possessions", __name__)
BLANK_LINES = 12


@blueprint.get("/possessions")
def show() -> str:
    """Show the page; the list itself is drawn in the browser, or on paper."""
    return render_template(
        "citizen/possessions.html", form=Form(), categories=CATEGORIES, blank=BLANK_LINES
    )
