"""The dossier of a claim: for a confirmed hit on an own purchase, and nothing of anybody else."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.errors import NotFound
from registry.journal import reconcile
from registry.journal.checkpoints import verifiers
from registry.law.claims import BadCosts, fixed_costs, read_costs
from registry.rules import claims
from registry.tables import AuditEvent
from tests.browsing import signed_in
from tests.paper.test_press import texts
from tests.world import STOLEN_GOOD, World, purchase


def judged(world: World, judgement: str = "confirmed") -> str:
    """Let a dealer check and buy a phone that then is reported stolen, and judge the hit."""
    world.call("POST", "/checks", Role.DEALER, json={"identifier": "352099001761481"})
    world.clock.move(timedelta(minutes=5))
    bought = world.buy(purchase(acquired_at=world.clock().isoformat()))
    world.clock.move(timedelta(hours=2))
    world.lose()
    (hit,) = world.hits()
    answer = world.call(
        "POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json={"judgement": judgement}
    )
    assert answer.status_code == 200, answer.json
    until = (world.clock() + timedelta(days=10)).isoformat()
    body = {"until": until, "ground": "report PL0900"}
    ordered = world.call("POST", f"/purchases/{bought['id']}/hold-orders", Role.POLICE, json=body)
    assert ordered.status_code == 201, ordered.json
    return str(hit["id"])


def dossier(client: Any, hit_id: str, **sent: str) -> Any:
    return client.post(f"/dealer/claims/{hit_id}", data={"language": "nl", **sent})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            (
                "Dossier voor een schadeclaim",
                "Betaalde prijs",
                "€ 120,00",
                "€ 206,00",
                "€ 326,00",
                "Dat was op tijd.",
                "Dit was voor de registratie.",
                "Het goed is niet verkocht of teruggegeven.",
                "verzegeld",
                "SODA",
            ),
        ),
        (
            "en",
            (
                "Dossier of a claim",
                "Price paid",
                "€326.00",
                "That was in time.",
                "This was before the entry.",
                "They are sealed",
            ),
        ),
    ],
)
def test_it_tells_price_costs_good_faith_and_receipts_and_no_person(
    small_world: World, language: str, said: tuple[str, ...]
) -> None:
    hit_id = judged(small_world)
    client = signed_in(small_world)
    assert "Galaxy S23" in client.get("/dealer/claims/").text
    answer = dossier(client, hit_id, language=language)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = texts(answer.data)
    for told in said:
        assert told in words, words
    for never in (
        "Voorbeeld",
        "SPECI2014",
        "claim.paper",
        STOLEN_GOOD["report_number"],
        "Oudegracht 12a, 3511 AB Utrecht (NL) Jantje",
    ):
        assert str(never) not in words
    assert words.count('"signature"') == 3
    with small_world.register.database.read() as session:
        assert not list(reconcile.differences(session, verifiers(small_world.register.keys)))


def test_the_file_has_a_receipt_that_verifies_and_is_the_same_again(small_world: World) -> None:
    hit_id = judged(small_world)
    client = signed_in(small_world)
    first = dossier(client, hit_id).data
    small_world.clock.move(timedelta(minutes=10))
    assert dossier(client, hit_id).data == first
    page = client.get(f"/dealer/claims/{hit_id}").text
    found = re.search(r'href="(/dealer/claims/[^"]+/receipts/([0-9a-f]{64}))"', page)
    assert found is not None
    assert found[2] == sha256(first).hexdigest()
    receipt = client.get(found[1])
    assert receipt.json["statement"]["kind"] == "claim-dossier"
    verified = client.post("/verify", data={"receipt": receipt.text})
    assert 'class="answer not_listed"' in verified.text
    assert "dossier van een schadeclaim" in verified.text
    with small_world.register.database.read() as session:
        names = session.scalars(select(AuditEvent.name)).all()
    assert (names.count("dor:claim:make"), names.count("dor:claim:export")) == (1, 2)


def test_the_seller_is_in_it_only_when_the_dealer_opens_it_and_that_is_recorded(
    small_world: World,
) -> None:
    hit_id = judged(small_world)
    client = signed_in(small_world)
    words = texts(dossier(client, hit_id, seller="yes").data)
    assert "Jantje Voorbeeld" in words
    assert "SPECI2014" not in words
    with small_world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "dor:seller:consult")
        ).all()
    assert [json.loads(leaf)["purpose"] for leaf in leaves] == ["claim"]


@pytest.mark.parametrize("judgement", ["rejected", "unsure"])
def test_there_is_none_for_a_hit_that_is_not_confirmed(small_world: World, judgement: str) -> None:
    hit_id = judged(small_world, judgement)
    client = signed_in(small_world)
    assert "niets te verhalen" in client.get("/dealer/claims/").text
    assert client.get(f"/dealer/claims/{hit_id}").status_code == 404
    assert dossier(client, hit_id).status_code == 404


def test_a_hit_stands_confirmed_since_it_was_last_said_otherwise(world: World) -> None:
    judged(world)
    ours = Actor(Role.DEALER, world.dealer)

    def since() -> list[datetime]:
        with world.register.database.read() as session:
            return [claim["confirmed_at"] for claim in claims.index(session, ours)]

    first = world.clock()
    assert since() == [first]
    for judgement, expected in (
        ("confirmed", [first]),
        ("rejected", []),
        ("confirmed", [first + timedelta(hours=3)]),
        ("confirmed", [first + timedelta(hours=3)]),
    ):
        world.clock.move(timedelta(hours=1))
        (hit,) = world.hits()
        body = {"judgement": judgement, "note": "looked at again"}
        judged_anew = world.call("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json=body)
        assert judged_anew.status_code == 200
        assert since() == expected


def test_there_is_none_for_the_purchase_of_another(small_world: World) -> None:
    hit_id = judged(small_world)
    other = Actor(Role.DEALER, small_world.new_dealer(kvk_number="00234567"))
    with small_world.register.database.read() as session:
        assert claims.index(session, other) == []
        with pytest.raises(NotFound):
            claims.told(
                session,
                other,
                small_world.clock(),
                hit_id=UUID(hit_id),
                keys=small_world.register.keys,
            )


@pytest.mark.parametrize("sent", [{"language": "fr"}, {"seller": "perhaps"}, {"more": "1"}])
def test_a_bad_form_makes_no_dossier(small_world: World, sent: dict[str, str]) -> None:
    hit_id = judged(small_world)
    client = signed_in(small_world)
    assert dossier(client, hit_id, **sent).status_code == 422


def test_the_fixed_costs_are_those_of_the_day_and_place() -> None:
    at = datetime(2026, 6, 15, tzinfo=UTC)
    costs = fixed_costs("GM0344", at)
    assert costs is not None
    assert (costs.amount, costs.currency) == (Decimal("206.00"), "EUR")
    assert "SODA" in costs.source
    assert fixed_costs("BQ-BO", at) is None
    table = "jurisdiction,amount,currency,from,standing,source,checked\n"
    (later,) = read_costs(f"{table}nl,250.00,EUR,2027-01-01,public,x,2026-11-23".splitlines())
    assert later.since == date(2027, 1, 1)


@pytest.mark.parametrize(
    "line", ["nl,a lot,EUR,,public,x,", "xx,1,EUR,,public,x,", "nl,1,EUR,,public,,"]
)
def test_a_spoiled_table_of_costs_is_refused(line: str) -> None:
    with pytest.raises(BadCosts, match="line 2"):
        read_costs(
            f"jurisdiction,amount,currency,from,standing,source,checked\n{line}".splitlines()
        )
