"""DOL for municipalities: what dealers told of a start, a move or a stop, and whether in time."""

from flask import Blueprint, render_template

from registry.http.context import current_actor, current_register
from registry.rules import notifications
from registry.web.forms import asked
from schemas.notifications import NotificationQuery

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.get("")
def index() -> str:
    """List what was told about the area, newest first, all of it or only what came late."""
    query = NotificationQuery(only=("late", "limit", "cursor")).load(asked())
    register = current_register()
    with register.database.write() as session:
        told, following = notifications.index(session, current_actor(), register.clock(), **query)
    return render_template(
        "municipality/notifications.html",
        told=told,
        following=following,
        late=asked().get("late"),
    )
