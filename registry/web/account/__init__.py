"""Coming in and going out, in a browser."""

from flask import Blueprint

from registry.web.account import demo, visit
from registry.web.door import Door

__all__ = ["DOOR", "demo"]

DOOR = Door(Blueprint("account", __name__))
DOOR.blueprint.register_blueprint(visit.blueprint)
