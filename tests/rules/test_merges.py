"""Two reports of one theft: merged, no purchase missed, nothing deleted, parted again."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from registry.access.actors import Actor, Role
from registry.errors import Conflict, Invalid
from registry.followers.loop import catch_up
from registry.rules import good_file, merges, stolen_goods
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.world import World, item, purchase, stolen_good

OFFICER = Actor(Role.POLICE, "anna")
ONE, OTHER = "5CD1234XYZ", "9QQ8877AAB"


def merge(world: World, good: Any, into: Any) -> dict[str, Any]:
    with world.register.database.write() as session:
        return merges.merge(
            session,
            OFFICER,
            world.clock(),
            good_id=UUID(good["id"]),
            into_id=UUID(into["id"]),
            reason="same theft",
        )


def part(world: World, good: Any) -> dict[str, Any]:
    with world.register.database.write() as session:
        return merges.part(
            session, OFFICER, world.clock(), good_id=UUID(good["id"]), reason="mistaken"
        )


def statuses(world: World, good: Any) -> list[str]:
    return sorted(h["status"] for h in world.hits() if h["stolen_good"]["id"] == good["id"])


def test_a_merge_misses_no_purchase_and_can_be_undone(world: World) -> None:
    kept, double = (
        world.lose(stolen_good(item=item(ONE))),
        world.lose(stolen_good(item=item(OTHER, colour="red"))),
    )
    before = world.buy(purchase(item=item(OTHER)))
    assert statuses(world, double) == ["new"]

    merged = merge(world, double, kept)
    assert (merged["status"], str(merged["merged_into"])) == ("merged", kept["id"])
    assert statuses(world, double) == ["withdrawn"]
    (hit,) = [h for h in world.hits() if h["status"] == "new"]
    assert hit["stolen_good"]["id"] == kept["id"]
    assert hit["purchase"]["id"] == before["id"]
    united = world.call("GET", f"/stolen-goods/{kept['id']}", Role.POLICE).json["item"]
    assert [n["value"] for n in united["identifiers"]] == [ONE, OTHER]
    assert united["colour"] == "red"

    world.buy(purchase(item=item(OTHER)))
    catch_up(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    assert statuses(world, kept) == ["new", "new"]

    assert part(world, double)["status"] == "listed"
    catch_up(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)
    assert statuses(world, double) == ["new", "new"]
    assert statuses(world, kept) == ["withdrawn", "withdrawn"]
    back = world.call("GET", f"/stolen-goods/{kept['id']}", Role.POLICE).json
    assert [n["value"] for n in back["item"]["identifiers"]] == [ONE]
    with world.register.database.write() as session:
        file = good_file.show(
            session, OFFICER, world.clock(), good_id=UUID(double["id"]), doubles={}
        )
    assert [v.status for v in file["versions"]] == ["listed", "merged", "listed"]


def test_of_two_merges_into_each_other_one_is_made(world: World) -> None:
    one, other = world.lose(), world.lose()
    world.buy()

    def attempt(pair: tuple[Any, Any]) -> str:
        try:
            return str(merge(world, *pair)["status"])
        except Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(attempt, [(one, other), (other, one)]))
    assert told == ["already_withdrawn", "merged"]
    assert sorted(hit["status"] for hit in world.hits()) == ["new", "withdrawn"]


def test_what_was_changed_since_stays_when_a_merge_is_undone(small_world: World) -> None:
    kept = small_world.lose(stolen_good(item=item(ONE)))
    double = small_world.lose(stolen_good(item=item(OTHER)))
    merge(small_world, double, kept)
    small_world.call("PATCH", f"/stolen-goods/{kept['id']}", Role.POLICE, json={"place": "Delft"})
    part(small_world, double)
    now = small_world.call("GET", f"/stolen-goods/{kept['id']}", Role.POLICE).json
    assert (now["place"], len(now["item"]["identifiers"])) == ("Delft", 2)


def test_a_confirmed_hit_is_not_merged_away(small_world: World) -> None:
    kept, double = small_world.lose(), small_world.lose()
    small_world.buy()
    hits = {h["stolen_good"]["id"]: h["id"] for h in small_world.hits()}

    def confirm(good: Any) -> None:
        path = f"/hits/{hits[good['id']]}/judgement"
        small_world.call("POST", path, Role.POLICE, json={"judgement": "confirmed"})

    confirm(double)
    with pytest.raises(Conflict, match="merge_would_close_hit"):
        merge(small_world, double, kept)
    assert statuses(small_world, double) == ["confirmed"]
    confirm(kept)
    merge(small_world, double, kept)
    assert statuses(small_world, kept) == ["confirmed"]
    with small_world.register.database.read() as session:
        (found, hit) = merges.counterpart(
            session, UUID(double["id"]), UUID(small_world.hits()[0]["purchase"]["id"])
        )
    assert (str(found), str(hit)) == (kept["id"], hits[kept["id"]])


def test_only_listed_reports_are_merged_and_only_merged_ones_parted(small_world: World) -> None:
    kept, double, third = (small_world.lose() for _ in range(3))
    with pytest.raises(Invalid):
        merge(small_world, kept, kept)
    with pytest.raises(Conflict, match="not_merged"):
        part(small_world, double)
    merge(small_world, double, kept)
    for good, into in ((double, third), (third, double)):
        with pytest.raises(Conflict, match="already_withdrawn"):
            merge(small_world, good, into)
    withdrawn = small_world.call(
        "POST", f"/stolen-goods/{double['id']}/withdrawal", Role.POLICE, json={"reason": "found"}
    )
    assert withdrawn.status_code == 409


def test_doubles_are_found_by_report_and_by_number(small_world: World) -> None:
    first = small_world.lose(stolen_good(item=item(ONE), report_number="PL1"))
    same_report = small_world.lose(stolen_good(item=item(OTHER), report_number="PL1"))
    same_number = small_world.lose(stolen_good(item=item(ONE), report_number="PL2"))
    near = small_world.lose(stolen_good(item=item("5CD1243XYZ"), report_number="PL3"))
    with small_world.register.fresh_desk() as session:
        good = stolen_goods.as_of(session, UUID(first["id"]))
        found = merges.candidates(session, small_world.register.desk, good)
    assert {str(id_): why for id_, why in found.items()} == {
        same_report["id"]: ["same_report"],
        same_number["id"]: ["same_number"],
    }
    assert near["id"] not in map(str, found)
