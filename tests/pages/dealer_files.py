"""The pages of the door `dealer` for files, proof, claims and tokens."""

import playwright.sync_api as browser

from registry.access.actors import Actor, Role
from registry.imports import columns, purchases, sheets
from registry.rules import dealer_checks, tokens, uploads
from tests.pages.page import Ids, Page
from tests.web.uploading import as_csv, line
from tests.world import World, item, purchase, stolen_good


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    actor = Actor(Role.DEALER, world.dealer)
    for name in ("Kassa bij de deur", "Kassa achter"):
        with world.register.database.write() as session:
            tokens.issue_own(session, actor, world.clock(), name=name, days=90, demo=True)
    for number in ("352099001761481", "GZ4471829", "RF8N30ABCDE"):
        world.call("POST", "/checks", Role.DEALER, json={"identifier": number})
    with world.register.database.read() as session:
        (check, *_), _following = dealer_checks.index(session, actor, limit=1)
    return {
        "check": str(check["id"]),
        "confirmed": _confirmed(world),
        "columns": _sent(world, "inkopen-juni.csv"),
        "checked": _sent(world, "inkopen-juli.csv", mapped=True),
        "taken": _sent(world, "inkopen-mei.csv", mapped=True, taken=True),
    }


def _confirmed(world: World) -> str:
    """Let a phone be bought, reported stolen and confirmed, and return the id of the hit."""
    phone = item("R58N90QWERT", model="Galaxy A54")
    bought = world.buy(purchase(item=phone))
    world.lose(stolen_good(item=phone, report_number="PL0900-2026999001"))
    (hit,) = [each for each in world.hits() if each["purchase"]["id"] == bought["id"]]
    judged = {"judgement": "confirmed"}
    world.call("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json=judged)
    return str(hit["id"])


def _sent(world: World, name: str, *, mapped: bool = False, taken: bool = False) -> str:
    """Send a file with good lines and bad ones, go so far with it, and return its id."""
    actor = Actor(Role.DEALER, world.dealer)
    first = 50 if taken else 10
    content = as_csv(
        line(first, Naam="S. de Vries"),
        line(first + 1, Datum="31-02-2026"),
        line(first + 2, Prijs="1.250", Merk="Apple", Model="iPhone 14"),
        line(first + 3, **{"Soort goed": "Horloge", "Merk": "Seiko", "Model": "SKX007"}),
        line(first + 4, Geboortedatum="03-09-2011"),
    )
    sheet = sheets.read_sheet(content)
    guessed = columns.guess(sheet.header, {})
    mapping = columns.hidden(guessed, world.register.keys.fingerprint)
    with world.register.database.write() as session:
        upload = uploads.keep(
            session,
            actor,
            world.clock(),
            file=uploads.SentFile(name, content),
            lines=len(sheet.lines),
            mapping=mapping,
            keys=world.register.keys,
        )
        if mapped:
            uploads.map_columns(session, actor, upload_id=upload.id, mapping=mapping)
    if taken:
        said = "Prijs: schrijf 1250 of 1250,00"
        purchases.take(world.register, actor, upload.id, lambda _wrong: said)
    return str(upload.id)


def _make_token(page: browser.Page) -> None:
    page.locator("#name").fill("Webwinkel")
    page.locator("form:has(#name) button").click()


def _look_for(page: browser.Page) -> None:
    page.locator("#number").fill("GZ 447 1829")
    page.locator("form:has(#number) button").click()


PAGES: tuple[Page, ...] = (
    Page("dealer-uploads", "dealer.uploads.index", lambda _ids: "/dealer/uploads/", Role.DEALER),
    Page(
        "dealer-upload-columns",
        "dealer.uploads.columns_form",
        lambda ids: f"/dealer/uploads/{ids['columns']}/columns",
        Role.DEALER,
    ),
    Page(
        "dealer-upload-checked",
        "dealer.uploads.show",
        lambda ids: f"/dealer/uploads/{ids['checked']}",
        Role.DEALER,
    ),
    Page(
        "dealer-upload-taken",
        "dealer.uploads.show",
        lambda ids: f"/dealer/uploads/{ids['taken']}",
        Role.DEALER,
    ),
    Page("dealer-checks", "dealer.checks.index", lambda _ids: "/dealer/checks/", Role.DEALER),
    Page(
        "dealer-checks-found",
        "dealer.checks.index",
        lambda _ids: "/dealer/checks/",
        Role.DEALER,
        _look_for,
    ),
    Page(
        "dealer-check",
        "dealer.checks.show",
        lambda ids: f"/dealer/checks/{ids['check']}",
        Role.DEALER,
    ),
    Page("dealer-claims", "dealer.claims.index", lambda _ids: "/dealer/claims/", Role.DEALER),
    Page(
        "dealer-claim",
        "dealer.claims.show",
        lambda ids: f"/dealer/claims/{ids['confirmed']}",
        Role.DEALER,
    ),
    Page(
        "dealer-credentials",
        "dealer.credentials.index",
        lambda _ids: "/dealer/credentials/",
        Role.DEALER,
    ),
    Page(
        "dealer-credentials-made",
        "dealer.credentials.index",
        lambda _ids: "/dealer/credentials/",
        Role.DEALER,
        _make_token,
    ),
)

NOT_PAGES = {
    "photos.show": "a photo",
    "photos.small": "a photo",
    "dealer.uploads.refused_file": "a file of the refused lines",
    "dealer.checks.receipt": "a receipt as a file",
    "dealer.claims.receipt": "a receipt as a file",
}
