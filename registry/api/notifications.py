"""DOL over the API: what dealers told their municipality, and whether in time."""

from typing import Any

from registry.api.blueprint import Blueprint
from registry.http.context import consulting, current_actor, current_register
from registry.rules import notifications
from schemas.notifications import NotificationPage, NotificationQuery

blueprint = Blueprint("notifications", __name__, description="DOL: what dealers told")


@blueprint.get("/notifications")
@blueprint.arguments(NotificationQuery, location="query")
@blueprint.response(200, NotificationPage)
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List what dealers told about starting, moving and stopping; `late=true` the late ones."""
    with consulting() as session:
        items, following = notifications.index(
            session, current_actor(), current_register().clock(), **query
        )
    return {"items": items, "next": following}
