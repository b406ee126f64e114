"""Tokens for the till: shown once, known by their last use, and ended at once."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.errors import NotFound
from registry.rules import tokens
from registry.tables import AccessToken, AuditEvent
from tests.browsing import signed_in
from tests.world import PURCHASE, World

PAGE = "/dealer/credentials/"


def make(client: Any, name: str = "Kassa bij de deur") -> tuple[str, str]:
    """Make a token and return its secret and the path that ends it."""
    page = client.post(PAGE, data={"name": name, "days": "90"})
    assert page.status_code == 201
    secret = re.search(r'id="secret">([^<]+)<', page.text)
    revoking = re.search(r'action="(/dealer/credentials/[^"]+/revoke)"', page.text)
    assert secret is not None
    assert revoking is not None
    return secret[1], revoking[1]


def buys(world: World, secret: str) -> int:
    answer = world.client.post(
        "/api/v1/purchases",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": uuid.uuid4().hex},
        json=PURCHASE,
    )
    return int(answer.status_code)


def test_a_token_works_until_it_is_ended_and_is_shown_once(small_world: World) -> None:
    client = signed_in(small_world)
    secret, revoking = make(client)
    page = client.get(PAGE).text
    assert secret not in page
    assert "Nog niet" in page.partition("Kassa bij de deur")[2].partition("</tr>")[0]
    assert buys(small_world, secret) == 201
    row = client.get(PAGE).text.partition("Kassa bij de deur")[2].partition("</tr>")[0]
    assert "15 jun 2026 12:00" in row.replace("jun.", "jun")
    assert "Nog niet" not in row
    assert client.post(revoking).status_code == 303
    assert buys(small_world, secret) == 401
    assert "Kassa bij de deur" not in client.get(PAGE).text
    assert client.post(revoking).status_code == 303
    with small_world.register.database.read() as session:
        names = session.scalars(select(AuditEvent.name)).all()
    assert names.count("access:token:revoke") == 1


def test_a_token_ends_by_itself(small_world: World) -> None:
    secret, _ = make(signed_in(small_world))
    small_world.clock.move(timedelta(days=89))
    assert buys(small_world, secret) == 201
    small_world.clock.move(timedelta(days=2))
    assert buys(small_world, secret) == 401


@pytest.mark.parametrize(
    "sent", [{}, {"name": "x" * 81, "days": "90"}, {"name": "x", "days": "3660"}, {"days": "90"}]
)
def test_a_bad_form_makes_no_token(small_world: World, sent: dict[str, str]) -> None:
    answer = signed_in(small_world).post(PAGE, data=sent)
    assert answer.status_code == 422
    assert 'id="secret"' not in answer.text


def test_nobody_ends_the_token_of_another(small_world: World) -> None:
    secret, revoking = make(signed_in(small_world))
    token_id = uuid.UUID(revoking.split("/")[3])
    other = small_world.new_dealer(kvk_number="00234567")
    now = small_world.clock()
    with small_world.register.database.write() as session, pytest.raises(NotFound):
        tokens.revoke(session, Actor(Role.DEALER, other), now, token_id=token_id)
    assert buys(small_world, secret) == 201


def test_an_administrator_ends_any_token_from_the_command_line(small_world: World) -> None:
    secret, revoking = make(signed_in(small_world))
    runner = small_world.app.test_cli_runner()
    done = runner.invoke(args=["access", "revoke", revoking.split("/")[3]])
    assert done.exit_code == 0, done.output
    assert buys(small_world, secret) == 401
    unknown = runner.invoke(args=["access", "revoke", str(uuid.uuid4())])
    assert unknown.exit_code == 2
    assert "no such token" in unknown.output


def test_a_dealer_has_no_more_than_twenty_tokens(small_world: World) -> None:
    client = signed_in(small_world)
    with small_world.register.database.read() as session:
        there = len(session.scalars(select(AccessToken.id)).all())
    for number in range(20):
        client.post(PAGE, data={"name": f"Kassa {number}", "days": "30"})
    refused = client.post(PAGE, data={"name": "Kassa 21", "days": "30"})
    assert refused.status_code == 409
    with small_world.register.database.read() as session:
        assert len(session.scalars(select(AccessToken.id)).all()) <= there + 20
