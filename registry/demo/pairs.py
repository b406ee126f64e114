"""Pairs: which stolen goods turn up at a dealer, when, and what is typed there.

A near miss is the opposite of a pair: an honest item whose number lies beside a stolen one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from registry.demo.draw import chance
from registry.demo.families import Family, kin
from registry.demo.handwriting import bare, plain
from registry.demo.items import ATTEMPTS, identifier, new_item
from registry.demo.moments import open_hours, read
from registry.demo.slips import neighbour, slip, two_slips
from registry.demo.wording import retold

Kind = Literal["clean", "exact", "slip", "two_slips", "near_miss", "no_number"]

PLAN: Mapping[Kind, int] = {
    "exact": 12,
    "slip": 15,
    "two_slips": 6,
    "near_miss": 25,
    "no_number": 5,
}
SHORTEST: Mapping[Kind, int] = {"exact": 6, "slip": 6, "two_slips": 8, "near_miss": 6}
FRESH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Turn:
    """An item that turns up at a dealer: of which kind, when, beside or as which stolen good."""

    kind: Kind
    at: datetime
    item: dict[str, Any]
    family: Family
    stolen: int


def turns(
    rng: Random,
    stolen: Sequence[Mapping[str, Any]],
    taken: set[str],
    *,
    start: datetime,
    now: datetime,
    plan: Mapping[Kind, int] = PLAN,
) -> list[Turn]:
    """Return as many turns of each kind as `plan` says, or fewer if too few goods suit.

    No stolen good is used twice; fresh ones come first. One turn in three, where the times of
    the goods allow it, lies between theft and report. `taken` holds the numbers in use, as
    handwriting.plain gives them; a number that is mistyped is never one of those.
    """
    order = list(range(len(stolen)))
    rng.shuffle(order)
    fresh = [_theft(stolen[index]) > now - FRESH for index in order]
    # A stable sort keeps the shuffled order among the fresh and among the others.
    pool = [index for _, index in sorted(zip(fresh, order, strict=True), key=lambda p: not p[0])]
    found: list[Turn] = []
    for kind, wanted in plan.items():
        for number in range(wanted):
            turn = _first(rng, kind, stolen, pool, taken, start, now, early=number % 3 == 0)
            if turn is None:
                break
            pool.remove(turn.stolen)
            found.append(turn)
    return found


def _first(
    rng: Random,
    kind: Kind,
    stolen: Sequence[Mapping[str, Any]],
    pool: Sequence[int],
    taken: set[str],
    start: datetime,
    now: datetime,
    *,
    early: bool,
) -> Turn | None:
    for before_report in (True, False) if early else (False, True):
        for index in pool:
            good = stolen[index]
            if not _suits(kind, good["item"]):
                continue
            at = _moment(rng, good, start, now, before_report=before_report)
            if at is not None:
                item, family = _found(rng, kind, good["item"], taken)
                return Turn(kind, at, item, family, index)
    return None


def _moment(
    rng: Random, good: Mapping[str, Any], start: datetime, now: datetime, *, before_report: bool
) -> datetime | None:
    reported = read(good["reported_at"])
    if before_report:
        low, high = _theft(good) + timedelta(hours=1), reported - timedelta(hours=1)
    else:
        low, high = reported + timedelta(minutes=30), now
    return open_hours(rng, max(low, start), min(high, now))


def _theft(good: Mapping[str, Any]) -> datetime:
    return read(good["stolen_at"] if "stolen_at" in good else good["stolen_between"][1])


def _suits(kind: Kind, item: Mapping[str, Any]) -> bool:
    numbers = item.get("identifiers", ())
    if kind == "no_number":
        # An inscription with a year tells one piece from all others; a scratch does not.
        return not numbers and any(map(str.isdecimal, item.get("marks", "")))
    if not numbers:
        return False
    value = numbers[0]["value"]
    number = bare(value)
    if len(number) < SHORTEST[kind]:
        return False
    if kind == "exact":
        return number == plain(value)
    return kind != "near_miss" or (number[-4:].isdecimal() and any(_dense(item)))


def _dense(item: Mapping[str, Any]) -> Iterator[Family]:
    return (family for family in _kin(item) if family.dense)


def _kin(item: Mapping[str, Any]) -> tuple[Family, ...]:
    return kin(item["category"], item.get("brand"), item.get("model"))


def _found(
    rng: Random, kind: Kind, item: Mapping[str, Any], taken: set[str]
) -> tuple[dict[str, Any], Family]:
    if kind == "near_miss":
        family = next(_dense(item))
        honest = new_item(rng, family, taken, numbered=False)
        return {**honest, "identifiers": [_number(rng, kind, item, taken)]}, family
    # The dealer writes down what is seen, which is less than the owner knows.
    seen = {name: item[name] for name in ("category", "brand") if name in item}
    for name, probability in (("model", 0.8), ("colour", 0.85)):
        if name in item and chance(rng, probability):
            seen[name] = item[name]
    if kind == "no_number":
        seen["marks"] = item["marks"]
    else:
        seen["identifiers"] = [_number(rng, kind, item, taken)]
    if "description" in item and (kind == "no_number" or chance(rng, 0.7)):
        seen["description"] = retold(item["description"], rng)
    return seen, _kin(item)[0]


def _number(rng: Random, kind: Kind, item: Mapping[str, Any], taken: set[str]) -> dict[str, str]:
    first = item["identifiers"][0]
    number = bare(first["value"])
    read_as = number if kind == "exact" else _misread(rng, kind, number, taken)
    known_as = first.get("type") or _kin(item)[0].numbers[0].type
    return identifier(rng, known_as, read_as, prefixed=False)


def _misread(rng: Random, kind: Kind, number: str, taken: set[str]) -> str:
    for _ in range(ATTEMPTS):
        if kind == "slip":
            other = slip(number, rng)[0]
        else:
            other = two_slips(number, rng) if kind == "two_slips" else neighbour(number, rng)
        if plain(other) not in taken:
            taken.add(plain(other))
            return other
    raise ValueError(f"every number beside {number} is in use; ask for fewer stolen goods")
