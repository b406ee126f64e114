"""The pages of the door `municipality`."""

from tests.pages.page import Ids, Page
from tests.world import World


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    return {"dealer": world.dealer}


PAGES: tuple[Page, ...] = ()
