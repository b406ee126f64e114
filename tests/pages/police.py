"""The police's pages."""

from datetime import timedelta
from uuid import UUID

import playwright.sync_api as browser

from registry.access.actors import Actor, Role
from registry.followers.loop import catch_up
from registry.images import read_picture
from registry.rules import hit_claims, photos, saved_searches
from tests.pages.page import Ids, Page
from tests.pages.pictures import drawn_photo
from tests.web.policing import OFFICER
from tests.world import World, item, purchase, stolen_good

CSV = """report_number,reported_at,stolen_at,category,brand,model,colour,number,second_number,\
description,marks,place,owner_reference
PL0900-2026200001,2026-06-13 10:00,2026-06-12 21:30,bicycle,Gazelle,Orange C7,zwart,GZ7712345,,\
,,Utrecht,
PL0900-2026200002,2026-06-13 11:00,2026-06-12,laptop,Apple,,,C02XL0AAJGH5,,,,Utrecht,
"""


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    world.lose(stolen_good(item=item("352099001761481"), report_number="PL0900-2026123457"))
    bought = world.buy()
    with world.register.database.write() as session:
        for number in range(2):
            photos.add(
                session,
                Actor(Role.DEALER, bought["dealer_id"]),
                world.clock(),
                kind=photos.PURCHASE,
                subject_id=UUID(bought["id"]),
                picture=read_picture(drawn_photo(number)),
            )
    world.buy(purchase(item=item("352099001767481", colour="zwart")))
    again = world.lose(stolen_good(report_number="PL0900-2026123458"))
    hit = next(hit for hit in world.hits() if hit["purchase"]["id"] == bought["id"])
    until = (world.clock() + timedelta(days=9)).isoformat()
    body = {"until": until, "ground": "zaak 2026-0417, vermoedelijk gestolen telefoon"}
    path = f"/purchases/{bought['id']}/hold-orders"
    world.call("POST", path, Role.POLICE, subject=OFFICER.subject, json=body)
    world.call(
        "POST",
        "/notices",
        Role.POLICE,
        json={
            "text": "Gestolen bij een inbraak in Utrecht: zwarte Samsung, kras op de achterkant.",
            "item": item("352099001761481", colour="zwart"),
            "municipality_codes": ["GM0344"],
        },
    )
    world.demand("2026-0417")
    with world.register.database.write() as session:
        search = saved_searches.save(
            session,
            OFFICER,
            world.clock(),
            name="Zwarte Samsungs in Utrecht",
            side="purchase",
            criteria={"brand": "Samsung", "place": "Utrecht"},
            purpose="zaak 2026-0417",
        )
    other = next(hit["id"] for hit in world.hits() if hit["purchase"]["id"] != bought["id"])
    with world.register.database.write() as session:
        colleague, term = Actor(Role.POLICE, "j.bakker"), timedelta(minutes=60)
        hit_claims.claim(session, colleague, world.clock(), hit_id=UUID(other), term=term)
    world.buy(purchase(item=item("352099001767499", colour="zwart")))
    catch_up(world.register)
    return {
        "hit": hit["id"],
        "hit_of_another": other,
        "entry": bought["id"],
        "good": again["id"],
        "police_dealer": bought["dealer_id"],
        "saved_search": str(search.id),
    }


def _search_a_number(page: browser.Page) -> None:
    page.get_by_label("Nummer", exact=True).fill("352099001761481")
    page.get_by_label("Waarvoor zoekt u dit?").fill("zaak 2026-0417")
    page.get_by_role("button", name="Zoek", exact=True).click()


def _search_purchases(page: browser.Page) -> None:
    page.get_by_label("Inkopen van handelaren").check()
    page.get_by_label("Merk", exact=True).fill("samsung")
    page.get_by_label("Waarvoor zoekt u dit?").fill("zaak 2026-0417")
    page.get_by_role("button", name="Zoek", exact=True).click()


