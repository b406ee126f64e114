"""DOL for municipalities, in a browser."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.municipality import dealers, notifications, premises

DOOR = Door(
    Blueprint("municipality", __name__, url_prefix="/municipality"),
    (
        Link("municipality.dealers.index", "municipality.link", also=("municipality.premises",)),
        Link("municipality.notifications.index", "told_us.link"),
    ),
)
DOOR.blueprint.register_blueprint(dealers.blueprint)
DOOR.blueprint.register_blueprint(premises.blueprint)
DOOR.blueprint.register_blueprint(notifications.blueprint)
