"""Profiles: published through the journal, kept, and applied to every pair."""

import pytest
from sqlalchemy import select

from matching import decide, load_profile
from registry.access.actors import Role
from registry.errors import NotFound
from registry.followers.loop import catch_up
from registry.rules import match_profiles
from registry.rules.held import item_of_good, item_of_purchase
from registry.rules.hit_steps import evaluation_of
from registry.tables import AuditEvent, HitVersion, PurchaseVersion, Rematch, StolenGoodVersion
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.rules.profiles import publish
from tests.world import World, item, purchase, stolen_good

STRICT, LENIENT = 1.1, 0.001
NUMBERS = ["5CD1234XYZ", "9QQ8877AAB", "7KK3355MMN"]


def test_a_new_profile_decides_every_pair_again(world: World) -> None:
    for number in NUMBERS:
        world.lose(stolen_good(item=item(number)))
        world.buy(purchase(item=item(number[:-2] + number[-1] + number[-2])))
    assert len(world.hits(status="new")) == len(NUMBERS)
    publish(world.register, possible=STRICT)
    catch_up(world.register)
    assert world.hits(status="new") == []
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register) == set()
    name = publish(world.register, possible=LENIENT)
    catch_up(world.register)
    found = world.hits(status="new")
    assert {hit["profile"] for hit in found} == {name}
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    assert len(found) == len(NUMBERS)


def test_what_is_entered_under_a_new_profile_is_decided_with_it(world: World) -> None:
    publish(world.register, possible=STRICT)
    world.lose(stolen_good(item=item(NUMBERS[0])))
    slipped = NUMBERS[0][:-2] + NUMBERS[0][-1] + NUMBERS[0][-2]
    assert world.buy(purchase(item=item(slipped)))["match"] == {"outcome": "none"}
    publish(world.register, possible=LENIENT)
    answer = world.buy(purchase(item=item(slipped)))
    assert answer["match"] == {"outcome": "under_review"}


def test_a_rejection_outlives_a_new_profile(world: World) -> None:
    world.lose(stolen_good(item=item(NUMBERS[0])))
    world.buy(purchase(item=item(NUMBERS[0])))
    (hit,) = world.hits()
    judged = world.call(
        "POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json={"judgement": "rejected"}
    )
    assert judged.status_code == 200
    for possible in (LENIENT, STRICT, LENIENT):
        publish(world.register, possible=possible)
        catch_up(world.register)
    (hit,) = world.hits()
    assert hit["status"] == "rejected"


def test_an_old_hit_is_computed_again_with_the_profile_that_made_it(world: World) -> None:
    world.lose(stolen_good(item=item(NUMBERS[0])))
    world.buy(purchase(item=item(NUMBERS[0])))
    for possible in (LENIENT, 0.01):
        publish(world.register, possible=possible)
        catch_up(world.register)
    with world.register.database.read() as session:
        versions = session.scalars(select(HitVersion).order_by(HitVersion.version)).all()
        good = session.scalars(select(StolenGoodVersion)).one()
        bought = session.scalars(select(PurchaseVersion)).one()
        assert len({version.evaluation["profile"] for version in versions}) == 3
        for version in versions:
            profile = match_profiles.kept(session, version.evaluation["profile"])
            decision = decide(item_of_good(good), item_of_purchase(bought), profile)
            assert decision is not None
            assert evaluation_of(decision) == version.evaluation
        with pytest.raises(NotFound):
            match_profiles.kept(session, "never-was")


def test_a_publication_is_recorded_and_read_back_as_it_was(world: World) -> None:
    first, second = (publish(world.register, possible=p) for p in (STRICT, LENIENT))
    shipped = load_profile()
    assert [first, second] == [f"{shipped.name}.1", f"{shipped.name}.2"]
    with world.register.database.read() as session:
        assert match_profiles.in_force(session).name == second
        assert match_profiles.kept(session, first).verdicts["possible"] == STRICT
        assert match_profiles.kept(session, shipped.name) is shipped
        names = session.scalars(select(AuditEvent.name).order_by(AuditEvent.id)).all()
    assert names.count("matching:profile:publish") == 2


def test_a_profile_overtaken_by_the_next_is_not_finished(world: World) -> None:
    world.buy(purchase(item=item(NUMBERS[0])))
    publish(world.register, possible=STRICT)
    publish(world.register, possible=LENIENT)
    catch_up(world.register)
    with world.register.database.read() as session:
        rows = session.scalars(select(Rematch)).all()
    assert [(row.compared, row.finished_at is not None) for row in rows] == [(1, True)]


def test_the_profiles_are_shown_with_their_weights(world: World) -> None:
    name = publish(world.register, possible=LENIENT)
    catch_up(world.register)
    for role, status in ((Role.POLICE, 200), (Role.ADMIN, 200), (Role.DEALER, 403)):
        answer = world.call("GET", "/match-profiles", role)
        assert answer.status_code == status
    shown = world.call("GET", "/match-profiles", Role.POLICE).json
    assert [profile["name"] for profile in shown["items"]] == [name, load_profile().name]
    newest = shown["items"][0]
    assert newest["weights"]["verdicts"]["possible"] == LENIENT
    assert newest["applied_at"] is not None
    assert {"number", "mark", "period"} <= {feature["name"] for feature in shown["features"]}
