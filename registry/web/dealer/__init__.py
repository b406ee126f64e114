"""DOR and DOL for dealers, in a browser."""

from flask import Blueprint

from registry.web.dealer import photos
from registry.web.door import Door

DOOR = Door(Blueprint("dealer", __name__, url_prefix="/dealer"))
DOOR.blueprint.register_blueprint(photos.blueprint)
