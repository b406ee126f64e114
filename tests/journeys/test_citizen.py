"""A citizen's journeys: check, report, dispute, and a list of possessions that stays at home.

The journey from a check to the police's desk is made in five ways: on a phone with and without
JavaScript, by keyboard alone, and with everything twice as large.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import come_in, fits
from tests.journeys.test_pages import check
from tests.world import World

pytestmark = pytest.mark.browser
STOLEN = "352099001761481"
NUMBER = "Nummer op het voorwerp"


class Hands:
    """Somebody who points and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def fill(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()


class Keyboard(Hands):
    """Somebody without a mouse: only Tab, Enter and letters."""

    def fill(self, label: str, text: str) -> None:
        """Go to a field with Tab and type."""
        self._go_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """Go to a button with Tab and press Enter."""
        self._go_to(self.page.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def _go_to(self, aim: Locator) -> None:
        expect(aim).to_be_visible()
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if aim.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError("no Tab leads there")


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation, which is folded on a narrow screen."""
    fold = page.locator(".bar nav summary")
    if fold.is_visible():
        fold.click()
    page.locator(".bar nav").get_by_role("link", name=name).click()


def report(hands: Hands, site: str) -> None:
    """Go the way from a number to a report at the police."""
    page = hands.page
    page.goto(site)
    fits(page)
    hands.fill(NUMBER, "35 209900 176148 1")
    hands.press("Controleer")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Let op: dit nummer staat als gestolen geregistreerd"
    )
    fits(page)
    hands.press("Meld dit aanbod aan de politie")
    expect(page.get_by_role("heading", level=1)).to_have_text("Een aanbod melden aan de politie")
    expect(page.locator("main code")).to_have_text(STOLEN)
    fits(page)
    hands.press("Verstuur naar de politie")
    expect(page.get_by_role("alert")).to_contain_text("Dit veld is verplicht.")
    fits(page)
    hands.fill("Wat wordt er aangeboden?", "Galaxy zonder doos")
    hands.fill("Plaats of winkel", "Zwarte Markt")
    hands.fill("E-mailadres", "melder@example.org")
    hands.press("Verstuur naar de politie")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw melding is bij de politie")
    assert STOLEN not in page.url
    fits(page)


def at_the_desk(page: Page, site: str) -> None:
    """See that the report lies on the police's desk, and deal with it."""
    come_in(page, site, "police")
    go(page, "Van burgers")
    expect(page.get_by_role("table")).to_contain_text(STOLEN)
    page.locator("td a").click()
    expect(page.get_by_text("Zwarte Markt")).to_be_visible()
    expect(page.get_by_text("melder@example.org")).to_have_count(0)
    page.get_by_label("Waarvoor opent u dit?").fill("navraag")
    page.get_by_role("button", name="Open het contact").click()
    expect(page.get_by_text("melder@example.org")).to_be_visible()
    page.get_by_role("button", name="Oppakken").click()
    expect(page.get_by_role("status")).to_have_text("U hebt deze melding opgepakt.")


def test_from_a_check_to_the_desk(page: Page, site: str, small_world: World) -> None:
    small_world.lose()
    report(Hands(page), site)
    at_the_desk(page, site)


def test_by_keyboard_alone(browser: Browser, site: str, small_world: World) -> None:
    small_world.lose()
    context = browser.new_context(locale="nl-NL")
    report(Keyboard(context.new_page()), site)
    at_the_desk(context.pages[0], site)
    context.close()


def test_twice_as_large(browser: Browser, site: str, small_world: World) -> None:
    small_world.lose()
    # Zoomed to 200 % a window of 1280 by 800 is half as wide; letters are doubled once more.
    context = browser.new_context(
        locale="nl-NL", viewport={"width": 640, "height": 400}, device_scale_factor=2
    )
    context.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => { document.documentElement.style.fontSize = '200%'; })"
    )
    page = context.new_page()
    page.goto(site)
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size == pytest.approx(34)
    report(Hands(page), site)
    context.close()


