"""A dealer comes in by a real browser: mail, password, app, and a passkey of a made-up device."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.web.signing_in import EMAIL, PASSWORD, app_code, confirmed_dealer, mailed_code
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site: str) -> str:
    """Give the address by a name, since passkeys are bound to names and not to numbers."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def with_script(browser: Browser) -> Iterator[Page]:
    """Give a page that runs scripts."""
    context = browser.new_context(locale="nl-NL")
    yield context.new_page()
    context.close()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def come_with_code(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/account/sign-in")
    page.get_by_role("link", name="Eerste keer hier").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Stuur mij een code").click()
    heading(page, "Code en nieuw wachtwoord")
    expect(page.get_by_label("E-mailadres")).to_have_value(EMAIL)
    page.get_by_label("Code uit de mail").fill(mailed_code(world) or "")
    page.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()


def authenticator(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device with passkeys that is unlocked at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    return session, str(made["authenticatorId"])


def test_an_app_is_set_up_and_asked_for(page: Page, site: str, small_world: World) -> None:
    confirmed_dealer(small_world)
    come_with_code(page, site, small_world)
    heading(page, "Kies uw tweede stap")
    page.get_by_text("Lukt scannen niet?").click()
    key = re.sub(r"\s", "", page.locator("details code").inner_text())
    page.get_by_label("Code uit de app").fill("000000")
    page.get_by_role("button", name="App gebruiken").click()
    expect(page.locator("#code-error")).to_contain_text("Deze code klopt niet")
    page.get_by_label("Code uit de app").fill(app_code(small_world, key))
    page.get_by_role("button", name="App gebruiken").click()
    heading(page, "Herstelcodes")
    expect(page.locator(".card li")).to_have_count(10)
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    heading(page, "Uw account")
    page.get_by_role("button", name="Uitloggen").click()

    small_world.clock.move(timedelta(seconds=30))
    page.get_by_role("link", name="Inloggen").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    heading(page, "Tweede stap")
    page.get_by_label("Code").fill(app_code(small_world, key))
    page.get_by_role("button", name="Inloggen").click()
    heading(page, "Inkoop registreren")


def test_a_passkey_is_enough_alone(with_script: Page, address: str, small_world: World) -> None:
    page = with_script
    confirmed_dealer(small_world)
    device, name = authenticator(page)
    come_with_code(page, address, small_world)
    page.get_by_label("Naam van de passkey").fill("Toonbank")
    page.get_by_role("button", name="Passkey maken").click()
    heading(page, "Herstelcodes")
    kept = device.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]
    assert [credential["rpId"] for credential in kept] == ["localhost"]
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("cell", name="Passkey Toonbank")).to_be_visible()
    page.get_by_role("button", name="Uitloggen").click()

    page.goto(f"{address}/account/sign-in")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    heading(page, "Inkoop registreren")
    page.get_by_role("button", name="Uitloggen").click()

    # Whoever does not unlock the device does not come in.
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    page.goto(f"{address}/account/sign-in")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page.get_by_text("Dat is niet gelukt")).to_be_visible()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": True})

    # After the password a passkey is the second step as well.
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    heading(page, "Tweede stap")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    heading(page, "Inkoop registreren")


def test_a_second_passkey_needs_the_password(
    with_script: Page, address: str, small_world: World
) -> None:
    page = with_script
    confirmed_dealer(small_world)
    device, name = authenticator(page)
    come_with_code(page, address, small_world)
    page.get_by_role("button", name="Passkey maken").click()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_text("Dit is uw enige tweede stap")).to_be_visible()
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": name})
    authenticator(page)

    page.get_by_role("link", name="Passkey toevoegen").click()
    page.get_by_label("Naam van de passkey").fill("Telefoon")
    page.get_by_label("Huidig wachtwoord").fill("een heel ander wachtwoord")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_text("Dit is niet uw huidige wachtwoord")).to_be_visible()
    page.get_by_label("Huidig wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_text("De passkey is toegevoegd")).to_be_visible()

    page.get_by_role("link", name="Passkey Mijn passkey verwijderen").click()
    page.get_by_label("Huidig wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text("De tweede stap is verwijderd")).to_be_visible()
    expect(page.get_by_role("cell", name="Passkey Telefoon")).to_be_visible()
    expect(page.get_by_role("cell", name="Passkey Mijn passkey")).to_have_count(0)
