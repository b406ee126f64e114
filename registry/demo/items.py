"""Items: goods with their numbers, description and marks, in the contract's `item` form."""

from random import Random
from typing import Any

from registry.demo.draw import chance
from registry.demo.families import Family, Shape, categories
from registry.demo.handwriting import plain, written
from registry.demo.numbers import fill
from registry.demo.wording import colour, description, marks

ATTEMPTS = 100


def new_item(
    rng: Random, family: Family, taken: set[str], *, numbered: bool | None = None
) -> dict[str, Any]:
    """Return an item of this family whose numbers are not in `taken`, and add them to it.

    `taken` holds numbers as handwriting.plain gives them. `numbered` forces a number on or off;
    a family without numbers has none whatever it says. A family whose ranges are used up is a
    ValueError.
    """
    if numbered is None:
        numbered = not chance(rng, categories()[family.category].numberless)
    identifiers = _identifiers(rng, family, taken) if numbered else []
    item: dict[str, Any] = {"category": family.category}
    if family.brand:
        item["brand"] = family.brand
    if family.models and chance(rng, 0.93):
        item["model"] = rng.choice(family.models)
    if chance(rng, 0.9):
        item["colour"] = colour(family.wording, rng)
    if identifiers:
        item["identifiers"] = identifiers
    if not identifiers or chance(rng, 0.7):
        item["description"] = description(family.wording, rng)
    if chance(rng, 0.15 if identifiers else 0.75):
        item["marks"] = marks(family.wording, rng)
    return item


def identifier(rng: Random, kind: str, value: str, *, prefixed: bool = True) -> dict[str, str]:
    """Return `value` as an identifier, typed by somebody; its type is sometimes left out."""
    typed = {"value": written(value, kind, rng, prefixed=prefixed)}
    return {"type": kind, **typed} if chance(rng, 0.75) else typed


def _identifiers(rng: Random, family: Family, taken: set[str]) -> list[dict[str, str]]:
    if not family.numbers:
        return []
    shapes = [rng.choice(family.numbers)]
    if family.also and chance(rng, 0.4):
        shapes.append(rng.choice(family.also))
        # A phone with two IMEIs may bear a serial number as well.
        if shapes[0] == shapes[1] and len(family.also) > 1 and chance(rng, 0.3):
            shapes.append(rng.choice(family.also[1:]))
    return [identifier(rng, shape.type, _unused(rng, shape, taken)) for shape in shapes]


def _unused(rng: Random, shape: Shape, taken: set[str]) -> str:
    for _ in range(ATTEMPTS):
        value = fill(shape.pattern, rng)
        if plain(value) not in taken:
            taken.add(plain(value))
            return value
    raise ValueError(f"the range {shape.pattern} is used up; ask for fewer goods")
