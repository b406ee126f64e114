"""Stop Heling for citizens, in a browser."""

from flask import Blueprint

from registry.web.citizen import (
    check,
    describe,
    disputes,
    help_pages,
    many,
    offers,
    possessions,
    receipts,
)
from registry.web.door import Door, Link

DOOR = Door.of(
    Blueprint("citizen", __name__),
    (check, many, describe, help_pages, receipts, offers, disputes, possessions),
    Link(
        "citizen.check.show",
        "check.title",
        also=(
            "citizen.many",
            "citizen.describe",
            "citizen.help_pages",
            "citizen.offers",
            "citizen.disputes",
        ),
    ),
    Link("citizen.possessions.show", "possessions.title"),
)
