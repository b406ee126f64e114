"""DOL over the API: notify, decide, look up."""

from typing import Any
from uuid import UUID

from registry.api.blueprint import Blueprint, if_match, tagged
from registry.api.once import once
from registry.http.context import consulting, current_actor, current_register
from registry.rules import confirmations, dealer_changes, dealers, notifications
from registry.tables import Dealer, EmailConfirmation, Notification
from schemas.dealers import (
    ConfirmationIn,
    ConfirmationOut,
    DealerIn,
    DealerOut,
    DealerPage,
    DealerQuery,
    DealerSubmitted,
    DecisionIn,
    EndIn,
    MoveIn,
    StoppedOut,
)
from schemas.notifications import NotificationOut

blueprint = Blueprint("dealers", __name__, description="DOL: dealers and their municipality")


@blueprint.post("/dealers")
@blueprint.arguments(DealerIn)
@blueprint.response(201, DealerSubmitted)
def submit(body: dict[str, Any]) -> dict[str, Any]:
    """Notify the municipality that you buy up used goods (article 437ter (2) Sr)."""
    return once(
        lambda session: dealers.submit(
            session,
            current_actor(),
            current_register().clock(),
            notification=body,
            keys=current_register().keys,
        ),
        refer=lambda dealer: {"dealer": str(dealer.id)},
        recall=lambda session, ref: session.get_one(Dealer, UUID(ref["dealer"])),
        show=dealers.submitted,
    )


@blueprint.post("/dealers/confirmations")
@blueprint.arguments(ConfirmationIn)
@blueprint.response(200, ConfirmationOut)
def confirm(body: dict[str, Any]) -> Any:
    """Confirm a dealer's e-mail address with the token that was sent to it."""
    return once(
        lambda session: confirmations.confirm(
            session, current_actor(), current_register().clock(), **body
        ),
        refer=lambda asked: {"confirmation": str(asked.id)},
        recall=lambda session, ref: session.get_one(EmailConfirmation, UUID(ref["confirmation"])),
        show=lambda _session, asked: {
            "dealer_id": asked.dealer_id,
            "confirmed_at": asked.confirmed_at,
        },
    )


@blueprint.get("/dealers")
@blueprint.arguments(DealerQuery, location="query")
@blueprint.response(200, DealerPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the dealers that you may see, newest first, or those that stand in a certain way."""
    with consulting() as session:
        items, following = dealers.index(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}


@blueprint.get("/dealers/<uuid:dealer_id>")
@blueprint.response(200, DealerOut)
def show(dealer_id: UUID) -> Any:
    """Look up one dealer."""
    with consulting() as session:
        dealer = dealers.show(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id
        )
    return tagged(dealers.present(dealer))


@blueprint.post("/dealers/<uuid:dealer_id>/decision")
@blueprint.arguments(DecisionIn)
@blueprint.response(200, DealerOut)
def decide(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Approve or reject a dealer's notification, as its municipality."""
    return tagged(
        once(
            lambda session: dealers.present(
                dealers.decide(
                    session,
                    current_actor(),
                    current_register().clock(),
                    dealer_id=dealer_id,
                    if_match=if_match(),
                    **body,
                )
            ),
            refer=dealers.decision_reference,
            recall=lambda session, ref: dealers.decision_recalled(session, ref, body["reason"]),
            show=lambda _session, dealer: dealer,
        )
    )


@blueprint.post("/dealers/<uuid:dealer_id>/moves")
@blueprint.arguments(MoveIn)
@blueprint.response(201, NotificationOut)
def move(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Tell that you have moved (APV 2:68 (a)(2)); the answer says whether that was in time."""
    return once(
        lambda session: dealer_changes.move(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id, **body
        ),
        refer=lambda told: {"notification": str(told.id)},
        recall=lambda session, ref: session.get_one(Notification, UUID(ref["notification"])),
        show=lambda _session, told: notifications.present(told),
    )


@blueprint.post("/dealers/<uuid:dealer_id>/end")
@blueprint.arguments(EndIn)
@blueprint.response(201, StoppedOut)
def end(body: dict[str, Any], dealer_id: UUID) -> Any:
    """Tell that you have stopped (APV 2:68 (a)(3)); nothing can be entered from now on."""
    return once(
        lambda session: dealer_changes.end(
            session, current_actor(), current_register().clock(), dealer_id=dealer_id, **body
        ),
        refer=lambda told: {"notification": str(told.id) if told else None},
        recall=lambda session, ref: (
            session.get_one(Notification, UUID(ref["notification"]))
            if ref["notification"]
            else None
        ),
        show=lambda _session, told: {
            "dealer_id": dealer_id,
            "ended_at": body["happened_at"],
            "notification": notifications.present(told) if told else None,
        },
    )
