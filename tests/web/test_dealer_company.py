"""What the police write to a dealer, and what a dealer tells of itself later, on its pages."""

import re
from datetime import timedelta

from registry.access.actors import Role
from tests.browsing import send, sign_in
from tests.world import PHONE, World

ADDRESS = {
    "address.street": "Kleine Berg",
    "address.house_number": "4",
    "address.postcode": "5611 JV",
    "address.city": "Eindhoven",
    "address.country": "NL",
    "municipality_code": "GM0772",
}


def test_reading_a_notice_is_its_delivery(small_world: World) -> None:
    sign_in(small_world)
    body = {"text": "Zilveren klok", "item": PHONE, "dealers": [small_world.dealer]}
    assert small_world.call("POST", "/notices", Role.POLICE, json=body).status_code == 201
    page = small_world.client.get("/dealer/notices")
    assert "Zilveren klok" in page.text
    assert "U las dit voor het eerst op 15 jun 2026" in page.text
    (notice,) = small_world.call("GET", "/notices", Role.POLICE).json["items"]
    assert len(notice["deliveries"]) == 1


def test_a_demand_is_answered_once(small_world: World) -> None:
    demand = small_world.demand("PL0900-1")
    sign_in(small_world)
    path = f"/dealer/demands/{demand['id']}"
    page = "/dealer/demands"
    assert "Zaak PL0900-1" in small_world.client.get(page).text
    empty = send(small_world, path, page=page)
    assert empty.status_code == 422
    assert 'id="text-1-error"' in empty.text
    assert send(small_world, path, page=page, text="Van een klant").status_code == 303
    again = send(small_world, path, page=page, text="Anders")
    assert again.status_code == 409
    assert "Van een klant" in small_world.client.get(page).text


def test_a_dealer_moves_once_and_is_judged(small_world: World) -> None:
    sign_in(small_world)
    path = "/dealer/company/move"
    future = send(small_world, path, **ADDRESS, happened_at="2026-07-01")
    assert future.status_code == 422
    assert "toekomst" in future.text
    assert send(small_world, path, **ADDRESS, happened_at="2026-06-01").status_code == 303
    shown = small_world.client.get("/dealer/company").text
    assert "Kleine Berg" in shown
    assert "Eindhoven" in shown
    assert "dagen te laat" in shown


def test_a_branch_is_opened_and_closed(small_world: World) -> None:
    sign_in(small_world)
    assert (
        send(
            small_world, "/dealer/company/branch", **ADDRESS, name="Zuid", happened_at="2026-06-20"
        ).status_code
        == 303
    )
    shown = small_world.client.get("/dealer/company").text
    assert "Zuid" in shown
    found = re.search(r'href="(/dealer/company/branch/[0-9a-f-]+/end)"', shown)
    assert found is not None
    small_world.clock.move(timedelta(days=10))
    sign_in(small_world)
    assert send(small_world, found[1], happened_at="2026-06-24").status_code == 303
    assert found[1] not in small_world.client.get("/dealer/company").text


def test_whoever_has_stopped_enters_nothing_and_reads_on(small_world: World) -> None:
    small_world.buy()
    sign_in(small_world)
    assert send(small_world, "/dealer/company/end", happened_at="2026-06-15").status_code == 303
    assert "Galaxy" in small_world.client.get("/dealer/purchases").text
    counter = small_world.client.get("/dealer/counter").text
    assert 'class="warning"' in counter


def test_staff_come_and_go(small_world: World) -> None:
    sign_in(small_world)
    path = "/dealer/staff"
    assert send(small_world, path, name="Noor").status_code == 422
    added = send(small_world, path, name="Noor", email="noor@tweedekans.example", role="clerk")
    assert added.status_code == 303
    shown = small_world.client.get(path).text
    found = re.search(r'action="(/dealer/staff/[0-9a-f-]+/end)"', shown)
    assert found is not None
    assert send(small_world, found[1], page=path).status_code == 303
    assert found[1] not in small_world.client.get(path).text
