"""The police's desk in a browser: the list of hits, and one hit with both goods side by side."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.errors import PreconditionFailed
from registry.http.context import current_actor, current_register
from registry.rules import hit_desk
from registry.web.forms import load_form
from registry.web.police.compared_numbers import compared_numbers
from schemas.fields import Number
from schemas.hits import STATUSES, HitQuery, JudgementIn

blueprint = Blueprint("hits", __name__, url_prefix="/hits")


class JudgementForm(JudgementIn):
    """The judgement with the version of the hit that the officer was looking at."""

    version = Number(required=True)


@blueprint.get("/")
def index() -> str:
    """List the hits of one status, those with the most evidence first."""
    register = current_register()
    asked = {name: request.args.get(name) for name in ("status", "cursor")}
    query = HitQuery(only=("status", "cursor", "limit")).load(
        {"status": STATUSES[0], **{name: value for name, value in asked.items() if value}}
    )
    with register.database.write() as session:
        hits, following = hit_desk.index(
            session,
            current_actor(),
            register.clock(),
            keys=register.keys,
            **query,
        )
    return render_template(
        "police/hits.html",
        hits=hits,
        following=following,
        status=query["status"],
        statuses=STATUSES,
    )


@blueprint.get("/<uuid:hit_id>")
def show(hit_id: UUID) -> str:
    """Show one hit."""
    return _page(hit_id, {})


@blueprint.post("/<uuid:hit_id>")
def judge(hit_id: UUID) -> str | Response | tuple[str, int]:
    """Write down the officer's judgement, unless the hit has changed since it was shown."""
    register = current_register()
    form, errors = load_form(JudgementForm())
    if errors:
        return _page(hit_id, errors), 422
    try:
        with register.database.write() as session:
            hit_desk.judge(
                session,
                current_actor(),
                register.clock(),
                hit_id=hit_id,
                judgement=form["judgement"],
                note=form.get("note"),
                if_match={str(form["version"])},
            )
    except PreconditionFailed as changed:
        return _page(hit_id, {"version": changed.code}), changed.status
    return redirect(url_for("police.hits.show", hit_id=hit_id), code=303)


def _page(hit_id: UUID, errors: dict[str, str]) -> str:
    register = current_register()
    with register.database.write() as session:
        hit = hit_desk.show(
            session, current_actor(), register.clock(), hit_id=hit_id, keys=register.keys
        )
        history = hit_desk.history(session, hit_id)
    return render_template(
        "police/hit.html", hit=hit, history=history, numbers=compared_numbers(hit), errors=errors
    )
