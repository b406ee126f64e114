"""Stop Heling for citizens, in a browser."""

from flask import Blueprint

from registry.web.citizen import check
from registry.web.door import Door, Link

DOOR = Door(Blueprint("citizen", __name__), (Link("citizen.check.show", "check.title"),))
DOOR.blueprint.register_blueprint(check.blueprint)
