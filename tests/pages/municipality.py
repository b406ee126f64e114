"""The municipality's pages."""

from registry.access.actors import Role
from tests.pages.page import Ids, Page
from tests.world import ADDRESS, DEALER, World


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    told = {
        "name": "De Ruilhoek",
        "kvk_number": "23456789",
        "email": "info@ruilhoek.example",
        "address": {**ADDRESS, "street": "Voorstraat", "house_number": "40"},
        "goods": ["phone", "laptop", "game_console"],
        "started_at": "2026-06-08T09:00:00+02:00",
        "responsible": {"name": "Sam de Wit"},
        "contact": {"name": "Sam de Wit", "phone": "030 2345678"},
    }
    waiting = world.call("POST", "/dealers", json={**DEALER, **told}).json["id"]
    opened = world.call(
        "POST",
        f"/dealers/{world.dealer}/premises",
        Role.DEALER,
        json={
            "name": "Tweede Kans Noord",
            "address": {**ADDRESS, "street": "Amsterdamsestraatweg", "house_number": "310"},
            "municipality_code": DEALER["municipality_code"],
            "happened_at": world.clock().isoformat(),
        },
    )
    return {"waiting_dealer": waiting, "premises": opened.json["id"]}


PAGES = (
    Page(
        "municipality-dealers",
        "municipality.dealers.index",
        lambda _ids: "/municipality/",
        Role.MUNICIPALITY,
    ),
    Page(
        "municipality-dealer",
        "municipality.dealers.show",
        lambda ids: f"/municipality/dealers/{ids['waiting_dealer']}",
        Role.MUNICIPALITY,
    ),
    Page(
        "municipality-premises",
        "municipality.premises.show",
        lambda ids: f"/municipality/dealers/{ids['dealer']}/premises/{ids['premises']}",
        Role.MUNICIPALITY,
    ),
    Page(
        "municipality-notifications",
        "municipality.notifications.index",
        lambda _ids: "/municipality/notifications",
        Role.MUNICIPALITY,
    ),
)
