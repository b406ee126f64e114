"""What people read in a real browser, with JavaScript and without, on a small phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import fits
from tests.world import World, item, purchase

pytestmark = pytest.mark.browser
STOLEN = "352099001761481"


def check(page: Page, number: str) -> None:
    page.get_by_label("Nummer op het voorwerp").fill(number)
    page.get_by_role("button", name="Controleer").click()


def test_a_citizen_checks_a_number(page: Page, site: str, small_world: World) -> None:
    small_world.lose()
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is dit gestolen?")
    fits(page)

    check(page, "35 209900 176148 1")
    expect(page.get_by_text("Let op: dit nummer staat als gestolen geregistreerd")).to_be_visible()
    expect(page.get_by_text(STOLEN).first).to_be_visible()
    expect(page.get_by_text("Samsung")).to_have_count(0)
    fits(page)

    check(page, "352099001761418")
    expect(page.get_by_text("een nummer dat hier sterk op lijkt")).to_be_visible()

    check(page, "AB99887766")
    expect(page.get_by_text("Dit nummer staat niet in het register")).to_be_visible()
    expect(page.get_by_text("Dat is geen garantie")).to_be_visible()

    check(page, "onbekend")
    expect(page.get_by_text("Dit kunnen we niet controleren")).to_be_visible()

    page.get_by_label("Nummer op het voorwerp").fill("")
    page.get_by_role("button", name="Controleer").click()
    expect(page.get_by_text("Dit veld is verplicht.", exact=True)).to_be_visible()

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this stolen?")


def test_the_police_judge_a_hit(page: Page, site: str, small_world: World) -> None:
    small_world.lose()
    small_world.buy(purchase(item=item("352099001767481")))
    page.goto(f"{site}/police/hits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Niet ingelogd")

    page.goto(f"{site}/demo")
    page.locator("button[name=role][value=police]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Treffers")
    expect(page.get_by_text("Politie")).to_be_visible()

    page.get_by_role("link", name="Waarschijnlijk").click()
    expect(page.get_by_text("Beide goederen naast elkaar")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["1", "7"])
    expect(page.get_by_text("is één typefout verwijderd van")).to_be_visible()
    expect(page.get_by_text("Het controlecijfer van 352099001767481 klopt niet")).to_be_visible()
    fits(page)

    page.get_by_label("Toelichting").fill("gezien in de winkel")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.locator(".badge")).to_have_text("Bevestigd")
    expect(page.get_by_text("gezien in de winkel")).to_be_visible()
    (hit,) = small_world.hits()
    assert (hit["status"], hit["judged_by"]) == ("confirmed", "demo-officer")

    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    page.goto(f"{site}/police/hits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Niet ingelogd")


def test_two_officers_do_not_overwrite_each_other(
    page: Page, site: str, small_world: World
) -> None:
    small_world.lose()
    small_world.buy()
    page.goto(f"{site}/demo")
    page.locator("button[name=role][value=police]").click()
    page.get_by_role("link", name="Zelfde nummer").click()

    from registry.access.actors import Role

    (hit,) = small_world.hits()
    path = f"/hits/{hit['id']}/judgement"
    small_world.call("POST", path, Role.POLICE, json={"judgement": "rejected"})
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_text("Deze treffer is intussen gewijzigd")).to_be_visible()
    assert small_world.hits()[0]["status"] == "rejected"


@pytest.mark.parametrize("role", ["dealer", "inspector", "municipality", "admin"])
def test_everybody_signs_in_with_one_click(
    page: Page, site: str, small_world: World, role: str
) -> None:
    assert small_world.dealer
    page.goto(f"{site}/demo")
    page.locator(f"button[name=role][value={role}]").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    page.goto(f"{site}/police/hits/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Niet toegestaan")
