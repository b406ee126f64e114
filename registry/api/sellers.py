"""DOR over the API: open the seller or buyer of an entry, or find the same seller again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from registry.api.blueprint import Blueprint
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import disclosure
from registry.rules.same_seller import same_seller
from schemas.disposals import BuyerOut
from schemas.sellers import (
    ConsultationIn,
    DisclosureIn,
    SameSellerPage,
    SameSellerQuery,
    SellerOut,
)

blueprint = Blueprint("sellers", __name__, description="DOR: sellers, sealed")


def _opened(
    rule: Callable[..., disclosure.Opening],
    purchase_id: UUID,
    body: dict[str, Any],
    of: disclosure.Person,
) -> dict[str, Any]:
    """Open what the rule allows, after its event is committed: without it nobody sees a name.

    A repeated request opens the same version again, and is recorded again.
    """
    register, actor = current_register(), current_actor()

    def leave(session: Session, version: int | None) -> disclosure.Opening:
        return rule(
            session,
            actor,
            register.clock(),
            purchase_id=purchase_id,
            version=version,
            of=of,
            **body,
        )

    opening = once(
        lambda session: leave(session, None),
        refer=lambda opening: opening.reference,
        recall=lambda session, reference: leave(session, reference["version"]),
        show=lambda _session, opening: opening,
    )
    return opening.opened(register.keys)


@blueprint.post("/purchases/<uuid:purchase_id>/seller-disclosure")
@blueprint.arguments(DisclosureIn)
@blueprint.response(200, SellerOut)
def disclose(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Open the seller of an entry: a confirmed hit, a written demand or a court order."""
    return _opened(disclosure.disclose, purchase_id, body, "seller")


@blueprint.post("/purchases/<uuid:purchase_id>/seller-consultation")
@blueprint.arguments(ConsultationIn)
@blueprint.response(200, SellerOut)
def consult(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Look up a seller in your own register (article 437 (1)(c) Sr)."""
    return _opened(disclosure.consult, purchase_id, body, "seller")


@blueprint.get("/purchases/<uuid:purchase_id>/same-seller")
@blueprint.arguments(SameSellerQuery, location="query")
@blueprint.response(200, SameSellerPage)
def same(query: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """List the other entries with this seller, in any register; nothing is opened."""
    with consulting() as session:
        return same_seller(
            session,
            current_actor(),
            current_register().clock(),
            purchase_id=purchase_id,
            **query,
        )


@blueprint.post("/purchases/<uuid:purchase_id>/buyer-disclosure")
@blueprint.arguments(DisclosureIn)
@blueprint.response(200, BuyerOut)
def disclose_buyer(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Open who bought the goods: a confirmed hit, a written demand or a court order."""
    return _opened(disclosure.disclose, purchase_id, body, "buyer")


@blueprint.post("/purchases/<uuid:purchase_id>/buyer-consultation")
@blueprint.arguments(ConsultationIn)
@blueprint.response(200, BuyerOut)
def consult_buyer(body: dict[str, Any], purchase_id: UUID) -> dict[str, Any]:
    """Look up who bought goods from you, in your own sale register."""
    return _opened(disclosure.consult, purchase_id, body, "buyer")
