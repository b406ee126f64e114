"""The law as it stands in registry/data/jurisdictions, read once and refused when spoiled."""

import csv
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError

from registry.law.in_force import InForce, Jurisdictions, Ordinance
from registry.law.places import UnknownPlace, country_of
from registry.law.profile import Profile, Provenance
from registry.law.profile_schema import (
    InForceSchema,
    OrdinanceSchema,
    ProfileSchema,
    local_value,
)


class SpoiledData(ValueError):
    """The data of the law are not of the form they must have; says which file and why."""


@cache
def jurisdictions() -> Jurisdictions:
    """Return the law as it comes with the register."""
    return load(files("registry") / "data" / "jurisdictions")


def load(folder: Traversable) -> Jurisdictions:
    """Return the law that a folder holds: profiles (TOML), in_force.csv and ordinances.csv.

    Raises SpoiledData when a file is not of its form, or one contradicts another.
    """
    profiles = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            profile = _profile(file)
            profiles[profile.name] = profile
    lines = [InForce(**row) for row in _rows(folder / "in_force.csv", InForceSchema())]
    ordinances = [_ordinance(row) for row in _rows(folder / "ordinances.csv", OrdinanceSchema())]
    _agree(profiles, lines, ordinances)
    return Jurisdictions(profiles, lines, ordinances)


def _profile(file: Traversable) -> Profile:
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        data = ProfileSchema().load(_with_texts(raw))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SpoiledData(f"{file.name}: {error}") from error
    if file.name != f"{data['name']}.toml":
        raise SpoiledData(f"{file.name}: holds the profile {data['name']}")
    terms = data["terms"]
    values: dict[str, Any] = {
        name: tuple(term["value"]) if isinstance(term["value"], list) else term["value"]
        for name, term in terms.items()
    }
    return Profile(
        name=data["name"],
        title=data["title"],
        zone=ZoneInfo(data["time_zone"]),
        authority=data["authority"],
        rules=tuple(data["rules"]),
        local=frozenset(data["local"]),
        provenance=MappingProxyType(
            {
                name: Provenance(term["standing"], term["source"], term["checked"])
                for name, term in terms.items()
            }
        ),
        **values,
    )


def _with_texts(raw: Any) -> Any:
    """Write the days of a TOML document as texts, as a schema expects them."""
    if isinstance(raw, Mapping):
        return {key: _with_texts(value) for key, value in raw.items()}
    return raw.isoformat() if isinstance(raw, date) else raw


def _rows(file: Traversable, schema: Schema) -> list[dict[str, Any]]:
    lines = csv.DictReader(StringIO(file.read_text(encoding="utf-8"), newline=""))
    rows: list[dict[str, Any]] = [{**row, "from": row.get("from") or None} for row in lines]
    try:
        return [dict(row) for row in schema.load(rows, many=True)]
    except ValidationError as error:
        raise SpoiledData(f"{file.name}: {error}") from error


def _ordinance(row: Mapping[str, Any]) -> Ordinance:
    place, term = row["place"], row["term"]
    try:
        country_of(place)
        value = local_value(term, row["value"])
    except (UnknownPlace, ValidationError) as error:
        raise SpoiledData(f"ordinances.csv: {place}, {term}: {error}") from error
    told = Provenance("public", row["source"], row["checked"], place)
    value = tuple(value) if isinstance(value, list) else value
    return Ordinance(place, term, value, row["since"], told)


def _agree(
    profiles: Mapping[str, Profile], lines: list[InForce], ordinances: list[Ordinance]
) -> None:
    if unknown := {line.profile for line in lines} - set(profiles):
        raise SpoiledData(f"in_force.csv: no such profile: {', '.join(sorted(unknown))}")
    starts = [(line.country, line.since) for line in lines]
    if len(set(starts)) < len(starts):
        raise SpoiledData("in_force.csv: two profiles of a country from the same day")
    keys = [(line.place, line.term, line.since) for line in ordinances]
    if len(set(keys)) < len(keys):
        raise SpoiledData("ordinances.csv: a term of a place is set twice from the same day")
    settable = frozenset().union(*(profile.local for profile in profiles.values()))
    if alien := {line.term for line in ordinances} - settable:
        raise SpoiledData(f"ordinances.csv: no ordinance may set {', '.join(sorted(alien))}")
