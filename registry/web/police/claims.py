"""Claiming a hit, letting it go, and taking it over from another officer."""

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from registry.http.context import current_actor, current_register
from registry.rules import hit_claims
from registry.web.forms import Form
from registry.web.police.hit_page import Page, back_to, claim_term, hit_page
from schemas.fields import StrictSchema
from schemas.police_desk import TakeOverForm

blueprint = Blueprint("claims", __name__, url_prefix="/hits/<uuid:hit_id>")


@blueprint.post("/claim")
def claim(hit_id: UUID) -> Page:
    """Claim a hit; of two officers who do so at once the second is told of the first."""
    register = current_register()
    form = Form.sent(StrictSchema())
    if form.ok:
        with form.refusals(), register.database.write() as session:
            hit_claims.claim(
                session, current_actor(), register.clock(), hit_id=hit_id, term=claim_term()
            )
    return _answer(hit_id, form, "hit_claimed", "claim")


@blueprint.post("/release")
def release(hit_id: UUID) -> Page:
    """Let a hit go."""
    register = current_register()
    form = Form.sent(StrictSchema())
    if form.ok:
        with form.refusals(), register.database.write() as session:
            hit_claims.release(session, current_actor(), register.clock(), hit_id=hit_id)
    return _answer(hit_id, form, "hit_released", "release")


@blueprint.post("/take-over")
def take_over(hit_id: UUID) -> Page:
    """Take a hit over from the officer who has it."""
    register = current_register()
    form = Form.sent(TakeOverForm())
    if form.ok:
        with form.refusals(), register.database.write() as session:
            hit_claims.take_over(
                session,
                current_actor(),
                register.clock(),
                hit_id=hit_id,
                term=claim_term(),
                reason=form.data["reason"],
            )
    return _answer(hit_id, form, "hit_taken_over", "take_over")


def _answer(hit_id: UUID, form: Form, done: str, sent: str) -> Response | tuple[str, int]:
    return back_to(hit_id, done) if form.ok else hit_page(hit_id, form, sent)
