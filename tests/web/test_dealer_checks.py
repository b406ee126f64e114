"""The dealer's archive of theft checks: its own, with a receipt that anybody verifies."""

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.errors import NotFound
from registry.rules import dealer_checks
from registry.tables import Check
from tests.browsing import signed_in
from tests.world import World

PAGE = "/dealer/checks/"
NUMBER = "RF8N30ABCDE"


def checked(client: Any, number: str = NUMBER) -> None:
    assert client.post("/", data={"identifier": number}).status_code == 200


def test_a_dealers_checks_are_listed_with_receipts_that_verify(small_world: World) -> None:
    client = signed_in(small_world)
    assert "nog geen diefstalcheck" in client.get(PAGE).text
    checked(client)
    page = client.get(PAGE).text
    assert NUMBER in page
    one = re.search(r'href="(/dealer/checks/[0-9a-f-]{36})"', page)
    assert one is not None
    assert "Nagaan of het klopt" in client.get(one[1]).text
    sent = client.get(f"{one[1]}/receipt")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert sent.json["statement"]["dealer"] == small_world.dealer
    assert sent.json["statement"]["number"] == NUMBER
    verified = client.post("/verify", data={"receipt": sent.text})
    assert verified.status_code == 200
    assert 'class="answer not_listed"' in verified.text
    assert small_world.dealer in verified.text


def test_a_check_over_the_api_is_the_tills_proof_too(small_world: World) -> None:
    answer = small_world.call("POST", "/checks", Role.DEALER, json={"identifier": NUMBER})
    assert answer.json["receipt"]["statement"]["dealer"] == small_world.dealer
    assert NUMBER in signed_in(small_world).get(PAGE).text


def test_what_the_public_checks_is_kept_without_the_number(small_world: World) -> None:
    assert small_world.dealer
    answer = small_world.call("POST", "/checks", json={"identifier": NUMBER})
    assert "dealer" not in answer.json["receipt"]["statement"]
    with small_world.register.database.read() as session:
        (check,) = session.scalars(select(Check))
    assert (check.dealer_id, check.number) == (None, None)
    assert NUMBER not in signed_in(small_world).get(PAGE).text


@pytest.mark.parametrize("written", [NUMBER, "rf8n 30ab-cde"])
def test_a_number_is_found_however_it_is_written(small_world: World, written: str) -> None:
    client = signed_in(small_world)
    checked(client)
    checked(client, "ZX99887766")
    found = client.post(PAGE, data={"number": written}).text
    assert f"<code>{NUMBER}</code>" in found
    assert "ZX99887766" not in found
    nothing = client.post(PAGE, data={"number": "QQ11223344"}).text
    assert "U hebt dit nummer niet gecontroleerd." in nothing


def test_the_checks_of_another_are_nobodys_business(small_world: World) -> None:
    client = signed_in(small_world)
    checked(client)
    other = Actor(Role.DEALER, small_world.new_dealer(kvk_number="00234567"))
    keys = small_world.register.keys
    with small_world.register.database.read() as session:
        (check,) = session.scalars(select(Check))
        assert dealer_checks.index(session, other, limit=50) == ([], None)
        assert dealer_checks.of_number(session, other, number=NUMBER, keys=keys) == []
        with pytest.raises(NotFound):
            dealer_checks.show(session, other, check_id=check.id, keys=keys)
    assert client.get(f"{PAGE}{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "nonsense=1"])
def test_a_spoiled_link_is_refused(small_world: World, query: str) -> None:
    assert signed_in(small_world).get(f"{PAGE}?{query}").status_code in {400, 422}
