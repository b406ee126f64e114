"""The police's desk, in a browser."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.police import disputes, hits, offers

DOOR = Door(
    Blueprint("police", __name__, url_prefix="/police"),
    (
        Link("police.hits.index", "desk.title"),
        Link("police.offers.index", "offers.title"),
        Link("police.disputes.index", "disputes.title"),
    ),
)
DOOR.blueprint.register_blueprint(hits.blueprint)
DOOR.blueprint.register_blueprint(offers.blueprint)
DOOR.blueprint.register_blueprint(disputes.blueprint)
