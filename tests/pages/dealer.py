"""The pages of the door `dealer`."""

from functools import partial
from uuid import UUID

import playwright.sync_api as browser

from registry.access.actors import Actor, Role
from registry.images import read_picture
from registry.rules import photos
from tests.pages.page import Ids, Page
from tests.pages.pictures import drawn_photo
from tests.world import World, item, purchase, stolen_good

STOLEN_WATCH = "RLX8812045"


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    bought = [
        world.buy(purchase(item=item(number, **told)))
        for number, told in (
            ("GZ4410072", {"category": "bicycle", "brand": "Gazelle", "model": "Grenoble C8"}),
            ("SN5CD2041XQK", {"category": "laptop", "brand": "HP", "model": "EliteBook 840"}),
            ("490154203237518", {"brand": "Apple", "model": "iPhone 14"}),
        )
    ]
    world.lose(
        stolen_good(item=item(STOLEN_WATCH, category="watch", brand="Rolex", model="Datejust"))
    )
    clock = {**item("B7712"), "category": "watch", "brand": "Zodiac", "model": None}
    world.call(
        "POST",
        "/notices",
        Role.POLICE,
        json={
            "text": "Gestolen uit een woning: horloge met gegraveerde achterkant.",
            "item": clock,
            "dealers": [world.dealer],
        },
    )
    world.demand("PL0900-2026131415")
    world.call(
        "POST",
        f"/dealers/{world.dealer}/staff",
        Role.DEALER,
        json={"name": "Noor Visser", "email": "noor@tweedekans.example", "role": "clerk"},
    )
    return {
        "dealer": world.dealer,
        "purchase": bought[0]["id"],
        "painting": _painting(world),
    }


def _painting(world: World) -> str:
    """Enter goods without a number, with photos, and return the id of the entry."""
    painting = {
        "category": "art",
        "description": "Olieverf op doek, boten bij avond, vergulde lijst, 60 x 80 cm",
        "colour": "blauw",
    }
    entry: str = world.buy(purchase(item=painting))["id"]
    with world.register.database.write() as session:
        for number in range(3):
            photos.add(
                session,
                Actor(Role.DEALER, world.dealer),
                world.clock(),
                kind=photos.PURCHASE,
                subject_id=UUID(entry),
                picture=read_picture(drawn_photo(number)),
            )
    return entry


def _begin(page: browser.Page) -> None:
    # The browser may have been here before.
    page.context.clear_cookies(name="sign_up")
    page.reload()
    page.locator("main form button").click()


def _write_a_page(page: browser.Page, at: int) -> None:
    """Go through the wizard up to a page."""
    _begin(page)
    steps: list[dict[str, str]] = [
        {"#name": "De Ruilhoek", "#kvk_number": "23456789"},
        {
            "#address-street": "Voorstraat",
            "#address-house_number": "40",
            "#address-postcode": "3512 AN",
            "#address-city": "Utrecht",
        },
        {},
        {
            "#contact-name": "Sam de Wit",
            "#contact-phone": "030 2345678",
            "#email": "info@ruilhoek.example",
        },
    ]
    for place, fields in enumerate(steps[:at]):
        for field, value in fields.items():
            page.locator(field).fill(value)
        if place == 1:
            page.locator("#municipality_code").select_option("GM0344")
        if place == 2:
            page.locator("input[value=phone]").check()
        page.locator("button[name=go][value=on]").click()


def _send_the_notification(page: browser.Page) -> None:
    _write_a_page(page, 4)
    page.locator("main form button").click()


def _go_to_the_status(page: browser.Page) -> None:
    _send_the_notification(page)
    page.goto(page.url.split("/dealer/")[0] + "/dealer/sign-up/status")


def _look_at_nothing(page: browser.Page) -> None:
    page.locator("[data-enter]").click()


def _enter(page: browser.Page, number: str) -> None:
    fields = {
        "#goods-0-number": number,
        "#goods-0-brand": "Rolex",
        "#goods-0-model": "Datejust",
        "#goods-0-amount": "900",
        "#seller-name": "Jantje Voorbeeld",
        "#seller-address-street": "Oudegracht",
        "#seller-address-house_number": "12a",
        "#seller-address-postcode": "3511 AB",
        "#seller-address-city": "Utrecht",
        "#seller-id_document-number": "SPECI2014",
    }
    for field, value in fields.items():
        page.locator(field).fill(value)
    page.locator("#goods-0-category").select_option("watch")
    page.locator("#payment").select_option("bank")
    page.locator("#seller-adult").check()
    page.locator("#seller-id_document-type").select_option("id_card")
    _look_at_nothing(page)


