"""Goods without a number: matched by what only they have, whichever came first."""

from typing import Any

import pytest

from registry.followers.loop import catch_up
from tests.faults.brute_force import pairs_by_brute_force, pairs_on_the_desk
from tests.world import World, item, purchase, stolen_good

RING = {"category": "jewellery", "description": "gouden ring 18 karaat, gravure 'Anna 12-06-1998'"}
SAME_RING = {"category": "jewellery", "description": "ring goud, inscriptie Anna 12-06-1998"}
OTHER_RING = {"category": "jewellery", "description": "gouden ring 18 karaat, gravure 'Piet 2001'"}
BICYCLE = {"category": "bicycle", "brand": "Gazelle", "model": "Orange C8", "colour": "zwart"}
WITH_NUMBER = {**BICYCLE, "identifiers": [{"value": "GZ4417093"}]}
WITH_PART = {**BICYCLE, "description": "van het framenummer is alleen 417093 leesbaar"}
ALIKE = {**BICYCLE, "description": "damesfiets 53 cm"}


@pytest.mark.parametrize("report_first", [True, False])
@pytest.mark.parametrize(
    ("stolen", "bought", "feature"),
    [
        (RING, SAME_RING, "mark"),
        (RING, OTHER_RING, None),
        (WITH_NUMBER, WITH_PART, "part_of_number"),
        (WITH_PART, WITH_NUMBER, "part_of_number"),
        (ALIKE, ALIKE, None),
    ],
)
def test_a_hit_by_description(
    world: World,
    stolen: dict[str, Any],
    bought: dict[str, Any],
    feature: str | None,
    report_first: bool,
) -> None:
    steps = [
        lambda: world.lose(stolen_good(item=stolen)),
        lambda: world.buy(purchase(item=bought)),
    ]
    for step in steps if report_first else reversed(steps):
        step()
    features = [hit["evidence"][0]["feature"] for hit in world.hits()]
    assert features == ([feature] if feature else [])
    catch_up(world.register)
    assert pairs_on_the_desk(world.register) == pairs_by_brute_force(world.register)


def test_a_purchase_before_the_theft_is_no_hit_of_an_inscription(world: World) -> None:
    world.buy(purchase(item=SAME_RING, acquired_at="2026-05-01T11:00:00+02:00"))
    world.lose(stolen_good(item=RING))
    assert world.hits() == []


def check(world: World, identifier: str) -> tuple[str, str | None]:
    """Return the outcome of a theft check, and the reason if there is one."""
    answer = world.call("POST", "/checks", json={"identifier": identifier, "category": "bicycle"})
    assert answer.status_code == 200, answer.json
    return answer.json["outcome"], answer.json["reason"]


def test_a_part_that_too_many_numbers_have_is_said_to_be_one(world: World) -> None:
    for n in range(201):
        world.lose(stolen_good(item=item(f"QX{n:03d}440917", category="bicycle")))
    assert check(world, "440917") == ("not_checkable", "too_usual")
    assert check(world, "440918") == ("not_listed", None)
    assert check(world, "QX100440917") == ("listed", None)
