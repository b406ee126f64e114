"""The pages of the door `dealer`."""

from uuid import UUID

from registry.access.actors import Actor, Role
from registry.images import read_picture
from registry.rules import photos
from tests.pages.page import Ids, Page
from tests.pages.pictures import drawn_photo
from tests.world import World, purchase


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    return {"dealer": world.dealer, "painting": _painting(world)}


def _painting(world: World) -> str:
    """Enter goods without a number, with photos, and return the id of the entry."""
    painting = {
        "category": "art",
        "description": "Olieverf op doek, boten bij avond, vergulde lijst, 60 x 80 cm",
        "colour": "blue",
    }
    entry: str = world.buy(purchase(item=painting))["id"]
    with world.register.database.write() as session:
        for number in range(3):
            photos.add(
                session,
                Actor(Role.DEALER, world.dealer),
                world.clock(),
                kind=photos.PURCHASE,
                subject_id=UUID(entry),
                picture=read_picture(drawn_photo(number)),
            )
    return entry


PAGES: tuple[Page, ...] = (
    Page(
        "dealer-photos",
        "dealer.photos.show",
        lambda ids: f"/dealer/purchases/{ids['painting']}/photos/",
        Role.DEALER,
    ),
)
