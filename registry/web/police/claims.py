"""Claiming a hit, letting it go, and taking it over from another officer."""

from uuid import UUID

from flask import Blueprint

from registry.rules import hit_claims
from registry.web.door import Answer
from registry.web.forms import Form
from registry.web.police.hit_page import back_to, claim_term, hit_page
from schemas.fields import StrictSchema
from schemas.police_desk import TakeOverForm

blueprint = Blueprint("claims", __name__, url_prefix="/hits/<uuid:hit_id>")


@blueprint.post("/claim")
def claim(hit_id: UUID) -> Answer:
    """Claim a hit; of two officers who do so at once the second is told of the first."""
    form = Form.sent(StrictSchema())
    form.tell(hit_claims.claim, hit_id=hit_id, term=claim_term())
    return _answer(hit_id, form, "hit_claimed", "claim")


@blueprint.post("/release")
def release(hit_id: UUID) -> Answer:
    """Let a hit go."""
    form = Form.sent(StrictSchema())
    form.tell(hit_claims.release, hit_id=hit_id)
    return _answer(hit_id, form, "hit_released", "release")


@blueprint.post("/take-over")
def take_over(hit_id: UUID) -> Answer:
    """Take a hit over from the officer who has it."""
    form = Form.sent(TakeOverForm())
    form.tell(hit_claims.take_over, hit_id=hit_id, term=claim_term())
    return _answer(hit_id, form, "hit_taken_over", "take_over")


def _answer(hit_id: UUID, form: Form, done: str, sent: str) -> Answer:
    return back_to(hit_id, done) if form.ok else hit_page(hit_id, form, sent)
