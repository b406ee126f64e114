"""Saved searches: what an officer keeps looking for, and what came in since that fits."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from registry.http.context import current_actor, current_register
from registry.rules import saved_searches
from registry.web.door import Answer
from registry.web.forms import Form, asked
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
def save() -> Answer:
    """Keep a search under its purpose."""
    form = Form.sent(SearchForm(exclude=("cursor",)))
    if form.ok and not form.data.get("name"):
        form.refuse("name", "required")
    if form.ok:
        kept = {name: form.data[name] for name in ("name", "side", "purpose")}
        form.act(saved_searches.save, criteria=criteria_of(form), **kept)
    if form.ok:
        return redirect(url_for("police.searches.index", done="search_saved"), code=303)
    return search_page(form)


@blueprint.get("/<uuid:search_id>")
def show(search_id: UUID) -> str:
    """Show what fits a search; the alerts are seen with that."""
    register = current_register()
    with register.database.write() as session:
        search, found, following = saved_searches.show(
            session,
            current_actor(),
            register.clock(),
            search_id=search_id,
            **PageQuery().load(asked()),
        )
    return render_template(
        "police/saved_search.html", search=search, found=found, following=following
    )


@blueprint.post("/<uuid:search_id>/end")
def end(search_id: UUID) -> Answer:
    """End a search."""
    register = current_register()
    with register.database.write() as session:
        saved_searches.end(session, current_actor(), register.clock(), search_id=search_id)
    return redirect(url_for("police.searches.index", done="search_ended"), code=303)
