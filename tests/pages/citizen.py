"""The citizen's pages."""

import playwright.sync_api as browser

from tests.pages.page import Ids, Page
from tests.world import World


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    return {"stolen_good": world.lose()["id"]}


def _check_a_listed_number(page: browser.Page) -> None:
    page.get_by_label("Nummer op het voorwerp").fill("35 209900 176148 1")
    page.get_by_role("button", name="Controleer").click()


PAGES = (
    Page("citizen-check", "citizen.check.show", lambda _ids: "/"),
    Page("citizen-listed", "citizen.check.show", lambda _ids: "/", then=_check_a_listed_number),
)
