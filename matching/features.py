"""Features: what each piece of evidence measures, as the functions that make it say themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import getdoc

from matching import weigh_descriptions, weigh_numbers, weigh_period, weigh_place
from matching.attribute_evidence import colour_evidence
from matching.weigh_names import Told

_MADE_BY: Mapping[str, Callable[..., object]] = {
    "number": weigh_numbers.compare,
    "other_number": weigh_numbers.others,
    "category": Told.pieces,
    "brand": Told.pieces,
    "model": Told.pieces,
    "colour": colour_evidence,
    "mark": weigh_descriptions.marks,
    "part_of_number": weigh_descriptions.part_of_number,
    "damage": weigh_descriptions.damage,
    "words": weigh_descriptions.words,
    "period": weigh_period.period,
    "place": weigh_place.place,
}


@dataclass(frozen=True, slots=True)
class Feature:
    """A piece of evidence by name, and what it measures with where its weights come from."""

    name: str
    measures: str


def features() -> tuple[Feature, ...]:
    """Return every feature that a decision can have."""
    return tuple(Feature(name, getdoc(made_by) or "") for name, made_by in _MADE_BY.items())
