"""A buyer keeps a receipt of a theft check, and somebody else verifies it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from registry.followers import sequencing, signing
from tests.browsing import fits
from tests.journeys.test_pages import check
from tests.world import World

pytestmark = pytest.mark.browser


def verify(page: Page, receipt: str) -> None:
    page.get_by_label("Ontvangstbewijs", exact=True).fill(receipt)
    page.get_by_role("button", name="Controleren").click()


def test_a_receipt_is_verified(page: Page, site: str, small_world: World) -> None:
    page.goto(site)
    check(page, "AB99887766")
    page.get_by_text("Bewijs van deze controle").click()
    receipt = page.locator("pre").inner_text()
    assert "AB99887766" in receipt

    page.get_by_role("link", name="Ontvangstbewijs controleren").click()
    fits(page)
    verify(page, receipt)
    expect(page.get_by_role("heading", name="Dit ontvangstbewijs is echt")).to_be_visible()
    expect(page.get_by_text("valt nog niet onder een controlepunt")).to_be_visible()
    expect(page.get_by_text("AB99887766", exact=True)).to_be_visible()
    fits(page)

    small_world.clock.move(timedelta(seconds=60))
    sequencing.follow(small_world.register)
    signing.follow(small_world.register)
    verify(page, receipt)
    expect(page.get_by_text("staat in het controleboek, op plaats 0 van 1")).to_be_visible()

    verify(page, receipt.replace("not_listed", "listed"))
    expect(page.get_by_role("heading", name="Dit ontvangstbewijs is niet van ons")).to_be_visible()
    verify(page, "{}")
    expect(page.get_by_text("Dit is geen ontvangstbewijs")).to_be_visible()


def test_anybody_sees_the_checkpoints(page: Page, site: str, small_world: World) -> None:
    page.goto(f"{site}/log")
    expect(page.get_by_text("Er is nog niets ondertekend")).to_be_visible()
    small_world.lose()
    sequencing.follow(small_world.register)
    signing.follow(small_world.register)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleboek")
    expect(page.locator("pre").first).to_contain_text("register.localhost/log")
    expect(page.get_by_role("table")).to_contain_text("15 jun 2026")
    fits(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit log")
