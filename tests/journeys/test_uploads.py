"""A file of purchases in a real browser: sent, mapped, mended, sent again, all registered once."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import func, select

from registry.tables import Purchase
from tests.browsing import come_in
from tests.web.uploading import HEADER, as_csv, line, rows_of
from tests.world import World

pytestmark = pytest.mark.browser


def registered(world: World) -> int:
    with world.register.database.read() as session:
        return session.scalar(select(func.count()).select_from(Purchase)) or 0


def send(page: Page, site: str, name: str, content: bytes) -> None:
    page.goto(f"{site}/dealer/uploads/")
    file = FilePayload(name=name, mimeType="text/csv", buffer=content)
    page.get_by_label("Bestand", exact=True).set_input_files([file])
    page.get_by_role("button", name="Bestand versturen").click()


def test_a_file_with_errors_is_mended_and_every_line_registered_once(
    small_world: World, site: str, page: Page
) -> None:
    assert small_world.dealer
    come_in(page, site, "dealer")
    header = ["Waarde" if name == "Prijs" else name for name in HEADER]
    bad = [line(2, Datum="31-02-2026"), line(3, Postcode="")]
    send(page, site, "inkopen.csv", as_csv(line(1), *bad, line(4), header=header))

    expect(page.get_by_role("heading", level=1)).to_have_text("Welke kolom is wat?")
    expect(page.get_by_label("Merk", exact=True)).to_have_value("column:3")
    page.get_by_label("Prijs", exact=True).select_option(label="Waarde")
    page.get_by_role("button", name="Verder naar nakijken").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt het?")
    wrong = page.get_by_role("table", name="Wat er mis is, per regel van het bestand")
    expect(wrong.get_by_role("row").nth(1)).to_contain_text("Dit is geen dag of tijd.")
    expect(wrong.get_by_role("row").nth(2)).to_contain_text("Postcode: Dit veld is verplicht.")
    page.get_by_role("button", name="2 regels registreren").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Bestand verwerkt")
    expect(page.get_by_role("status")).to_have_text("Het bestand is verwerkt.")
    assert registered(small_world) == 2
    with page.expect_download() as coming:
        page.get_by_role("link", name="Geweigerde regels ophalen").click()
    top, *refused = rows_of(Path(coming.value.path()).read_bytes())
    assert [row[:-2] for row in refused] == bad
    assert "Datum van inkoop" in refused[0][-1]

    refused[0][HEADER.index("Datum")] = "15-06-2026 11:00"
    refused[1][HEADER.index("Postcode")] = "1234 AB"
    mended = StringIO(newline="")
    csv.writer(mended, delimiter=";").writerows([top, *refused, [*line(1), "", ""]])
    send(page, site, "verbeterd.csv", mended.getvalue().encode())
    # The columns are those of the last time.
    expect(page.get_by_label("Prijs", exact=True)).to_have_value("column:6")
    page.get_by_role("button", name="Verder naar nakijken").click()
    page.get_by_role("button", name="3 regels registreren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bestand verwerkt")
    expect(page.get_by_text("niet nog eens geregistreerd")).to_be_visible()
    assert registered(small_world) == 4


def test_a_long_file_goes_on_by_itself_or_with_a_button(
    small_world: World,
    site: str,
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr("registry.imports.purchases.BATCH", 3)
    monkeypatch.setattr("registry.imports.purchases.SECONDS_A_PRESS", 0.0)
    assert small_world.dealer
    come_in(page, site, "dealer")
    send(page, site, "veel.csv", as_csv(*(line(number) for number in range(8))))
    page.get_by_role("button", name="Verder naar nakijken").click()
    page.get_by_role("button", name="8 regels registreren").click()
    if "without JavaScript" in request.node.name:
        page.get_by_role("button", name="Verder met de laatste 5 regels").click()
        page.get_by_role("button", name="Verder met de laatste 2 regels").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bestand verwerkt")
    assert registered(small_world) == 8
