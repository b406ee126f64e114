"""Searching both registers for a stated purpose, which is recorded with what was shown."""

from typing import Any

from flask import Blueprint, render_template

from matching import CATEGORIES
from registry.http.context import current_actor, current_register
from registry.rules import register_search
from registry.web.door import Answer
from registry.web.forms import Form
from schemas.police_desk import SIDES, CriteriaSchema, SearchForm

blueprint = Blueprint("search", __name__, url_prefix="/search")
PAGE = 50


@blueprint.get("/")
def show() -> Answer:
    """Show the empty form."""
    return search_page(Form())


@blueprint.post("/")
def find() -> Answer:
    """Show what fits; a number and a purpose never stand in an address."""
    register = current_register()
    form = Form.sent(SearchForm(exclude=("name",)))
    found: dict[str, Any] = {}
    if form.ok:
        criteria, side = criteria_of(form), form.data["side"]
        with form.refusals(), register.fresh_desk() as session:
            near = register_search.near(session, register.desk, side, criteria)
    if form.ok:
        with form.refusals(), register.database.write() as session:
            rows, following = register_search.search(
                session,
                current_actor(),
                register.clock(),
                keys=register.keys,
                side=side,
                criteria=criteria,
                near=near,
                purpose=form.data["purpose"],
                limit=PAGE,
                cursor=form.data.get("cursor"),
            )
            found = {"rows": rows, "following": following, "near": near, "side": side}
    return search_page(form, **found)


def criteria_of(form: Form) -> dict[str, Any]:
    """Return what of a form is searched for."""
    return {name: form.data.get(name) for name in CriteriaSchema().fields}


def search_page(form: Form, **found: Any) -> tuple[str, int]:
    """Show the form as it was sent, with what was found below it."""
    page = render_template(
        "police/search.html",
        form=form,
        sides=SIDES,
        categories=CATEGORIES,
        criteria=tuple(CriteriaSchema().fields),
        **{"rows": None, **found},
    )
    return page, form.status
