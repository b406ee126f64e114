"""DOL for municipalities, in a browser."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.municipality import dealers, notifications, premises

DOOR = Door.of(
    Blueprint("municipality", __name__, url_prefix="/municipality"),
    (
        dealers,
        premises,
        notifications,
    ),
    Link("municipality.dealers.index", "municipality.link", also=("municipality.premises",)),
    Link("municipality.notifications.index", "told_us.link"),
)
