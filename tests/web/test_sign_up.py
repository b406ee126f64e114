"""Signing up: pages that can be left and come back to, and what the municipality does with them."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from registry.access.actors import Role
from registry.followers.retention import Keeper
from registry.rules import confirmations
from registry.settings import Mode
from registry.tables import Dealer, EmailConfirmation, SignUpDraft
from tests.browsing import hidden, send, sign_in
from tests.stores import Stores
from tests.world import World

START = "/dealer/sign-up"
PAGES = {
    "company": {"name": "Tweede Ronde", "kvk_number": "12345678"},
    "shop": {
        "address.street": "Voorstraat",
        "address.house_number": "8",
        "address.postcode": "3512 AN",
        "address.city": "Utrecht",
        "address.country": "NL",
        "municipality_code": "GM0344",
        "started_at": "2026-06-14",
    },
    "goods": {"goods.5": "phone", "goods.7": "laptop"},
    "contact": {
        "contact.name": "Sam de Wit",
        "contact.phone": "030 1234567",
        "email": "sam@tweederonde.example",
    },
}


def fill_in(world: World, *pages: str) -> None:
    for page in pages:
        answer = send(world, f"{START}/{page}", go="on", **PAGES[page])
        assert answer.status_code == 303, answer.text


def begun(world: World) -> None:
    assert send(world, START).status_code == 303


def sent(world: World) -> Dealer:
    begun(world)
    fill_in(world, *PAGES)
    answer = send(world, f"{START}/check")
    assert answer.status_code == 303, answer.text
    with world.register.database.read() as session:
        return session.scalars(select(Dealer).where(Dealer.name == "Tweede Ronde")).one()


def tokens(world: World, dealer: Dealer) -> list[str]:
    with world.register.database.read() as session:
        asked = session.scalars(
            select(EmailConfirmation.id)
            .where(EmailConfirmation.dealer_id == dealer.id)
            .order_by(EmailConfirmation.id)
        ).all()
    return [confirmations.token_of(world.register.keys, id_) for id_ in asked]


def test_closing_the_browser_loses_nothing(small_world: World) -> None:
    begun(small_world)
    fill_in(small_world, "company")
    half = send(small_world, f"{START}/shop", go="later", **{"address.street": "Voorstr"})
    assert half.headers["Location"] == f"{START}?done=kept"
    cookie = small_world.client.get_cookie("sign_up")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.path == "/"
    assert cookie.max_age == 30 * 24 * 3600
    small_world.clock.move(timedelta(days=29))
    start = small_world.client.get(START)
    assert "U bent al begonnen" in start.text
    assert 'value="Voorstr"' in small_world.client.get(f"{START}/shop").text
    assert 'value="Tweede Ronde"' in small_world.client.get(f"{START}/company").text


def test_going_back_keeps_what_is_not_right_yet(small_world: World) -> None:
    begun(small_world)
    fill_in(small_world, "company")
    back = send(small_world, f"{START}/shop", go="back", municipality_code="GM0344")
    assert back.headers["Location"] == f"{START}/company"
    assert re.search(r'value="GM0344" selected', small_world.client.get(f"{START}/shop").text)


def test_a_tick_that_is_taken_away_stays_away(small_world: World) -> None:
    begun(small_world)
    send(small_world, f"{START}/goods", go="on", **PAGES["goods"])
    send(small_world, f"{START}/goods", go="on", **{"goods.5": "phone"})
    page = small_world.client.get(f"{START}/goods").text
    assert re.findall(r'value="(\w+)" checked', page) == ["phone"]


def test_every_page_says_what_is_missing(small_world: World) -> None:
    begun(small_world)
    for page in PAGES:
        answer = send(small_world, f"{START}/{page}", go="on")
        assert answer.status_code == 422, page
        assert "Er klopt nog iets niet" in answer.text
    check = small_world.client.get(f"{START}/check").text
    assert "De aanmelding is nog niet compleet" in check
    assert "KvK-nummer" not in check, "a foreign company has none"
    assert send(small_world, f"{START}/check").status_code == 422
    fill_in(small_world, "shop", "goods", "contact")
    send(small_world, f"{START}/company", go="on", name="Tweede Ronde")
    answer = send(small_world, f"{START}/check")
    assert answer.status_code == 422
    assert "Een Nederlandse handelaar heeft een KvK-nummer" in answer.text


def test_a_notification_sent_twice_is_one(small_world: World) -> None:
    dealer = sent(small_world)
    assert send(small_world, f"{START}/check", page=f"{START}/confirm").status_code == 303
    with small_world.register.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Dealer)) == 1
        draft = session.scalars(select(SignUpDraft)).one()
    assert (draft.answers, draft.dealer_id) == ({}, dealer.id), "nothing is kept twice"
    assert dealer.goods == ["phone", "laptop"]
    assert dealer.started_at is not None
    assert (dealer.status, dealer.country) == ("submitted", "NL")


def test_a_draft_ends_after_thirty_days(small_world: World) -> None:
    begun(small_world)
    fill_in(small_world, "company")
    small_world.clock.move(timedelta(days=30))
    assert "U bent al begonnen" not in small_world.client.get(START).text
    late = send(small_world, f"{START}/shop", page=START, go="on", **PAGES["shop"])
    assert late.status_code == 404
    Keeper().follow(small_world.register)
    with small_world.register.database.read() as session:
        assert session.scalars(select(SignUpDraft)).all() == []


def test_a_draft_is_erased_on_request_and_is_nobody_elses(small_world: World) -> None:
    begun(small_world)
    fill_in(small_world, "company")
    stranger = small_world.app.test_client()
    assert "Tweede Ronde" not in stranger.get(START).text
    assert stranger.get(f"{START}/company").status_code == 303
    stranger.set_cookie("sign_up", "x" * 43)
    assert stranger.get(f"{START}/company").status_code == 303
    send(small_world, f"{START}/forget", page=START)
    with small_world.register.database.read() as session:
        assert session.scalars(select(SignUpDraft)).all() == []


class TestConfirming:
    """The code that was mailed."""

    def test_the_code_confirms_in_any_browser(self, small_world: World) -> None:
        dealer = sent(small_world)
        (token,) = tokens(small_world, dealer)
        small_world.client = small_world.app.test_client()
        wrong = send(small_world, f"{START}/confirm", token="verkeerd")
        assert wrong.status_code == 422
        assert send(small_world, f"{START}/confirm", token=f" {token} ").status_code == 303
        with small_world.register.database.read() as session:
            assert session.get_one(Dealer, dealer.id).email_confirmed_at is not None

    def test_another_code_can_be_asked_but_not_at_once_and_not_for_ever(
        self, small_world: World
    ) -> None:
        dealer = sent(small_world)
        page = f"{START}/confirm"
        soon = send(small_world, f"{START}/address", page=page, email=dealer.email)
        assert soon.status_code == 409
        assert "Wacht een minuut" in soon.text
        for _ in range(9):
            small_world.clock.move(timedelta(minutes=2))
            again = send(small_world, f"{START}/address", page=page, email=dealer.email)
            assert again.status_code == 303
        small_world.clock.move(timedelta(minutes=2))
        often = send(small_world, f"{START}/address", page=page, email=dealer.email)
        assert "al tien codes" in often.text
        assert send(small_world, page, token=tokens(small_world, dealer)[0]).status_code == 303

    def test_a_corrected_address_voids_the_code_that_went_astray(self, small_world: World) -> None:
        dealer = sent(small_world)
        page = f"{START}/confirm"
        small_world.clock.move(timedelta(minutes=2))
        bad = send(small_world, f"{START}/address", page=page, email="geen adres")
        assert bad.status_code == 422
        right = "sam@tweede-ronde.example"
        assert send(small_world, f"{START}/address", page=page, email=right).status_code == 303
        assert right in small_world.client.get(page).text
        first, second = tokens(small_world, dealer)
        assert send(small_world, page, token=first).status_code == 422
        assert send(small_world, page, token=second).status_code == 303
        again = send(small_world, f"{START}/address", page="/", email="x@y.example")
        assert again.status_code == 409

    def test_a_stranger_changes_no_address(self, small_world: World) -> None:
        sent(small_world)
        small_world.client = small_world.app.test_client()
        answer = send(small_world, f"{START}/address", page=START, email="x@y.example")
        assert answer.status_code == 404
        assert small_world.client.get(f"{START}/status").status_code == 303


class TestMunicipality:
    """Deciding about what was told."""

    @pytest.mark.parametrize(
        ("decision", "said"),
        [
            ("approve", "heeft uw aanmelding goedgekeurd"),
            ("reject", "heeft uw aanmelding afgewezen"),
        ],
    )
    def test_it_decides_with_a_reason_that_the_dealer_reads(
        self, small_world: World, decision: str, said: str
    ) -> None:
        assert small_world.dealer
        dealer = sent(small_world)
        sign_in(small_world, "municipality")
        listed = small_world.client.get("/municipality/").text
        assert "Tweede Ronde" in listed
        assert "Tweede Kans" not in listed, "it was decided about"
        path = f"/municipality/dealers/{dealer.id}"
        page = small_world.client.get(path).text
        assert "Sam de Wit" in page
        assert "niet bevestigd" in page
        assert send(small_world, path, decision=decision).status_code == 422
        stale = hidden(small_world, path)
        done = send(small_world, path, decision=decision, reason="Gezien: uittreksel KvK")
        assert done.status_code == 303
        late = small_world.client.post(
            path, data={**stale, "decision": "approve", "reason": "te laat"}
        )
        assert late.status_code == 412
        status = small_world.client.get(f"{START}/status").text
        assert said in status
        assert "Gezien: uittreksel KvK" in status

    def test_it_decides_about_premises(self, small_world: World) -> None:
        told = {
            "address": {**PAGES_ADDRESS, "street": "Nachtegaalstraat"},
            "municipality_code": "GM0344",
            "happened_at": small_world.clock().isoformat(),
        }
        opened = small_world.call(
            "POST", f"/dealers/{small_world.dealer}/premises", Role.DEALER, json=told
        ).json
        sign_in(small_world, "municipality")
        assert "het gaat om een vestiging" in small_world.client.get("/municipality/").text
        path = f"/municipality/dealers/{small_world.dealer}/premises/{opened['id']}"
        assert "Nachtegaalstraat" in small_world.client.get(path).text
        assert send(small_world, path, decision="approve", reason="gezien").status_code == 303
        again = send(small_world, path, decision="approve", reason="nog eens")
        assert again.status_code == 409
        elsewhere = f"/municipality/dealers/{small_world.dealer}/premises/{UUID(int=1)}"
        assert small_world.client.get(elsewhere).status_code == 404

    def test_it_sees_its_own_area_only(self, small_world: World) -> None:
        assert small_world.dealer
        other = small_world.new_dealer(name="Elders", municipality_code="GM0363")
        sign_in(small_world, "municipality")
        assert "Elders" not in small_world.client.get("/municipality/?status=approved").text
        assert small_world.client.get(f"/municipality/dealers/{other}").status_code == 404

    def test_it_reads_what_was_told_late(self, small_world: World) -> None:
        assert small_world.dealer
        small_world.new_dealer(name="Laat", started_at="2026-06-01T10:00:00+02:00")
        sign_in(small_world, "municipality")
        late = small_world.client.get("/municipality/notifications?late=true").text
        assert "dagen te laat" in late
        assert (
            "Er is niets gemeld"
            in small_world.client.get("/municipality/notifications?late=false").text
        )

    def test_it_is_for_municipalities_only(self, small_world: World) -> None:
        assert small_world.client.get("/municipality/").status_code == 401
        sign_in(small_world)
        assert small_world.client.get("/municipality/").status_code == 403


PAGES_ADDRESS = {
    "street": "Voorstraat",
    "house_number": "8",
    "postcode": "3512 AN",
    "city": "Utrecht",
    "country": "NL",
}


def test_outside_the_demo_no_other_host_can_slip_in_its_own_draft(
    stores: Stores, keys: Path
) -> None:
    """What is typed would then be read by whoever has the secret of that draft."""
    world = World(stores.sqlite(), keys, Mode.PRODUCTION)
    client, base = world.app.test_client(), "https://register.example"
    page = client.get(START, base_url=base).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    begun = client.post(
        START,
        base_url=base,
        headers={"Referer": f"{base}{START}"},
        data={"csrf_token": token[1]},
    )
    (cookie,) = [each for each in begun.headers.getlist("Set-Cookie") if "sign_up" in each]
    assert cookie.startswith("__Host-sign_up=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    world.register.database.dispose()
