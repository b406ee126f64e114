"""Claims of hits: of two officers one wins, and a claim that nobody works on lapses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.errors import Conflict, NotFound
from registry.ids import new_id
from registry.rules import hit_claims, hit_desk
from registry.tables import AuditEvent
from tests.world import World

TERM = timedelta(minutes=60)
ANNA, BAS = Actor(Role.POLICE, "anna"), Actor(Role.POLICE, "bas")


def hit_of(world: World) -> UUID:
    world.lose()
    world.buy()
    return UUID(world.hits()[0]["id"])


def claim(world: World, officer: Actor, hit: UUID) -> str:
    """Claim a hit and return who was told to have it."""
    try:
        with world.register.database.write() as session:
            hit_claims.claim(session, officer, world.clock(), hit_id=hit, term=TERM)
    except Conflict as refused:
        return refused.code
    return "won"


def holder(world: World, hit: UUID) -> str | None:
    with world.register.database.read() as session:
        found = hit_claims.standing(session, world.clock(), [hit]).get(hit)
    return found.claimed_by if found else None


def writing(world: World) -> Any:
    return world.register.database.write()


def judge(world: World, officer: Actor, hit: UUID) -> None:
    with world.register.database.write() as session:
        hit_desk.judge(
            session, officer, world.clock(), hit_id=hit, judgement="confirmed", note=None
        )


def test_of_officers_who_claim_at_once_one_wins(world: World) -> None:
    hit = hit_of(world)
    officers = [Actor(Role.POLICE, f"officer-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda officer: claim(world, officer, hit), officers))
    assert sorted(told) == ["hit_claimed"] * 7 + ["won"]
    assert holder(world, hit) == officers[told.index("won")].subject
    with world.register.database.read() as session:
        taken = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "desk:hit-claim:take")
        ).all()
    assert len(taken) == 1


def test_a_hit_of_another_is_judged_only_after_it_is_taken_over(small_world: World) -> None:
    hit = hit_of(small_world)
    judge(small_world, BAS, hit)  # What nobody has claimed may be judged by all.
    assert claim(small_world, ANNA, hit) == "won"
    with pytest.raises(Conflict, match="hit_claimed"):
        judge(small_world, BAS, hit)
    answer = small_world.call(
        "POST", f"/hits/{hit}/judgement", Role.POLICE, json={"judgement": "rejected"}
    )
    assert (answer.status_code, answer.json["code"]) == (409, "hit_claimed")
    with small_world.register.database.write() as session:
        hit_claims.take_over(
            session, BAS, small_world.clock(), hit_id=hit, term=TERM, reason="Anna is ill"
        )
    judge(small_world, BAS, hit)
    with pytest.raises(Conflict, match="hit_claimed"):
        judge(small_world, ANNA, hit)
    with small_world.register.database.read() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.name == "desk:hit-claim:take-over")
        ).one()
    assert '"from":"anna"' in event.leaf
    assert "ill" not in event.leaf


def test_a_claim_lapses_unless_it_is_worked_on(small_world: World) -> None:
    hit = hit_of(small_world)
    claim(small_world, ANNA, hit)
    small_world.clock.move(timedelta(minutes=45))
    with small_world.register.database.write() as session:
        hit_claims.keep(session, BAS, small_world.clock(), hit_id=hit, term=TERM)
        kept = hit_claims.keep(session, ANNA, small_world.clock(), hit_id=hit, term=TERM)
    assert kept is not None
    assert kept.lapses_at == small_world.clock() + TERM
    small_world.clock.move(timedelta(minutes=59))
    assert claim(small_world, BAS, hit) == "hit_claimed"
    small_world.clock.move(timedelta(minutes=1))
    assert holder(small_world, hit) is None
    assert claim(small_world, BAS, hit) == "won"


def test_only_who_has_a_hit_releases_it(small_world: World) -> None:
    hit, now = hit_of(small_world), small_world.clock()
    with pytest.raises(Conflict, match="hit_not_claimed"), writing(small_world) as session:
        hit_claims.release(session, ANNA, now, hit_id=hit)
    claim(small_world, ANNA, hit)
    with pytest.raises(Conflict, match="hit_not_claimed"), writing(small_world) as session:
        hit_claims.release(session, BAS, now, hit_id=hit)
    with small_world.register.database.write() as session:
        hit_claims.release(session, ANNA, now, hit_id=hit)
    assert holder(small_world, hit) is None
    with pytest.raises(Conflict, match="hit_not_claimed"), writing(small_world) as session:
        hit_claims.take_over(session, BAS, now, hit_id=hit, term=TERM, reason="x")
    assert claim(small_world, BAS, hit) == "won"
    with pytest.raises(NotFound), writing(small_world) as session:
        hit_claims.claim(session, BAS, now, hit_id=new_id(), term=TERM)
