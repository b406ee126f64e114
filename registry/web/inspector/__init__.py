"""DOC for inspectors, in a browser: on a tablet in the shop, with a network or without."""

from flask import Blueprint

from registry.web.door import Door, Link
from registry.web.inspector import dealers, inspections, overview, photos, queue, reports, sheet

DOOR = Door.of(
    Blueprint("inspector", __name__, url_prefix="/inspector"),
    (overview, dealers, inspections, sheet, photos, queue, reports),
    Link("inspector.overview.index", "inspector.overview"),
    Link("inspector.inspections.index", "inspector.visits"),
)
