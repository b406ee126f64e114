"""Saved searches: what an officer keeps looking for, and what came in since that fits."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from registry.http.context import current_actor, current_register
from registry.rules import saved_searches
from registry.web.forms import Form
from registry.web.police.hit_page import Page
from registry.web.police.search import criteria_of, search_page
from schemas.fields import PageQuery
from schemas.police_desk import SearchForm

blueprint = Blueprint("searches", __name__, url_prefix="/searches")


@blueprint.get("/")
def index() -> str:
    """List the officer's own searches with how many alerts wait."""
    with current_register().database.read() as session:
        searches = saved_searches.index(session, current_actor())
    return render_template("police/searches.html", searches=searches)


@blueprint.post("/")
def save() -> Page:
    """Keep a search under its purpose."""
    register = current_register()
    form = Form.sent(SearchForm(exclude=("cursor",)))
    if form.ok and not form.data.get("name"):
        form.refuse("name", "required")
    if form.ok:
        with form.refusals(), register.database.write() as session:
            saved_searches.save(
                session,
                current_actor(),
                register.clock(),
                name=form.data["name"],
                side=form.data["side"],
                criteria=criteria_of(form),
                purpose=form.data["purpose"],
            )
    if form.ok:
        return redirect(url_for("police.searches.index", done="search_saved"), code=303)
    return search_page(form)


@blueprint.get("/<uuid:search_id>")
def show(search_id: UUID) -> str:
    """Show what fits a search; the alerts are seen with that."""
    register = current_register()
    asked = {name: value for name, value in request.args.items() if value}
    with register.database.write() as session:
        search, found, following = saved_searches.show(
            session,
            current_actor(),
            register.clock(),
            search_id=search_id,
            **PageQuery().load(asked),
        )
    return render_template(
        "police/saved_search.html", search=search, found=found, following=following
    )


@blueprint.post("/<uuid:search_id>/end")
def end(search_id: UUID) -> Page:
    """End a search."""
    register = current_register()
    with register.database.write() as session:
        saved_searches.end(session, current_actor(), register.clock(), search_id=search_id)
    return redirect(url_for("police.searches.index", done="search_ended"), code=303)
