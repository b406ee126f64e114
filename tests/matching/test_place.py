"""What it is worth that goods were bought where they were stolen."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching import Decision, Identifier, Item, Profile, decide, load_profile
from matching.likelihood.goods import Goods

PROFILE = load_profile()
CITY, TOWN, VILLAGE = "GM0363", "GM0344", "GM0088"
places = st.sampled_from((CITY, TOWN, VILLAGE, None))


def bicycle(place: str | None) -> Item:
    return Item("bicycle", "Gazelle", identifiers=(Identifier(None, "GZ1234568"),), place=place)


def weighed(stolen: str | None, bought: str | None, profile: Profile = PROFILE) -> Decision:
    found = decide(bicycle(stolen), bicycle(bought), profile)
    assert found is not None
    return found


def bits_of_place(decision: Decision) -> float | None:
    return next((piece.bits for piece in decision.evidence if piece.feature == "place"), None)


def counted(stolen: Iterable[str]) -> Profile:
    """Return the profile of a register with thefts in these places."""
    return replace(PROFILE, name="places", goods=Goods.of(map(bicycle, stolen), {}))


@given(places, places)
def test_the_same_place_never_lowers_and_another_never_raises(
    stolen: str | None, bought: str | None
) -> None:
    bits = bits_of_place(weighed(stolen, bought))
    if stolen is None or bought is None:
        assert bits is None
    else:
        assert bits is not None
        assert bits > 0 if stolen == bought else bits < 0


def test_a_place_with_many_thefts_tells_less() -> None:
    profile = counted([CITY] * 900 + [TOWN] * 100)
    city, town, village = (weighed(p, p, profile) for p in (CITY, TOWN, VILLAGE))
    told = [bits_of_place(decision) or 0.0 for decision in (city, town, village)]
    assert told == sorted(told)
    assert told[0] == 0  # Where nearly all goods are from, no place tells anything.
    assert told[2] == PROFILE.descriptions["place"]["at_most"]
    assert bits_of_place(weighed(CITY, TOWN, profile)) == 0


def test_a_profile_from_before_weighs_no_place() -> None:
    weights = {name: one for name, one in PROFILE.descriptions.items() if name != "place"}
    kept = replace(PROFILE, descriptions=weights)
    assert weighed(TOWN, TOWN, kept).evidence == weighed(None, None).evidence


def test_it_is_said_in_both_languages() -> None:
    (text,) = [p.text for p in weighed(TOWN, CITY).evidence if p.feature == "place"]
    assert text["nl"] == "Gekocht in een andere gemeente dan waar het werd gestolen."
    assert text["en"] == "Bought in another municipality than where it was stolen."
