"""DOL for municipalities, in a browser."""

from flask import Blueprint

from registry.web.door import Door

DOOR = Door(Blueprint("municipality", __name__, url_prefix="/municipality"))
