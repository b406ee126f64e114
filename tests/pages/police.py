"""The police's pages."""

from registry.access.actors import Role
from tests.pages.page import Ids, Page
from tests.world import World


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    world.buy()
    return {"hit": world.hits()[0]["id"]}


PAGES = (
    Page("police-hits", "police.hits.index", lambda _ids: "/police/hits/", Role.POLICE),
    Page("police-hit", "police.hits.show", lambda ids: f"/police/hits/{ids['hit']}", Role.POLICE),
)
