"""Corrections, changes and withdrawals are versions: matched again, closed with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.access.actors import Actor, Role
from registry.followers.loop import catch_up
from registry.rules import purchases
from registry.tables import AuditEvent, HitVersion, PurchaseVersion
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.world import PURCHASE, World, item, purchase, stolen_good

NUMBER = "5CD1234XYZ"
SLIPPED = "5CD1243XYZ"
OTHER = "9QQ8877AAB"


def bought(world: World, number: str) -> Any:
    return world.buy(purchase(item=item(number)))


def lost(world: World, number: str) -> Any:
    return world.lose(stolen_good(item=item(number)))


def correct(world: World, entry: Any, **changes: Any) -> Any:
    body = {"reason": "typing error", **changes}
    path = f"/purchases/{entry['id']}/corrections"
    answer = world.call("POST", path, Role.DEALER, json=body)
    assert answer.status_code == 201, answer.json
    return answer.json


def change(world: World, good: Any, **changes: Any) -> Any:
    answer = world.call("PATCH", f"/stolen-goods/{good['id']}", Role.POLICE, json=changes)
    assert answer.status_code == 200, answer.json
    return answer.json


def withdraw(world: World, good: Any) -> Any:
    path = f"/stolen-goods/{good['id']}/withdrawal"
    answer = world.call("POST", path, Role.POLICE, json={"reason": "found"})
    assert answer.status_code == 200, answer.json
    return answer.json


def judge(world: World, judgement: str) -> Any:
    (hit,) = world.hits()
    path = f"/hits/{hit['id']}/judgement"
    answer = world.call("POST", path, Role.POLICE, json={"judgement": judgement})
    assert answer.status_code == 200
    return answer.json


def only_hit(world: World) -> Any:
    catch_up(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    (hit,) = world.hits()
    return hit


def test_a_correction_finds_what_the_typing_error_hid(world: World) -> None:
    lost(world, NUMBER)
    entry = bought(world, OTHER)
    assert world.hits() == []
    corrected = correct(world, entry, item=item(NUMBER))
    assert (corrected["version"], corrected["match"]["outcome"]) == (2, "listed")
    assert corrected["sequence_number"] == entry["sequence_number"]
    assert only_hit(world)["purchase"]["version"] == 2
    with world.register.database.read() as session:
        first = session.get_one(PurchaseVersion, (_uuid(entry), 1))
    assert first.item["identifiers"] == [{"value": OTHER}], "the old version stays"


def test_a_correction_closes_what_it_took_away(world: World) -> None:
    lost(world, NUMBER)
    entry = bought(world, NUMBER)
    corrected = correct(world, entry, item=item(OTHER))
    assert corrected["match"]["outcome"] == "none"
    hit = only_hit(world)
    assert (hit["status"], hit["note"]) == ("withdrawn", "no_longer_matches")
    correct(world, entry, payment="bank")
    assert only_hit(world) == hit, "what is closed is closed once"


def test_a_withdrawal_closes_and_never_deletes(world: World) -> None:
    good = lost(world, NUMBER)
    bought(world, NUMBER)
    assert withdraw(world, good)["status"] == "withdrawn"
    hit = only_hit(world)
    assert (hit["status"], hit["note"]) == ("withdrawn", "good_withdrawn")
    again = world.call(
        "POST", f"/stolen-goods/{good['id']}/withdrawal", Role.POLICE, json={"reason": "again"}
    )
    assert (again.status_code, again.json["code"]) == (409, "already_withdrawn")
    checked = world.call("POST", "/checks", json={"identifier": NUMBER})
    assert checked.json["outcome"] == "not_listed"


def test_a_changed_report_is_matched_again(world: World) -> None:
    good = lost(world, OTHER)
    bought(world, NUMBER)
    assert world.hits() == []
    changed = change(world, good, item=item(NUMBER))
    assert changed["version"] == 2
    assert only_hit(world)["stolen_good"]["version"] == 2
    change(world, good, item=item(OTHER))
    assert only_hit(world)["status"] == "withdrawn"
    change(world, good, item=item(NUMBER))
    assert only_hit(world)["status"] == "new"


def test_a_rejection_holds_until_there_is_more_evidence(world: World) -> None:
    good = lost(world, NUMBER)
    entry = bought(world, SLIPPED)
    judge(world, "rejected")
    change(world, good, place="Utrecht")
    assert only_hit(world)["status"] == "rejected", "nothing new speaks for it"
    change(world, good, item=item(OTHER))
    assert only_hit(world)["status"] == "withdrawn"
    change(world, good, item=item(NUMBER))
    assert only_hit(world)["status"] == "rejected", "it came back as it was judged"
    correct(world, entry, item=item(NUMBER))
    assert only_hit(world)["status"] == "new", "now the numbers are equal"


def test_a_rejection_hides_no_other_pair(world: World) -> None:
    lost(world, NUMBER)
    bought(world, NUMBER)
    judge(world, "rejected")
    bought(world, NUMBER)
    assert [hit["status"] for hit in world.hits(status="new")] == ["new"]


def test_a_confirmed_hit_stays_confirmed(world: World) -> None:
    good = lost(world, NUMBER)
    bought(world, NUMBER)
    judge(world, "confirmed")
    change(world, good, place="Utrecht")
    assert only_hit(world)["status"] == "confirmed"


def test_a_dealer_takes_no_confirmed_hit_from_the_police(world: World) -> None:
    lost(world, NUMBER)
    entry = bought(world, NUMBER)
    judge(world, "confirmed")
    assert correct(world, entry, item=item(OTHER))["match"]["outcome"] == "listed"
    catch_up(world.register)
    (hit,) = world.hits()
    assert (hit["status"], hit["note"]) == ("confirmed", "no_longer_matches")
    assert (hit["purchase"]["version"], hit["verdict"], hit["evidence"]) == (2, "none", [])
    seen = world.call("GET", f"/purchases/{entry['id']}", Role.POLICE)
    assert seen.status_code == 200, "no purpose need be stated for what is hit"
    assert judge(world, "unsure")["status"] == "unsure"
    judge(world, "confirmed")
    correct(world, entry, item=item(NUMBER))
    hit = only_hit(world)
    assert (hit["status"], hit["verdict"], hit["note"]) == ("confirmed", "identical", None)


def test_a_hit_that_was_corrected_away_can_be_judged(world: World) -> None:
    lost(world, NUMBER)
    entry = bought(world, NUMBER)
    correct(world, entry, item=item(OTHER))
    assert only_hit(world)["status"] == "withdrawn"
    assert judge(world, "confirmed")["status"] == "confirmed"


def test_no_hit_on_a_withdrawn_good_is_judged(world: World) -> None:
    """Whatever closed the hit first."""
    good = lost(world, NUMBER)
    entry = bought(world, NUMBER)
    correct(world, entry, item=item(OTHER))
    withdraw(world, good)
    (hit,) = world.hits()
    path = f"/hits/{hit['id']}/judgement"
    answer = world.call("POST", path, Role.POLICE, json={"judgement": "confirmed"})
    assert (answer.status_code, answer.json["code"]) == (409, "hit_withdrawn")


def test_a_judgement_is_back_when_its_hit_is(world: World) -> None:
    good = lost(world, NUMBER)
    bought(world, NUMBER)
    judge(world, "unsure")
    change(world, good, item=item(OTHER))
    assert only_hit(world)["status"] == "withdrawn"
    change(world, good, item=item(NUMBER))
    assert only_hit(world)["status"] == "unsure"


def test_a_closed_hit_shows_the_comparison_that_closed_it(world: World) -> None:
    lost(world, NUMBER)
    entry = bought(world, NUMBER)
    (found,) = world.hits()
    correct(world, entry, item=item(OTHER))
    (closed,) = world.hits()
    assert (found["purchase"]["version"], closed["purchase"]["version"]) == (1, 2)
    assert found["evidence"]
    assert closed["evidence"] == []
    bits = closed["prior_bits"] + sum(e["bits"] for e in closed["evidence"])
    assert closed["p_item"] == pytest.approx(1 / (1 + 2**-bits))


def test_what_was_looked_for_too_early_closes_no_right_hit(world: World) -> None:
    """A correction whose matching ran before a good changed settles after it."""
    good = lost(world, OTHER)
    entry = bought(world, NUMBER)
    proposed_before_the_change = world.register.stolen_like({"item": entry["item"]})
    change(world, good, item=item(NUMBER))
    judge(world, "rejected")
    world.register.load_desk()
    with world.register.database.write() as session:
        purchases.correct(
            session,
            Actor(Role.DEALER, world.dealer),
            world.clock(),
            purchase_id=_uuid(entry),
            changes={"payment": "bank"},
            reason="typing error",
            keys=world.register.keys,
            like=proposed_before_the_change,
        )
    (hit,) = world.hits()
    assert (hit["status"], hit["version"], hit["purchase"]["version"]) == ("rejected", 3, 2)


def test_the_judgement_of_a_closed_hit_is_refused(world: World) -> None:
    good = lost(world, NUMBER)
    bought(world, NUMBER)
    withdraw(world, good)
    (hit,) = world.hits()
    answer = world.call(
        "POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json={"judgement": "confirmed"}
    )
    assert (answer.status_code, answer.json["code"]) == (409, "hit_withdrawn")


@pytest.mark.parametrize(
    "seen", ['"1"', '"7"', '"nonsense"', '"\xb2"', f'"{"1" * 5000}"', '"1", "7"', 'W/"2"', ""]
)
def test_who_saw_an_older_version_is_refused(world: World, seen: str) -> None:
    good = lost(world, NUMBER)
    entry = bought(world, NUMBER)
    change(world, good, place="Utrecht")
    correct(world, entry, payment="bank")
    judge(world, "unsure")
    (hit,) = world.hits()
    headers = {"If-Match": seen}
    calls: list[tuple[str, str, Role, dict[str, Any]]] = [
        ("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, {"judgement": "confirmed"}),
        ("PATCH", f"/stolen-goods/{good['id']}", Role.POLICE, {"place": "Zeist"}),
        ("POST", f"/stolen-goods/{good['id']}/withdrawal", Role.POLICE, {"reason": "found"}),
        (
            "POST",
            f"/purchases/{entry['id']}/corrections",
            Role.DEALER,
            {"reason": "x", "payment": "card"},
        ),
    ]
    for method, path, role, body in calls:
        answer = world.call(method, path, role, json=body, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (412, "changed_meanwhile"), path
    for path, role in (
        (f"/hits/{hit['id']}", Role.POLICE),
        (f"/stolen-goods/{good['id']}", Role.POLICE),
        (f"/purchases/{entry['id']}", Role.DEALER),
    ):
        found = world.call("GET", path, role)
        assert found.headers["ETag"] == f'"{found.json["version"]}"'


def test_who_names_several_versions_may_have_seen_any(world: World) -> None:
    good = lost(world, NUMBER)
    for seen in ('"7", "1"', "*"):
        path, headers = f"/stolen-goods/{good['id']}", {"If-Match": seen}
        answer = world.call("PATCH", path, Role.POLICE, json={"place": "Zeist"}, headers=headers)
        assert answer.status_code == 200, answer.json


def test_every_step_of_a_hit_has_its_event(world: World) -> None:
    good = lost(world, NUMBER)
    entry = bought(world, SLIPPED)
    judge(world, "rejected")
    correct(world, entry, item=item(NUMBER))
    withdraw(world, good)
    catch_up(world.register)
    with world.register.database.read() as session:
        names = session.scalars(
            select(AuditEvent.name)
            .where(AuditEvent.name.like("desk:hit:%"), AuditEvent.name != "desk:hit:consult")
            .order_by(AuditEvent.id)
        ).all()
        steps = session.scalar(select(func.count()).select_from(HitVersion))
    assert names == ["desk:hit:find", "desk:hit:judge", "desk:hit:reopen", "desk:hit:close"]
    assert steps == 4


def test_the_matcher_does_nothing_twice(world: World) -> None:
    lost(world, NUMBER)
    bought(world, NUMBER)
    catch_up(world.register)
    (before,) = world.hits()
    assert before["version"] == 1, "the request had found it; the matcher had nothing to add"
    with world.register.database.write() as session:
        from registry.tables import FollowerCursor

        session.get_one(FollowerCursor, "matcher").position = 0
    catch_up(world.register)
    assert world.hits() == [before]


def test_sequence_numbers_have_no_gaps(world: World) -> None:
    numbers = [world.buy()["sequence_number"] for _ in range(3)]
    refused = world.call(
        "POST",
        "/purchases",
        Role.DEALER,
        key="x",
        json={**PURCHASE, "acquired_at": "2027-01-01T00:00:00Z"},
    )
    assert refused.status_code == 422
    numbers.append(world.buy()["sequence_number"])
    assert numbers == [1, 2, 3, 4]


def test_lists_come_in_pages(world: World) -> None:
    ids = {world.buy()["id"] for _ in range(5)}
    world.lose()
    for path, role, count in (("/purchases", Role.DEALER, 5), ("/hits", Role.POLICE, 5)):
        found, query = [], {"limit": "2"}
        while True:
            page = world.call("GET", path, role, query_string=query).json
            assert len(page["items"]) <= 2
            found += [row["id"] for row in page["items"]]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        assert len(found) == len(set(found)) == count
    assert {row["id"] for row in world.call("GET", "/purchases", Role.DEALER).json["items"]} == ids


def test_the_desk_can_be_searched(world: World) -> None:
    elsewhere = world.new_dealer(municipality_code="GM0363")
    world.lose()
    world.buy()
    world.buy(subject=elsewhere)
    world.clock.move(timedelta(hours=1))
    assert len(world.hits()) == 2
    assert [h["dealer_id"] for h in world.hits(municipality="GM0363")] == [elsewhere]
    assert [h["dealer_id"] for h in world.hits(dealer=world.dealer)] == [world.dealer]
    assert world.hits(since=world.clock().isoformat()) == []
    assert world.hits(status="confirmed") == []


def _uuid(entry: Any) -> Any:
    from uuid import UUID

    return UUID(entry["id"])
