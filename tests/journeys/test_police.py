"""Officers at work in a real browser: by keyboard, two on one desk, and what the log has of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from registry.access.actors import Role
from registry.tables import AuditEvent
from tests.browsing import fits, let_in
from tests.world import World, item, purchase

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(small_world: World) -> World:
    """Put two hits on the desk, the less certain of which leaves its hold first."""
    small_world.lose()
    small_world.buy(purchase(item=item("352099001767481")))
    small_world.clock.move(timedelta(days=2))
    small_world.buy()
    return small_world


@pytest.fixture
def officers(browser: Browser, site: str, desk: World) -> Iterator[list[Page]]:
    """Give two officers a browser each, signed in."""
    contexts = []
    for name in ("anna", "bas"):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
        let_in(context, desk, site, Role.POLICE, name)
        contexts.append(context)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def told(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.name == name))
        return [json.loads(row.leaf) for row in rows]


def test_the_desk_by_keyboard(officers: list[Page], site: str, desk: World) -> None:
    page = officers[0]
    page.goto(f"{site}/police/hits/")
    expect(page.get_by_text("Mag weg over").first).to_be_visible()
    expect(page.get_by_label("Sneltoetsen gebruiken")).to_be_visible()
    rows = page.locator("[data-hit]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    expect(rows.nth(0)).to_contain_text("Waarschijnlijk")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Beide goederen naast elkaar")).to_be_visible()
    expect(page.get_by_text("Let op: vanaf")).to_be_visible()
    expect(page.get_by_label("Sneltoetsen gebruiken")).to_be_visible()  # The script has run.

    # A letter typed in a note is a letter, and a key by itself judges nothing.
    page.get_by_label("Toelichting").fill("")
    page.get_by_label("Toelichting").press("c")
    expect(page.get_by_label("Toelichting")).to_have_value("c")
    page.get_by_label("Toelichting").blur()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Afwijzen")).to_be_focused()
    assert {hit["status"] for hit in desk.hits()} == {"new"}
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Weet ik niet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uw oordeel is vastgelegd")).to_be_visible()
    assert {hit["status"] for hit in desk.hits()} == {"new", "unsure"}


def test_the_keys_are_switched_off_for_good(officers: list[Page], site: str) -> None:
    page = officers[0]
    page.goto(f"{site}/police/hits/")
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.reload()
    expect(page.get_by_label("Sneltoetsen gebruiken")).to_be_visible()
    expect(page.get_by_label("Sneltoetsen gebruiken")).not_to_be_checked()
    page.keyboard.press("j")
    expect(page.locator("[data-hit]").first).not_to_be_focused()


def test_two_officers_one_hit_an_order_and_a_seller(
    officers: list[Page], site: str, desk: World
) -> None:
    anna, bas = officers
    for page in officers:
        page.goto(f"{site}/police/hits/?order=evidence")
        page.get_by_role("link", name="Zelfde nummer").click()
    anna.get_by_role("button", name="In behandeling nemen").click()
    expect(anna.get_by_text("U hebt deze treffer in behandeling")).to_be_visible()
    bas.get_by_role("button", name="In behandeling nemen").click()
    expect(bas.get_by_role("alert")).to_contain_text("Een andere agent heeft deze treffer")
    expect(bas.get_by_text("anna werkt sinds")).to_be_visible()
    expect(bas.get_by_role("button", name="Bevestigen")).to_have_count(0)

    anna.get_by_role("button", name="Bevestigen").click()
    expect(anna.get_by_text("Bevestigd").first).to_be_visible()
    until = desk.clock() + timedelta(days=7)
    anna.get_by_label("Bewaren tot").fill(until.strftime("%Y-%m-%dT12:00"))
    anna.get_by_label("Grond").fill("zaak 2026-0417")
    anna.get_by_role("button", name="Bevel geven").click()
    expect(anna.get_by_text("Het bevel is gegeven")).to_be_visible()

    anna.get_by_role("link", name="Verkoper openen").click()
    expect(anna.get_by_text("Dat u de verkoper opent wordt vastgelegd")).to_be_visible()
    expect(anna.get_by_text("Jantje Voorbeeld")).to_have_count(0)
    anna.get_by_label("Zaaknummer").fill("2026-0417")
    anna.get_by_role("button", name="Verkoper openen").click()
    expect(anna.get_by_role("heading", name="Jantje Voorbeeld")).to_be_visible()
    (event,) = told(desk, "dor:seller:disclose")
    assert event["actor"]["subject"] == "anna"
    assert event["details"]["case_number"] == "2026-0417"


def test_a_search_states_its_purpose(officers: list[Page], site: str, desk: World) -> None:
    page = officers[0]
    page.goto(f"{site}/police/search/")
    page.get_by_label("Nummer", exact=True).fill("176148")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Waarvoor zoekt u dit?")
    assert told(desk, "stop-heling:good:consult") == []
    page.get_by_label("Waarvoor zoekt u dit?").fill("zaak 2026-0417")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.get_by_role("heading", name="Gevonden: 1")).to_be_visible()
    assert "176148" not in page.url
    (event,) = told(desk, "stop-heling:good:consult")
    assert (event["actor"]["subject"], event["purpose"]) == ("anna", "zaak 2026-0417")


def test_the_desk_without_javascript_on_a_phone(browser: Browser, site: str, desk: World) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 800}, locale="nl-NL"
    )
    let_in(context, desk, site, Role.POLICE, "demo-officer")
    page = context.new_page()
    page.goto(f"{site}/police/hits/")
    expect(page.get_by_text("Sneltoetsen gebruiken")).to_be_hidden()
    page.locator("[data-hit]").first.press("Enter")
    expect(page.get_by_role("button", name="Afwijzen")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Afwijzen").press("Enter")
    expect(page.get_by_text("Uw oordeel is vastgelegd")).to_be_visible()
    context.close()
