"""The dealer's journey in a real browser: from notifying to the claim for goods under an order."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from registry.access.actors import Role
from registry.rules import confirmations
from registry.tables import Dealer, EmailConfirmation
from tests.browsing import fits, let_in
from tests.journeys.clerk import Clerk
from tests.world import World, stolen_good

pytestmark = pytest.mark.browser
STOLEN = "352099001761481"
# Keys, mental steps and seconds by the model; docs/dor.md tells them.
TOLD = {"typed": (107, 6, 29.5), "scanned": (91, 6, 26.3), "again": (25, 4, 10.4)}


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Give a fresh page on the screen of a counter."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def code_of(world: World, dealer: Dealer) -> str:
    """Return the code that was mailed."""
    with world.register.database.read() as session:
        asked = session.scalars(
            select(EmailConfirmation).where(EmailConfirmation.dealer_id == dealer.id)
        ).one()
    return confirmations.token_of(world.register.keys, asked.id)


def notify(page: Page, site: str) -> None:
    """Fill in the wizard, with the browser closed in between."""
    page.goto(f"{site}/dealer/sign-up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aanmelden als handelaar")
    press(page, "Begin")
    press(page, "Volgende")
    expect(page.get_by_text("Naam van het bedrijf: Dit veld is verplicht.")).to_be_visible()
    page.get_by_label("Naam van het bedrijf").fill("Tweede Ronde")
    page.get_by_label("KvK-nummer").fill("12345678")
    press(page, "Volgende")
    page.get_by_label("Straat").fill("Voorstraat")
    press(page, "Bewaar, ik ga later verder")
    expect(page.get_by_text("Wat u hebt ingevuld is bewaard.")).to_be_visible()
    fits(page)


def go_on(page: Page, site: str) -> None:
    """Come back to the wizard in a browser that was closed, and finish it."""
    page.goto(f"{site}/dealer/sign-up")
    page.get_by_role("link", name="Verder gaan").click()
    expect(page.get_by_label("Naam van het bedrijf")).to_have_value("Tweede Ronde")
    press(page, "Volgende")
    expect(page.get_by_label("Straat")).to_have_value("Voorstraat")
    page.get_by_label("Huisnummer").fill("8")
    page.get_by_label("Postcode").fill("3512 AN")
    page.get_by_label("Plaats").fill("Utrecht")
    page.get_by_label("Gemeente").select_option("Utrecht")
    press(page, "Volgende")
    page.get_by_label("Telefoon").check()
    press(page, "Volgende")
    page.get_by_label("Wie kunnen we bellen?").fill("Sam de Wit")
    page.get_by_label("Telefoonnummer").fill("030 1234567")
    page.get_by_label("E-mailadres").fill("sam@tweederonde.example")
    press(page, "Volgende")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt alles?")
    fits(page)
    press(page, "Versturen")
    expect(page.get_by_text("Uw aanmelding is verstuurd.")).to_be_visible()


def enter_a_phone(page: Page, number: str) -> None:
    """Enter a purchase by filling in the fields."""
    page.get_by_label("Nummer", exact=True).fill(number)
    page.get_by_label("Soort", exact=True).select_option("Telefoon")
    page.get_by_label("Merk").fill("Samsung")
    page.get_by_label("Bedrag in euro's").fill("120")
    page.get_by_label("Betaald").select_option("Contant")
    page.get_by_label("Naam").fill("Jantje Voorbeeld")
    page.get_by_label("Straat").fill("Oudegracht")
    page.get_by_label("Huisnummer").fill("12a")
    page.get_by_label("Postcode").fill("3511 AB")
    page.get_by_label("Plaats").fill("Utrecht")
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Soort bewijs").select_option("Identiteitskaart")
    page.get_by_label("Nummer van het bewijs").fill("SPECI2014")
    press(page, "Registreren")


def claim(page: Page, site: str) -> None:
    """Take the dossier of the one good that the police confirmed to be stolen."""
    page.goto(f"{site}/dealer/claims/")
    page.get_by_role("link", name="Telefoon, Samsung").click()
    expect(page.get_by_text("€ 206,00")).to_be_visible()
    fits(page)
    with page.expect_download() as told:
        press(page, "Dossier ophalen (PDF)")
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF")
    page.reload()
    expect(page.get_by_role("link", name="Ontvangstbewijs ophalen")).to_be_visible()


def sell(page: Page) -> None:
    """Try to sell goods that stand under an order."""
    page.get_by_role("link", name="Verkopen").click()
    expect(page.get_by_text("De politie heeft bevolen dit goed te bewaren")).to_be_visible()
    page.get_by_label("Verkoopprijs in euro's").fill("200")
    press(page, "Verkoop registreren")
    expect(page.get_by_text("Er klopt nog iets niet")).to_be_visible()


def test_from_notification_to_the_claim_for_goods_under_an_order(
    page: Page, browser: Browser, site: str, small_world: World
) -> None:
    assert small_world.dealer  # The demo's people are of its town.
    small_world.lose(stolen_good())

    notify(page, site)
    kept = page.context.storage_state()
    again = browser.new_context(
        storage_state=kept, viewport={"width": 320, "height": 800}, locale="nl-NL"
    )
    page = again.new_page()
    go_on(page, site)
    with small_world.register.database.read() as session:
        dealer = session.scalars(select(Dealer).where(Dealer.name == "Tweede Ronde")).one()
    page.get_by_label("Code uit de e-mail").fill(code_of(small_world, dealer))
    press(page, "Bevestigen")
    expect(page.get_by_text("De gemeente moet nog beslissen")).to_be_visible()
    fits(page)

    page.goto(f"{site}/demo")
    page.locator("button[name=role][value=municipality]").click()
    page.get_by_role("link", name="Tweede Ronde").click()
    page.get_by_label("Goedkeuren").check()
    page.get_by_label("Reden").fill("Uittreksel gezien")
    press(page, "Beslissing vastleggen")
    expect(page.get_by_text("Goedgekeurd. De beslissing is vastgelegd.")).to_be_visible()
    fits(page)
    page.goto(f"{site}/dealer/sign-up/status")
    expect(page.get_by_text("Uittreksel gezien")).to_be_visible()

    let_in(page.context, small_world, site, Role.DEALER, str(dealer.id))
    page.goto(f"{site}/dealer/counter")
    enter_a_phone(page, STOLEN)
    expect(
        page.get_by_role("heading", name="Dit voorwerp staat als gestolen geregistreerd")
    ).to_be_visible()
    expect(page.get_by_text("Zeg niets over deze melding")).to_be_visible()
    expect(page.get_by_text("Geef het voorwerp niet terug")).to_be_visible()
    fits(page)

    page.goto(f"{site}/demo")
    page.locator("button[name=role][value=police]").click()
    page.get_by_role("link", name="Zelfde nummer").click()
    press(page, "Bevestigen")
    (hit,) = small_world.hits()
    assert hit["status"] == "confirmed"
    page.get_by_label("Grond").fill("onderzoek naar heling")
    press(page, "Bevel geven")
    expect(page.locator("#order ~ p .badge")).to_have_text("Geldt")

    let_in(page.context, small_world, site, Role.DEALER, str(dealer.id))
    page.goto(f"{site}/dealer/hold")
    expect(page.get_by_text("Bevel van de politie").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="1: Telefoon, Samsung").click()
    sell(page)
    claim(page, site)
    again.close()


def test_the_counter_works_with_and_without_javascript(
    page: Page, site: str, small_world: World
) -> None:
    let_in(page.context, small_world, site, Role.DEALER, small_world.dealer)
    page.goto(f"{site}/dealer/counter")
    number = page.get_by_label("Nummer", exact=True)
    expect(number).to_be_focused()
    page.keyboard.type(STOLEN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("IMEI van een telefoon, het controlecijfer klopt")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inkoop registreren")
    expect(page.get_by_label("Soort", exact=True)).to_have_value("phone")
    expect(number).to_have_value(STOLEN)
    assert small_world.call("GET", "/purchases", Role.DEALER).json["items"] == []

    enter_a_phone(page, STOLEN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Geregistreerd")
    expect(page.get_by_text("U mag het verkopen vanaf vr 19 jun 2026")).to_be_visible()
    fits(page)
    press(page, "Nog iets van dezelfde verkoper")
    expect(page.get_by_label("Naam")).to_have_value("Jantje Voorbeeld")
    expect(page.get_by_label("Nummer", exact=True)).to_have_value("")
    assert "Jantje" not in page.url


def describe_the_phone(clerk: Clerk) -> None:
    """Say what lies there, from the field behind the number on."""
    clerk.think()
    clerk.press("Enter")  # The category was guessed from the number.
    clerk.write("Samsung")
    clerk.press("Enter")
    clerk.write("S23")
    clerk.press("Enter")
    clerk.think()
    clerk.write("120")
    clerk.press("Enter")
    clerk.write("c")  # Contant.
    clerk.press("Enter")


def describe_the_seller(clerk: Clerk) -> None:
    """Write down who sells, from the field behind the payment on."""
    clerk.think()
    for field in ("Jantje Voorbeeld", "Oudegracht", "12a", "3511AB", "Utrecht"):
        clerk.write(field)
        clerk.press("Enter")
    clerk.press("Enter")  # The country is the Netherlands.
    clerk.press("Space", "Enter")  # Of age.
    clerk.press("Enter")
    clerk.think()
    clerk.write("i")  # Identiteitskaart.
    clerk.press("Enter")
    clerk.write("SPECI2014")


def guessed(page: Page) -> None:
    expect(page.get_by_label("Soort", exact=True)).to_have_value("phone")


def test_a_practised_clerk_enters_a_phone_in_under_half_a_minute(
    desk: Page, site: str, small_world: World
) -> None:
    """The model's estimate from the keys pressed: typed, scanned, and the same seller again."""
    let_in(desk.context, small_world, site, Role.DEALER, small_world.dealer)
    desk.goto(f"{site}/dealer/counter")
    typing = Clerk(desk)
    typing.think()
    typing.write(STOLEN)
    typing.press("Enter")
    guessed(desk)
    describe_the_phone(typing)
    describe_the_seller(typing)
    typing.think()
    typing.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Geregistreerd")

    expect(desk.locator("[autofocus]")).to_be_focused()
    desk.keyboard.press("Enter")  # The next customer.
    expect(desk.get_by_label("Nummer", exact=True)).to_be_focused()
    scanning = Clerk(desk)
    scanning.think()
    scanning.scan("490154203237518")
    guessed(desk)
    describe_the_phone(scanning)
    describe_the_seller(scanning)
    scanning.think()
    scanning.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Geregistreerd")

    expect(desk.locator("[autofocus]")).to_be_focused()
    again = Clerk(desk)
    again.think()
    again.press("Tab", "Enter")  # Something else from the same seller.
    expect(desk.get_by_label("Naam")).to_have_value("Jantje Voorbeeld")
    expect(desk.get_by_label("Nummer", exact=True)).to_be_focused()
    again.scan("356938035643809")
    guessed(desk)
    describe_the_phone(again)
    again.think()
    again.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Geregistreerd")

    bought = small_world.call("GET", "/purchases", Role.DEALER).json["items"]
    assert [entry["sequence_number"] for entry in bought] == [3, 2, 1]
    assert {entry["item"]["model"] for entry in bought} == {"S23"}
    told = {
        name: (clerk.keys, clerk.thoughts, round(clerk.seconds, 1))
        for name, clerk in {"typed": typing, "scanned": scanning, "again": again}.items()
    }
    assert told == TOLD
    assert typing.seconds < 30


def test_all_that_is_missing_is_said_before_anything_is_sent(
    desk: Page, site: str, small_world: World
) -> None:
    let_in(desk.context, small_world, site, Role.DEALER, small_world.dealer)
    desk.goto(f"{site}/dealer/counter")
    missing = desk.locator("[data-missing-list]")
    expect(missing).to_contain_text("Nog nodig: Nummer, Soort, Bedrag in euro's, Betaald, Naam")
    expect(missing).to_contain_text("Is de verkoper 18 jaar of ouder?")
    desk.get_by_label("Naam").fill("Jantje Voorbeeld")
    desk.get_by_label("Straat").focus()
    expect(missing).not_to_contain_text("Naam")
    desk.get_by_label("Nummer", exact=True).fill("onbekend")
    expect(desk.get_by_text("Dit is geen nummer waarmee")).to_be_visible()
    expect(desk.locator("#goods-0-told")).to_have_attribute("role", "status")
    desk.get_by_label("Nummer", exact=True).fill("352099001761482")
    expect(desk.get_by_text(re.compile("maar het controlecijfer klopt niet"))).to_be_visible()