def test_a_receipt_is_kept_as_a_file(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(site)
    check(page, "AB99887766")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Bewijs als PDF: Nederlands").click()
    file = tmp_path / "receipt.pdf"
    waiting.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")
    assert "AB99887766" not in waiting.value.suggested_filename


def test_a_dispute_is_answered(page: Page, site: str, small_world: World) -> None:
    small_world.lose()
    page.goto(site)
    check(page, STOLEN)
    page.get_by_role("button", name="Deze registratie klopt niet").click()
    page.get_by_label("Het is terug bij de eigenaar").check()
    page.get_by_label("Leg het uit").fill("Teruggekregen op 13 mei.")
    page.get_by_role("button", name="Verstuur naar de politie").click()
    expect(page.get_by_text("De politie antwoordt uiterlijk op 29 jun 2026")).to_be_visible()
    code = page.locator("#code").inner_text()
    fits(page)

    come_in(page, site, "police")
    go(page, "Van burgers")
    go(page, "Bezwaren")
    page.locator("td a").click()
    fits(page)
    page.get_by_label("Antwoord met reden").fill("Bevestigd door het bureau.")
    page.get_by_role("button", name="Trek de registratie in").click()
    expect(page.get_by_role("status")).to_have_text("Het bezwaar is beantwoord.")
    page.get_by_role("button", name="Uitloggen").click()

    page.get_by_role("link", name="Antwoord op een bezwaar lezen").click()
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Lees het antwoord").click()
    expect(page.get_by_role("heading", name="De registratie is ingetrokken")).to_be_visible()
    expect(page.get_by_text("Bevestigd door het bureau.")).to_be_visible()
    page.goto(site)
    check(page, STOLEN)
    expect(page.get_by_text("Dit nummer staat niet in het register")).to_be_visible()


@pytest.fixture
def home(browser: Browser) -> Iterator[Page]:
    """Give a page with JavaScript, on a small phone."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def put(page: Page, name: str, number: str) -> None:
    page.get_by_label("Wat is het?").fill(name)
    page.get_by_label(NUMBER).fill(number)
    page.get_by_role("button", name="Zet op de lijst").click()


def test_possessions_stay_in_the_browser(home: Page, site: str, tmp_path: Path) -> None:
    sent: list[str] = []
    home.goto(f"{site}/possessions", wait_until="networkidle")
    home.on("request", lambda request: sent.append(f"{request.method} {request.post_data}"))
    put(home, "Fiets van Anna", "GZ4417093")
    put(home, "<b>Telefoon</b>", STOLEN)
    rows = home.locator("#possessions tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("<b>Telefoon</b>")
    fits(home)
    home.get_by_role("button", name="Wijzig: Fiets van Anna").click()
    home.get_by_label("Merk en model").fill("Gazelle")
    home.get_by_role("button", name="Zet op de lijst").click()
    expect(rows.first).to_contain_text("Gazelle")
    assert sent == []

    home.reload()
    expect(rows).to_have_count(2)
    with home.expect_download() as waiting:
        home.get_by_role("button", name="Opslaan als bestand").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    kept = json.loads(file.read_text())
    assert [thing["number"] for thing in kept["items"]] == ["GZ4417093", STOLEN]

    home.get_by_role("button", name="Verwijder: <b>Telefoon</b>").click()
    expect(rows).to_have_count(1)
    home.get_by_role("button", name="Ongedaan maken: <b>Telefoon</b>").click()
    expect(rows).to_have_count(2)
    home.get_by_role("button", name="Verwijder: <b>Telefoon</b>").click()
    home.set_input_files("#possessions [type=file]", file)
    expect(home.get_by_role("status")).to_have_text("De lijst uit het bestand is toegevoegd.")
    expect(rows).to_have_count(2)
    file.write_text(json.dumps({"format": 1, "items": [{"name": 7}]}))
    home.set_input_files("#possessions [type=file]", file)
    expect(home.get_by_role("status")).to_contain_text("is geen lijst van deze pagina")
    expect(rows).to_have_count(2)


def test_a_theft_report_is_made_at_home(home: Page, site: str) -> None:
    home.goto(f"{site}/possessions")
    put(home, "Fiets van Anna", "GZ4417093")
    put(home, "Telefoon", STOLEN)
    home.get_by_role("button", name="Maak het overzicht").click()
    expect(home.get_by_role("status")).to_contain_text("Vink eerst")
    home.get_by_label("Gestolen: Fiets van Anna").check()
    home.get_by_label("Waar", exact=True).fill("Utrecht")
    home.get_by_role("button", name="Maak het overzicht").click()
    paper = home.locator(".paper")
    expect(paper).to_contain_text("Waar: Utrecht")
    expect(paper).to_contain_text("GZ4417093")
    expect(paper).not_to_contain_text(STOLEN)
    with home.expect_download() as waiting:
        home.get_by_role("button", name="Opslaan als tekst").click()
    assert "GZ4417093" in waiting.value.path().read_text()


def test_without_javascript_there_is_a_list_for_the_pen(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{site}/possessions")
    expect(page.get_by_text("is JavaScript nodig")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(12)
    expect(page.get_by_role("button", name="Zet op de lijst")).to_have_count(0)
    context.close()