def _open_on_an_order(page: browser.Page) -> None:
    page.get_by_label("Een bevel van de rechter").check()
    page.get_by_label("Zaaknummer").fill("2026-0417")
    page.get_by_role("button", name="Verkoper openen").click()


def _same_seller(page: browser.Page) -> None:
    page.get_by_label("Waarvoor zoekt u dit?").fill("zaak 2026-0417")
    page.get_by_role("button", name="Zoek dezelfde verkoper").click()


def _preview_a_file(page: browser.Page) -> None:
    file = {"name": "gestolen.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    page.get_by_label("Bestand", exact=True).set_input_files(file)  # type: ignore[arg-type]  # a plain dict
    page.get_by_role("button", name="Bekijk voorbeeld").click()


PAGES = (
    Page("police-hits", "police.hits.index", lambda _ids: "/police/hits/", Role.POLICE),
    Page("police-hit", "police.hits.show", lambda ids: f"/police/hits/{ids['hit']}", Role.POLICE),
    Page(
        "police-hit-of-another",
        "police.hits.show",
        lambda ids: f"/police/hits/{ids['hit_of_another']}",
        Role.POLICE,
    ),
    Page(
        "police-seller",
        "police.entries.seller",
        lambda ids: f"/police/entries/{ids['entry']}/seller?hit={ids['hit']}",
        Role.POLICE,
    ),
    Page(
        "police-seller-opened",
        "police.entries.disclose",
        lambda ids: f"/police/entries/{ids['entry']}/seller?hit={ids['hit']}",
        Role.POLICE,
        then=_open_on_an_order,
    ),
    Page(
        "police-same-seller",
        "police.entries.same_seller",
        lambda ids: f"/police/entries/{ids['entry']}/seller",
        Role.POLICE,
        then=_same_seller,
    ),
    Page("police-dealers", "police.dealers.index", lambda _ids: "/police/dealers/", Role.POLICE),
    Page(
        "police-dealer",
        "police.dealers.show",
        lambda ids: f"/police/dealers/{ids['police_dealer']}",
        Role.POLICE,
    ),
    Page("police-demands", "police.demands.index", lambda _ids: "/police/demands/", Role.POLICE),
    Page("police-notices", "police.notices.index", lambda _ids: "/police/notices/", Role.POLICE),
    Page(
        "police-notice",
        "police.notices.new",
        lambda ids: f"/police/notices/new?good={ids['good']}&dealer={ids['police_dealer']}",
        Role.POLICE,
    ),
    Page("police-goods", "police.goods.index", lambda _ids: "/police/goods/", Role.POLICE),
    Page(
        "police-good", "police.goods.show", lambda ids: f"/police/goods/{ids['good']}", Role.POLICE
    ),
    Page("police-report", "police.goods.new", lambda _ids: "/police/goods/new", Role.POLICE),
    Page(
        "police-change",
        "police.goods.edit",
        lambda ids: f"/police/goods/{ids['good']}/change",
        Role.POLICE,
    ),
    Page("police-import", "police.imports.show", lambda _ids: "/police/goods/import/", Role.POLICE),
    Page(
        "police-import-preview",
        "police.imports.preview",
        lambda _ids: "/police/goods/import/",
        Role.POLICE,
        then=_preview_a_file,
    ),
    Page("police-search", "police.search.show", lambda _ids: "/police/search/", Role.POLICE),
    Page(
        "police-found-goods",
        "police.search.find",
        lambda _ids: "/police/search/",
        Role.POLICE,
        then=_search_a_number,
    ),
    Page(
        "police-found-purchases",
        "police.search.find",
        lambda _ids: "/police/search/",
        Role.POLICE,
        then=_search_purchases,
    ),
    Page("police-searches", "police.searches.index", lambda _ids: "/police/searches/", Role.POLICE),
    Page(
        "police-saved-search",
        "police.searches.show",
        lambda ids: f"/police/searches/{ids['saved_search']}",
        Role.POLICE,
    ),
)
