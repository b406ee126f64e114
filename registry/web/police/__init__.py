"""The police's desk, in a browser."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.police import hits

DOOR = Door(
    Blueprint("police", __name__, url_prefix="/police"),
    (Link("police.hits.index", "desk.title"),),
)
DOOR.blueprint.register_blueprint(hits.blueprint)
