"""The catalogue: the pages of all doors, and the town that they show."""

from tests.pages import (
    account,
    audit,
    citizen,
    dealer,
    dealer_files,
    figures,
    inspector,
    municipality,
    police,
)
from tests.pages.page import Ids, Page
from tests.world import World

DOORS = (citizen, dealer, dealer_files, police, inspector, municipality, figures, audit, account)
PAGES: tuple[Page, ...] = tuple(page for door in DOORS for page in door.PAGES)
# Endpoints that a browser gets no page from, such as downloads, each with the reason. A door may
# name its own as NOT_PAGES.
NOT_PAGES: dict[str, str] = {
    endpoint: why for door in DOORS for endpoint, why in getattr(door, "NOT_PAGES", {}).items()
}


def settle(world: World) -> Ids:
    """Let the doors put into the town what their pages need, in their order."""
    ids: dict[str, str] = {}
    for door in DOORS:
        ids.update(door.settle(world))
    return ids
