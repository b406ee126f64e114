"""What a person reads on the page of figures: of the campaign, in both languages, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import fits
from tests.pages.figures import draw_checks
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_person_reads_what_the_campaign_did(page: Page, site: str, small_world: World) -> None:
    draw_checks(small_world)
    page.goto(site)
    page.get_by_role("link", name="Cijfers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe vaak wordt er gecontroleerd?")
    expect(page.get_by_text("21 augustus 2024 tot en met 17 september 2024")).to_be_visible()
    told = page.get_by_text(re.compile(r"In de campagne werd naar schatting \d+\s% vaker"))
    expect(told.first).to_be_visible()
    expect(page.get_by_text(re.compile(r"interval loopt van \d+ tot \d+\s%")).first).to_be_visible()

    chart = page.get_by_role("img", name="Diefstalchecks per dag rond de Campagne 2024")
    expect(chart).to_be_visible()
    expect(chart.locator(".mark")).to_have_text("campagne")
    fits(page, chart)

    first_day = page.get_by_role("rowheader", name="wo 21 aug 2024")
    expect(first_day).to_be_hidden()
    page.get_by_text("Toon alle dagen").click()
    expect(first_day).to_be_visible()

    page.get_by_role("link", name="Wat er terugkomt").click()
    expect(page.get_by_text("Aantallen van 1 tot en met 4 tonen we als")).to_be_visible()
    page.get_by_role("link", name="Handelaren").click()
    expect(page.get_by_role("img", name="Handelaren door de tijd")).to_be_visible()

    page.get_by_role("link", name="Controles en campagne").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How often do people check?")
    told = page.get_by_text(re.compile(r"During the campaign there were an estimated \d+\s% more"))
    expect(told.first).to_be_visible()
    expect(page.get_by_text("The numbers of checks on this page are made up.")).to_be_visible()


def test_many_links_fold_into_a_menu_on_a_phone_only(
    page: Page, site: str, small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from registry import web
    from registry.web.door import Link

    links = [Link("citizen.check.show", "check.title"), Link("audit_pages.log.index", "log.title")]
    monkeypatch.setattr(web, "links_for", lambda *_: links * 3)
    page.goto(site)
    link = page.get_by_role("navigation").get_by_role("link", name="Controleboek").first
    expect(link).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleboek")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()
    expect(link).to_be_visible()
