"""DOC for inspectors, in a browser: on a tablet in the shop, with a network or without."""

from flask import Blueprint

from registry.web.door import Door, Link, group
from registry.web.inspector import dealers, inspections, overview, photos, queue, reports, sheet

DOOR = Door.of(
    Blueprint("inspector", __name__, url_prefix="/inspector"),
    (overview, dealers, inspections, sheet, photos, queue, reports),
    group(
        "inspector.overview",
        Link("inspector.overview.index", "inspector.dealers", also=("inspector.dealers",)),
        Link(
            "inspector.inspections.index",
            "inspector.visits",
            also=(
                "inspector.sheet",
                "inspector.photos",
                "inspector.reports",
                "inspector.queue",
            ),
        ),
    ),
)
