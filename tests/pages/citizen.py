"""The citizen's pages, and what citizens put on the police's desk."""

from collections.abc import Callable
from datetime import timedelta

import playwright.sync_api as browser

from registry.access.actors import Actor, Role
from registry.rules import disputes, offers
from tests.pages.page import Ids, Page
from tests.world import STOLEN_GOOD, World

STOLEN = STOLEN_GOOD["item"]["identifiers"][0]["value"]  # type: ignore[index]  # it is a dict
CODE = "dispute_code"


def settle(world: World) -> Ids:
    """Put into the town what these pages need, and return the ids."""
    good = world.lose()["id"]
    receipt = world.call("POST", "/checks", json={"identifier": STOLEN}).json["receipt"]
    citizen, now, keys = Actor(Role.PUBLIC), world.clock(), world.register.keys
    seen = {"category": "phone", "seen_on": now.date()}
    with world.register.database.write() as session:
        offers.report(
            session,
            citizen,
            now,
            keys=keys,
            offer={
                **seen,
                "category": "bicycle",
                "what": "Stadsfiets met dichtgelakt framenummer, 60 euro.",
                "place": "Station Utrecht Centraal, Jaarbeurszijde",
            },
        )
        offer = offers.report(
            session,
            citizen,
            now,
            keys=keys,
            offer={
                **seen,
                "what": "Galaxy S23 zonder doos, 80 euro. De verkoper had haast.",
                "link": "https://advertenties.example/telefoons/12345?van=zoeken",
                "contact": {"name": "M. de Wit", "email": "m.dewit@example.org"},
            },
            receipt=receipt,
        )
        dispute, code = disputes.file(
            session,
            citizen,
            now - timedelta(days=16),
            keys=keys,
            dispute={
                "reason": "recovered",
                "explanation": "De politie gaf mij de telefoon terug op 13 mei.",
                "contact": {"email": "eigenaar@example.org"},
            },
            receipt=receipt,
        )
        return {"stolen_good": good, "offer": str(offer.id), "dispute": str(dispute.id), CODE: code}


def _check(number: str) -> Callable[[browser.Page], None]:
    def then(page: browser.Page) -> None:
        page.get_by_label("Nummer op het voorwerp").fill(number)
        page.get_by_role("button", name="Controleer", exact=True).click()

    return then


def _many(page: browser.Page) -> None:
    page.get_by_label("Nummers").fill(f"{STOLEN}\n352099001761418\nAB99887766\n€ 50,00")
    page.get_by_role("button", name="Controleer", exact=True).click()


def _describe(page: browser.Page) -> None:
    page.get_by_label("Soort").select_option("bicycle")
    page.get_by_label("Gravure").fill("J.V. 1234 AB")
    page.get_by_role("button", name="Vergelijk").click()


def _report(page: browser.Page) -> None:
    _check(STOLEN)(page)
    page.get_by_role("button", name="Meld dit aanbod").click()


def _report_badly(page: browser.Page) -> None:
    page.get_by_role("button", name="Verstuur naar de politie").click()


def _dispute(page: browser.Page) -> None:
    _check(STOLEN)(page)
    page.get_by_role("button", name="Deze registratie klopt niet").click()


def _filed(page: browser.Page) -> None:
    _dispute(page)
    page.get_by_label("Het is terug bij de eigenaar").check()
    page.get_by_label("Leg het uit").fill("Teruggekregen op 13 mei.")
    page.get_by_role("button", name="Verstuur naar de politie").click()


def _possess(page: browser.Page) -> None:
    for name, number in (("Fiets van Anna", "GZ4417093"), ("Telefoon", "35-209900-176148-1")):
        page.get_by_label("Wat is het?").fill(name)
        page.get_by_label("Nummer op het voorwerp").fill(number)
        page.get_by_role("button", name="Zet op de lijst").click()
    page.get_by_label("Gestolen: Fiets van Anna").check()
    page.get_by_label("Waar", exact=True).fill("Utrecht")
    page.get_by_role("button", name="Maak het overzicht").click()


PAGES = (
    Page("citizen-check", "citizen.check.show", lambda _ids: "/"),
    Page("citizen-listed", "citizen.check.show", lambda _ids: "/", then=_check(STOLEN)),
    Page("citizen-similar", "citizen.check.show", lambda _ids: "/", then=_check("352099001761418")),
    Page("citizen-not-listed", "citizen.check.show", lambda _ids: "/", then=_check("AB99887766")),
    Page("citizen-no-number", "citizen.check.show", lambda _ids: "/", then=_check("06-12345678")),
    Page("citizen-empty", "citizen.check.show", lambda _ids: "/", then=_check("")),
    Page("citizen-many", "citizen.many.show", lambda _ids: "/many", then=_many),
    Page("citizen-describe", "citizen.describe.show", lambda _ids: "/describe"),
    Page("citizen-described", "citizen.describe.show", lambda _ids: "/describe", then=_describe),
    Page("citizen-help", "citizen.help_pages.index", lambda _ids: "/help/"),
    Page("citizen-help-bicycle", "citizen.help_pages.show", lambda _ids: "/help/bicycle"),
    Page("citizen-offer", "citizen.offers.new", lambda _ids: "/offers/new"),
    Page("citizen-offer-bad", "citizen.offers.new", lambda _ids: "/offers/new", then=_report_badly),
    Page("citizen-offer-checked", "citizen.offers.new", lambda _ids: "/", then=_report),
    Page("citizen-offer-sent", "citizen.offers.sent", lambda _ids: "/offers/sent"),
    Page("citizen-dispute", "citizen.disputes.new", lambda _ids: "/", then=_dispute),
    Page("citizen-dispute-bare", "citizen.disputes.new", lambda _ids: "/disputes/new"),
    Page("citizen-dispute-filed", "citizen.disputes.new", lambda _ids: "/", then=_filed),
    Page("citizen-dispute-answer", "citizen.disputes.answer", lambda _ids: "/disputes/answer"),
    Page("citizen-possessions", "citizen.possessions.show", lambda _ids: "/possessions"),
    Page("citizen-theft", "citizen.possessions.show", lambda _ids: "/possessions", then=_possess),
    Page("police-offers", "police.offers.index", lambda _ids: "/police/offers/", Role.POLICE),
    Page(
        "police-offer",
        "police.offers.show",
        lambda ids: f"/police/offers/{ids['offer']}",
        Role.POLICE,
    ),
    Page("police-disputes", "police.disputes.index", lambda _ids: "/police/disputes/", Role.POLICE),
    Page(
        "police-dispute",
        "police.disputes.show",
        lambda ids: f"/police/disputes/{ids['dispute']}",
        Role.POLICE,
    ),
)
