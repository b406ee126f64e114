"""DOR and DOL for dealers, in a browser."""

from flask import Blueprint

from registry.web.dealer import checks, claims, credentials, photos, uploads
from registry.web.door import Door, Link

DOOR = Door(
    Blueprint("dealer", __name__, url_prefix="/dealer"),
    (
        Link("dealer.uploads.index", "uploads.title"),
        Link("dealer.checks.index", "checks.title"),
        Link("dealer.claims.index", "claims.title"),
        Link("dealer.credentials.index", "credentials.title"),
    ),
)
DOOR.blueprint.register_blueprint(photos.blueprint)
DOOR.blueprint.register_blueprint(uploads.blueprint)
DOOR.blueprint.register_blueprint(checks.blueprint)
DOOR.blueprint.register_blueprint(claims.blueprint)
DOOR.blueprint.register_blueprint(credentials.blueprint)
