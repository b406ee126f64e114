"""Stop Heling over the API: the theft check that anybody can do."""

from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import after_this_request
from flask_babel import force_locale, gettext

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import current_actor, current_register
from registry.http.even_sizes import even_json
from registry.http.even_times import answer_in_even_time
from registry.rules import checks
from registry.tables import Check
from schemas.checks import CheckIn, CheckOut
from schemas.receipts import ReceiptKeySchema

blueprint = Blueprint("checks", __name__, description="Stop Heling: the theft check")


@blueprint.post("/checks")
@blueprint.arguments(CheckIn)
@blueprint.response(200, CheckOut)
def answer(body: dict[str, Any]) -> dict[str, Any]:
    """Check a number before you buy: listed, similar_listed, not_listed or not_checkable."""
    answer_in_even_time()
    after_this_request(even_json)
    register = current_register()
    with register.fresh_desk() as session:
        finding = checks.find(session, register.desk, body)
    shown = once(
        lambda session: checks.answer(
            session,
            current_actor(),
            register.clock(),
            finding=finding,
            keys=register.keys,
        ),
        refer=lambda check: {"check": str(check.id)},
        recall=lambda session, ref: session.get_one(Check, UUID(ref["check"])),
        show=lambda session, check: checks.present(session, register.keys, check, body),
    )
    return {**shown, "explanation": explained(shown)}


@blueprint.get("/receipt-key")
@blueprint.response(200, ReceiptKeySchema)
def receipt_key() -> dict[str, Any]:
    """Get the public keys with which anybody verifies our receipts, the present one by itself."""
    keys = {
        name: key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        for name, key in current_register().keys.receipts.public.items()
    }
    newest, _ = current_register().keys.receipts.newest
    return {"key": newest, "public_key": keys[newest], "keys": keys}


def explained(shown: dict[str, Any]) -> dict[str, str]:
    """Return what the outcome means, in words for a worried buyer, in both languages."""
    text = f"check.{shown['reason'] or shown['outcome']}"
    sentences = {}
    for language in ("nl", "en"):
        with force_locale(language):
            sentences[language] = gettext(text)
    return sentences