PAGES = (
    Page("dealer-sign-up", "dealer.sign_up.start", lambda _ids: "/dealer/sign-up"),
    *(
        Page(
            f"dealer-sign-up-{name}",
            "dealer.sign_up.show",
            lambda _ids: "/dealer/sign-up",
            then=partial(_write_a_page, at=at),
        )
        for at, name in enumerate(("company", "shop", "goods", "contact", "check"))
    ),
    Page(
        "dealer-confirm",
        "dealer.confirmation.show",
        lambda _ids: "/dealer/sign-up",
        then=_send_the_notification,
    ),
    Page(
        "dealer-status",
        "dealer.confirmation.status",
        lambda _ids: "/dealer/sign-up",
        then=_go_to_the_status,
    ),
    Page("dealer-counter", "dealer.counter.show", lambda _ids: "/dealer/counter", Role.DEALER),
    Page(
        "dealer-counter-missing",
        "dealer.counter.enter",
        lambda _ids: "/dealer/counter",
        Role.DEALER,
        _look_at_nothing,
    ),
    Page(
        "dealer-entered",
        "dealer.counter.enter",
        lambda _ids: "/dealer/counter",
        Role.DEALER,
        partial(_enter, number="AP1735000"),
    ),
    Page(
        "dealer-entered-listed",
        "dealer.counter.enter",
        lambda _ids: "/dealer/counter",
        Role.DEALER,
        partial(_enter, number=STOLEN_WATCH),
    ),
    Page(
        "dealer-purchases", "dealer.purchases.index", lambda _ids: "/dealer/purchases", Role.DEALER
    ),
    Page(
        "dealer-purchase",
        "dealer.purchases.show",
        lambda ids: f"/dealer/purchases/{ids['purchase']}",
        Role.DEALER,
    ),
    Page(
        "dealer-correction",
        "dealer.corrections.show",
        lambda ids: f"/dealer/purchases/{ids['purchase']}/correct",
        Role.DEALER,
    ),
    Page(
        "dealer-sale",
        "dealer.sales.sale",
        lambda ids: f"/dealer/purchases/{ids['purchase']}/sale",
        Role.DEALER,
    ),
    Page(
        "dealer-return",
        "dealer.sales.give_back",
        lambda ids: f"/dealer/purchases/{ids['purchase']}/return",
        Role.DEALER,
    ),
    Page("dealer-hold", "dealer.hold.show", lambda _ids: "/dealer/hold", Role.DEALER),
    Page("dealer-notices", "dealer.notices.index", lambda _ids: "/dealer/notices", Role.DEALER),
    Page("dealer-demands", "dealer.notices.demanded", lambda _ids: "/dealer/demands", Role.DEALER),
    Page("dealer-company", "dealer.company.show", lambda _ids: "/dealer/company", Role.DEALER),
    Page("dealer-move", "dealer.company.move", lambda _ids: "/dealer/company/move", Role.DEALER),
    Page(
        "dealer-branch", "dealer.company.branch", lambda _ids: "/dealer/company/branch", Role.DEALER
    ),
    Page(
        "dealer-close-branch",
        "dealer.company.close_branch",
        lambda ids: f"/dealer/company/branch/{ids['premises']}/end",
        Role.DEALER,
    ),
    Page("dealer-end", "dealer.company.end", lambda _ids: "/dealer/company/end", Role.DEALER),
    Page("dealer-staff", "dealer.staff.index", lambda _ids: "/dealer/staff", Role.DEALER),
    Page(
        "dealer-photos",
        "dealer.photos.show",
        lambda ids: f"/dealer/purchases/{ids['painting']}/photos/",
        Role.DEALER,
    ),
)
NOT_PAGES = {
    "dealer.exports.download": "a file for a spreadsheet",
    "dealer.receipts.download": "a PDF",
}
