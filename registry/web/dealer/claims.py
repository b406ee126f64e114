"""Claims: what the dealer can claim for, and the dossier to send, with a receipt over the file."""

from hashlib import sha256
from uuid import UUID

from flask import Blueprint, Response, json, render_template

from registry.errors import Gone
from registry.http.context import current_actor, current_register
from registry.http.languages import choose_language
from registry.paper import claim_dossier
from registry.paper.printing import printed
from registry.rules import claims, disclosure
from registry.web.downloads import attachment
from registry.web.forms import Form
from schemas.claims import ClaimForm

blueprint = Blueprint("claims", __name__, url_prefix="/claims")


@blueprint.get("/")
def index() -> str:
    """List the dealer's goods on which a hit stands confirmed."""
    with current_register().database.read() as session:
        own = claims.index(session, current_actor())
    return render_template("dealer/claims.html", claims=own)


@blueprint.get("/<uuid:hit_id>")
def show(hit_id: UUID) -> str:
    """Show what the dossier of a hit tells, and the dossiers that were made."""
    return _page(hit_id, Form())


@blueprint.post("/<uuid:hit_id>")
def make(hit_id: UUID) -> Response | tuple[str, int]:
    """Make the dossier and send it; opening the seller for it is recorded first."""
    register, actor = current_register(), current_actor()
    form = Form.sent(ClaimForm())
    if not form.ok:
        return _page(hit_id, form), form.status
    opening = None
    try:
        with register.database.write() as session:
            dossier = claims.told(
                session, actor, register.clock(), hit_id=hit_id, keys=register.keys
            )
            if form.data.get("seller"):
                opening = disclosure.consult(
                    session,
                    actor,
                    register.clock(),
                    purchase_id=dossier["entry"]["id"],
                    purpose=claims.PURPOSE,
                )
    except Gone as erased:
        form.refuse("seller", erased.code)
        return _page(hit_id, form), form.status
    seller = opening.opened(register.keys) if opening else None
    language = form.data["language"]
    # Laying it out takes a second, in which no transaction stays open.
    file = printed(claim_dossier.html(dossier, seller, language))
    with register.database.write() as session:
        claims.made(
            session,
            actor,
            register.clock(),
            hit_id=hit_id,
            language=language,
            sha256=sha256(file).hexdigest(),
        )
    return attachment(file, f"claim-{dossier['entry']['sequence_number']}-{language}.pdf")


@blueprint.get("/<uuid:hit_id>/receipts/<digest>")
def receipt(hit_id: UUID, digest: str) -> Response:
    """Send the receipt of a dossier, with which anybody verifies the file."""
    register = current_register()
    with register.database.read() as session:
        signed = claims.receipt(
            session, current_actor(), hit_id=hit_id, sha256=digest, keys=register.keys
        )
    return attachment(json.dumps(signed, indent=1), f"receipt-{digest[:12]}.json")


def _page(hit_id: UUID, form: Form) -> str:
    register = current_register()
    with register.database.read() as session:
        dossier = claims.told(
            session, current_actor(), register.clock(), hit_id=hit_id, keys=register.keys
        )
        made = claims.dossiers(session, current_actor(), hit_id=hit_id)
    return render_template(
        "dealer/claim.html",
        dossier=dossier,
        made=made,
        form=form,
        own_language=choose_language(),
    )
