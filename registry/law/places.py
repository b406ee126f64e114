"""Where a rule holds: a Dutch municipality, or an island of the Caribbean Netherlands.

A place is a CBS code such as GM0344, or the ISO 3166-2 code of an island: BQ-BO, BQ-SA, BQ-SE.
"""

import csv
from functools import cache
from importlib.resources import files

from registry.law.municipalities import municipality_names

NETHERLANDS, CARIBBEAN = "NL", "BQ"


class UnknownPlace(ValueError):
    """The code is that of no municipality and no island we know."""


@cache
def island_names() -> dict[str, str]:
    """Return the name of each island of the Caribbean Netherlands by its code."""
    text = (files("registry") / "data" / "islands.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def place_names() -> dict[str, str]:
    """Return the name of every place in which a dealer may be."""
    return {**municipality_names(), **island_names()}


def country_of(place: str) -> str:
    """Return NL for a municipality and BQ for an island; raise UnknownPlace for anything else."""
    if place in municipality_names():
        return NETHERLANDS
    if place in island_names():
        return CARIBBEAN
    raise UnknownPlace(place)
