"""DOC for inspectors, in a browser."""

from flask import Blueprint

from registry.web.door import Door

DOOR = Door(Blueprint("inspector", __name__, url_prefix="/inspector"))
