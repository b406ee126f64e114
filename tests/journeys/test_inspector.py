"""An inspector in the shop, on a tablet, in Dutch: also where the cellar has no network."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from registry.access.actors import Role
from registry.tables import WebSession
from tests.browsing import come_in
from tests.inspecting import AFTERNOON, decide, entry, plan, send, stock
from tests.serving import served
from tests.world import World

pytestmark = pytest.mark.browser
TABLET = ViewportSize(width=820, height=1180)
# What the tablet keeps, as its script would ask it.
KEPT = """new Promise((resolve) => {
  indexedDB.open("inspector").onsuccess = (opened) => {
    const database = opened.target.result;
    const rows = database.transaction("findings").objectStore("findings").getAll();
    rows.onsuccess = () => { database.close(); resolve(rows.result); };
  };
})"""
ALL_SENT, NOT_SENT = "Alles is verstuurd", "Nog niet verstuurd: {n}"


class Cable:
    """The connection to the register, which may break after a request has been carried out."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.answers_to_lose = 0
        self.carried_out = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Carry out a request; an answer to findings may be lost on the way."""
        answer = self.app(environ, start_response)
        if not environ["PATH_INFO"].endswith("/findings"):
            return answer
        body = b"".join(answer)
        self.carried_out += 1
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return [body]


@pytest.fixture
def cable(small_world: World) -> Cable:
    """Give the cable between tablet and register."""
    return Cable(small_world.app)


@pytest.fixture
def site(cable: Cable) -> Iterator[str]:
    """Serve the small world over the cable and give its address."""
    with served(cable) as address:
        yield address


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    """Give a tablet, in Dutch."""
    context = browser.new_context(viewport=TABLET, locale="nl-NL", has_touch=True)
    yield context
    context.close()


def open_sheet(page: Page, site: str, inspection: str, part: int = 1) -> None:
    """Open a sheet, and wait until it is at hand for when there is no network."""
    page.goto(f"{site}/inspector/inspections/{inspection}/sheet/{part}")
    expect(page.locator("#sheet[data-at-hand=true]")).to_be_attached()


def tick(page: Page, number: int, outcome: str) -> None:
    """Tick off the entry with this number."""
    box = page.locator(
        "fieldset", has=page.locator(".sequence", has_text=re.compile(f"^{number}$"))
    )
    box.get_by_label(outcome, exact=True).check()


def ticked(page: Page) -> list[str]:
    found: list[str] = page.locator("#sheet fieldset :checked[type=radio]").evaluate_all(
        "boxes => boxes.map(box => box.value)"
    )
    return found


def kept(page: Page) -> list[Any]:
    """Return what the tablet keeps."""
    found: list[Any] = page.evaluate(KEPT)
    return found


def shown(world: World, inspection: str) -> Any:
    return world.call("GET", f"/inspections/{inspection}", Role.INSPECTOR).json


def tick_off_in_the_cellar(page: Page) -> None:
    """Tick off two of three entries, answer a question, find a good, and note something else."""
    tick(page, 1, "Gezien")
    tick(page, 2, "Wijkt af")
    page.get_by_label("Opmerking").nth(1).fill("Andere kleur.")
    page.get_by_label(re.compile("De boeking vermeldt een omschrijving")).nth(1).check()
    expect(page.get_by_text(NOT_SENT.format(n=2))).to_be_visible()
    expect(page.get_by_text("Alles staat veilig op deze tablet")).to_be_visible()
    page.get_by_role("link", name="Volgende deel").click()
    expect(page.get_by_label("Soort goed")).to_be_visible()
    expect(page.locator("#sheet[data-ready=true]")).to_be_attached()
    page.locator("fieldset", has_text="bord met naam").get_by_label("Nee").check()
    page.get_by_label("Soort goed").select_option("phone")
    page.get_by_label("Nummer op het goed").fill("ZZ88997766")
    page.get_by_role("button", name="Goed vastleggen").click()
    page.get_by_label("Wat u hebt gezien").fill("De kelder was op slot.")
    page.get_by_role("button", name="Bevinding vastleggen").click()
    expect(page.get_by_text(NOT_SENT.format(n=5))).to_be_visible()


def conclude(page: Page) -> None:
    page.get_by_role("link", name="De controle").click()
    expect(page.get_by_text("De kelder was op slot.")).to_be_visible()
    expect(page.get_by_text("Nog niet opgezocht: 1.")).to_be_visible()
    page.get_by_label("Schriftelijke waarschuwing").check()
    page.get_by_label("Reden", exact=True).fill("Gezien in de winkel.")
    page.get_by_role("button", name="Sluit de controle af").click()
    expect(page.get_by_text("Afgesloten", exact=True)).to_be_visible()


def test_a_visit_from_the_overview_to_the_report(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    stock(small_world, 3)
    page = tablet.new_page()
    come_in(page, site, "inspector")
    expect(page.get_by_role("heading", level=1)).to_have_text("Toezicht: Utrecht")
    page.get_by_role("link", name="Tweede Kans").click()
    page.get_by_role("link", name="Controle plannen").click()
    page.get_by_label("Wie controleert").fill("Penning 4471")
    page.get_by_label("95 %").check()
    page.get_by_role("button", name="Plan en trek de steekproef").click()
    expect(page.get_by_text("de steekproef is getrokken")).to_be_visible()
    inspection = page.url.partition("?")[0].rpartition("/")[2]
    page.get_by_role("link", name="Open het controleblad").click()
    expect(page.locator("#sheet[data-at-hand=true]")).to_be_attached()
    expect(page.get_by_role("button", name="Alles opslaan")).to_be_hidden()

    tablet.set_offline(True)
    tick_off_in_the_cellar(page)
    assert shown(small_world, inspection)["findings"] == []

    small_world.clock.move(timedelta(minutes=25))
    tablet.set_offline(False)
    expect(page.get_by_text(ALL_SENT)).to_be_visible(timeout=20_000)
    recorded = shown(small_world, inspection)
    kinds = sorted(finding["kind"] for finding in recorded["findings"])
    assert kinds == ["asked", "entry", "entry", "remark", "unregistered"]
    assert recorded["tally"]["found"] == recorded["tally"]["differs"] == 1
    rules = {breach["rule"] for breach in recorded["breaches"]}
    assert rules == {"437-1-a-goods", "apv-2-68-c", "decree-2-2-c"}

    conclude(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download het rapport").click()
    file = download.value.path().read_bytes()
    assert file.startswith(b"%PDF")
    page.get_by_role("link", name="Ontvangstbewijs van het rapport").click()
    assert "inspection-report" in json.loads(page.locator("pre").inner_text())["statement"]["kind"]
    page.wait_for_function(
        "async () => !(await caches.keys()).includes('inspector-sheets') || "
        "(await (await caches.open('inspector-sheets')).keys()).length === 0"
    )
    assert kept(page) == []


def test_nothing_is_lost_without_a_network(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    stock(small_world, 3)
    inspection = plan(small_world)["id"]
    page = tablet.new_page()
    come_in(page, site, "inspector")
    open_sheet(page, site, inspection)
    tablet.set_offline(True)
    tick(page, 1, "Gezien")
    tick(page, 2, "Niet gezien")
    expect(page.get_by_text(NOT_SENT.format(n=2))).to_be_visible()
    tick(page, 2, "Gezien")
    page.wait_for_function(f"async () => !JSON.stringify(await {KEPT}).includes('not_found')")
    page.reload()
    expect(page.locator("#sheet[data-ready=true]")).to_be_attached()
    assert ticked(page) == ["found", "found"]
    address = page.url
    page.close()

    page = tablet.new_page()
    page.goto(f"{site}/inspector/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Geen verbinding")
    page.get_by_role("link", name="Tweede Kans").click()
    expect(page).to_have_url(address)
    expect(page.get_by_text(NOT_SENT.format(n=2))).to_be_visible()
    expect(page.get_by_text("2 van 3 opgezocht")).to_be_visible()
    tablet.set_offline(False)
    expect(page.get_by_text(ALL_SENT)).to_be_visible(timeout=20_000)
    findings = shown(small_world, inspection)["findings"]
    assert [finding["outcome"] for finding in findings] == ["found", "found"]
    page.reload()
    expect(page.locator("#sheet[data-ready=true]")).to_be_attached()
    assert ticked(page) == ["found", "found"]
    assert kept(page) == []


def test_an_answer_that_is_lost_does_not_make_it_twice(
    tablet: BrowserContext, site: str, small_world: World, cable: Cable
) -> None:
    stock(small_world, 1)
    inspection = plan(small_world)["id"]
    page = tablet.new_page()
    come_in(page, site, "inspector")
    open_sheet(page, site, inspection)
    cable.answers_to_lose = 1
    tick(page, 1, "Gezien")
    expect(page.get_by_text(re.compile("Geen verbinding|nog niet aannemen"))).to_be_visible()
    assert len(shown(small_world, inspection)["findings"]) == 1
    small_world.clock.move(timedelta(minutes=20))
    page.get_by_role("button", name="Verstuur nu").click()
    expect(page.get_by_text(ALL_SENT)).to_be_visible()
    assert cable.carried_out == 2
    assert len(shown(small_world, inspection)["findings"]) == 1


def test_what_others_did_meanwhile_is_told(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    (first, second) = stock(small_world, 2)
    inspection = plan(small_world)
    small_world.clock.now = AFTERNOON
    page = tablet.new_page()
    come_in(page, site, "inspector")
    open_sheet(page, site, inspection["id"])
    tablet.set_offline(True)
    tick(page, 1, "Gezien")
    send(small_world, inspection, entries=[entry(first, "not_found")])
    decide(small_world, inspection)
    tablet.set_offline(False)
    told = page.locator("#unsent li")
    expect(told).to_contain_text(
        "Iemand anders legde intussen vast: niet aangetroffen", timeout=20_000
    )
    expect(told).to_contain_text("De controle was al afgesloten")
    page.reload()
    expect(told).to_contain_text("Iemand anders legde intussen vast")
    told.get_by_role("button").click()
    expect(told).to_have_count(0)
    recorded = shown(small_world, inspection["id"])
    assert sorted(f["outcome"] for f in recorded["findings"]) == ["found", "not_found"]
    assert recorded["conclusion"]["outdated"] is True
    assert second


def test_a_session_that_ended_loses_nothing_and_signing_out_warns(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    stock(small_world, 2)
    inspection = plan(small_world)["id"]
    page = tablet.new_page()
    come_in(page, site, "inspector")
    open_sheet(page, site, inspection)
    with small_world.register.database.write() as session:
        session.query(WebSession).delete()
    tick(page, 1, "Gezien")
    expect(page.get_by_text("U bent niet meer ingelogd")).to_be_visible()
    tablet.clear_cookies()
    page.get_by_role("link", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Niet ingelogd")
    with page.expect_response("**/findings"):
        come_in(page, site, "inspector")
    expect(page.get_by_role("heading", level=1)).to_have_text("Toezicht: Utrecht")
    expect(page.locator("#unsent")).to_be_hidden()
    assert len(shown(small_world, inspection)["findings"]) == 1

    open_sheet(page, site, inspection)
    page.route("**/inspector/queue", lambda route: route.abort())
    tick(page, 2, "Gezien")
    expect(page.get_by_text(NOT_SENT.format(n=1))).to_be_visible()
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as warning:
        page.get_by_role("button", name="Uitloggen").click()
    assert "Nog niet verstuurd: 1" in warning.value.message
    expect(page.get_by_text(NOT_SENT.format(n=1))).to_be_visible()
    assert [row["version"] for row in kept(page)] == [None]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("button", name="Uitloggen")).to_have_count(0)
    assert kept(page) == []


def test_a_photo_waits_for_the_network_too(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    from tests.pages.pictures import drawn_photo

    inspection = plan(small_world)["id"]
    page = tablet.new_page()
    come_in(page, site, "inspector")
    open_sheet(page, site, inspection)
    tablet.set_offline(True)
    page.locator("input[type=file]").set_input_files(
        {"name": "plank.jpg", "mimeType": "image/jpeg", "buffer": drawn_photo(1)}
    )
    page.locator("#photo-form button").click()
    expect(page.get_by_text(NOT_SENT.format(n=1))).to_be_visible()
    page.reload()
    expect(page.get_by_text(NOT_SENT.format(n=1))).to_be_visible()
    tablet.set_offline(False)
    expect(page.get_by_text(ALL_SENT)).to_be_visible(timeout=20_000)
    page.goto(f"{site}/inspector/inspections/{inspection}/photos/")
    expect(page.locator(".photos img")).to_have_count(1)


def test_the_plain_form_without_javascript(browser: Browser, site: str, small_world: World) -> None:
    stock(small_world, 2)
    context = browser.new_context(java_script_enabled=False, viewport=TABLET, locale="nl-NL")
    page = context.new_page()
    come_in(page, site, "inspector")
    page.get_by_role("link", name="Tweede Kans").click()
    page.get_by_role("link", name="Controle plannen").click()
    page.get_by_role("button", name="Plan en trek de steekproef").click()
    inspection = page.url.partition("?")[0].rpartition("/")[2]
    page.get_by_role("link", name="Open het controleblad").click()
    tick(page, 1, "Gezien")
    tick(page, 2, "Wijkt af")
    page.get_by_text("Opmerking en bepalingen").nth(1).click()
    page.get_by_label("Opmerking").nth(1).fill("Regel een.\nRegel twee.")
    page.get_by_role("button", name="Alles opslaan").click()
    expect(page.get_by_text("Vastgelegd.")).to_be_visible()
    page.locator("fieldset", has_text="bord met naam").get_by_label("Nee").check()
    page.get_by_role("button", name="Antwoorden opslaan").click()
    page.get_by_label("Wat u hebt gezien").fill("De kelder was op slot.")
    page.get_by_role("button", name="Bevinding vastleggen").click()
    expect(page.get_by_text("De kelder was op slot.")).to_be_visible()
    page.get_by_role("link", name="Goederen 1–2").click()
    page.get_by_role("button", name="Alles opslaan").click()
    findings = shown(small_world, inspection)["findings"]
    assert sorted(f["kind"] for f in findings) == ["asked", "entry", "entry", "remark"]
    context.close()


def test_every_target_is_large_enough_for_a_thumb(
    tablet: BrowserContext, site: str, small_world: World
) -> None:
    stock(small_world, 2)
    inspection = plan(small_world)["id"]
    page = tablet.new_page()
    come_in(page, site, "inspector")
    for path in ("sheet/1", "sheet/2", ""):
        page.goto(f"{site}/inspector/inspections/{inspection}/{path}".rstrip("/"))
        small = page.locator("main").evaluate(
            """main => [...main.querySelectorAll("a, button, summary, .outcomes label, .choice")]
              .map(target => [target.textContent.trim(), target.getBoundingClientRect().height])
              .filter(([, height]) => height > 0 && height < 44)"""
        )
        assert small == [], path
