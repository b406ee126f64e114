"""Passkeys, answered rightly and wrongly: by whom, to which question, for which site, how often."""

from typing import Any

import pytest

from registry.access.actors import Role
from tests.browsing import send
from tests.web.made_up_passkey import PRESENT, MadeUpPasskey
from tests.web.signing_in import PASSWORD, confirmed_dealer, recover, set_up, sign_in
from tests.world import World

CLERK = "kees@tweedekans.example"


@pytest.fixture
def passkey(small_world: World) -> MadeUpPasskey:
    """Give the passkey of the dealer of the small world."""
    confirmed_dealer(small_world)
    recover(small_world)
    options = send(small_world, "/account/set-up/passkey/options", page="/account/set-up")
    made = MadeUpPasskey()
    done = send(
        small_world,
        "/account/set-up/passkey",
        page="/account/set-up",
        credential=made.made(options.json),
        name="Toonbank",
    )
    assert "Herstelcodes" in done.text
    return made


def asked(world: World, client: Any, at: str = "/account/sign-in") -> Any:
    return send(world, "/account/sign-in/passkey/options", client=client, page=at).json


def bring(world: World, client: Any, credential: str, at: str = "/account/sign-in") -> Any:
    return send(world, "/account/sign-in/passkey", client=client, page=at, credential=credential)


def test_it_lets_in_alone_and_each_answer_serves_once(
    small_world: World, passkey: MadeUpPasskey
) -> None:
    browser = small_world.app.test_client()
    answer = passkey.answer(asked(small_world, browser))
    assert bring(small_world, browser, answer).headers["Location"] == "/dealer/counter"
    assert browser.get("/account").status_code == 200
    thief = small_world.app.test_client()
    assert bring(small_world, thief, answer).status_code == 409
    asked(small_world, thief)
    assert bring(small_world, thief, answer).status_code == 422
    assert thief.get("/account").status_code == 401


@pytest.mark.parametrize("wrong", ["origin", "host", "flags", "count", "id"])
def test_an_answer_that_is_not_right_is_refused(
    small_world: World, passkey: MadeUpPasskey, wrong: str
) -> None:
    browser = small_world.app.test_client()
    passkey.count = 5
    assert (
        bring(small_world, browser, passkey.answer(asked(small_world, browser))).status_code == 303
    )
    other = {
        "origin": "http://localhost.elders.example",
        "host": "elders.example",
        "flags": PRESENT,
        "count": 3,
        "id": b"another passkey",
    }
    setattr(passkey, wrong, other[wrong])
    thief = small_world.app.test_client()
    refused = bring(small_world, thief, passkey.answer(asked(small_world, thief)))
    assert refused.status_code == 422
    assert "Deze passkey kennen we niet" in refused.text
    assert thief.get("/account").status_code == 401


def test_that_of_somebody_else_is_no_second_step(
    small_world: World, passkey: MadeUpPasskey
) -> None:
    small_world.call(
        "POST",
        f"/dealers/{small_world.dealer}/staff",
        Role.DEALER,
        json={"name": "Kees", "email": CLERK, "role": "clerk"},
    )
    set_up(small_world, CLERK, client=small_world.app.test_client())
    thief = small_world.app.test_client()
    page = "/account/sign-in/code"
    assert sign_in(small_world, PASSWORD, CLERK, client=thief).headers["Location"] == page
    options = asked(small_world, thief, page)
    assert options["allowCredentials"] == []
    assert bring(small_world, thief, passkey.answer(options), page).status_code == 422
    assert thief.get("/account").status_code == 401


def test_it_lets_in_while_the_password_has_to_wait(
    small_world: World, passkey: MadeUpPasskey
) -> None:
    for _ in range(6):
        refused = sign_in(small_world, "een ander wachtwoord", client=small_world.app.test_client())
    assert refused.status_code == 429
    browser = small_world.app.test_client()
    assert (
        bring(small_world, browser, passkey.answer(asked(small_world, browser))).status_code == 303
    )


def test_one_passkey_is_added_once(small_world: World, passkey: MadeUpPasskey) -> None:
    where = "/account/passkeys"
    wrong = send(
        small_world, f"{where}/options", page=where, current="een ander wachtwoord", name="x"
    )
    assert (wrong.status_code, wrong.json) == (422, {})
    for made, status in ((passkey, 422), (MadeUpPasskey(), 303)):
        options = send(
            small_world, f"{where}/options", page=where, current=PASSWORD, name="Telefoon"
        )
        answer = made.made(options.json)
        form = {"credential": answer, "name": "Telefoon", "current": PASSWORD}
        assert send(small_world, where, page=where, **form).status_code == status
    assert send(small_world, where, page=where, **form).status_code == 409
