"""Profiles: the weights and the frozen statistics that a decision is made with. Data, not code.

A profile that was ever used is kept, so that any old hit can be computed again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

CURRENT = "plain-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One published set of weights.

    `share` is the share of purchases that are a listed stolen good and `register_size` how many
    are listed. `information` is the bits of a whole number by kind, at most; `character_bits`
    those of a character. `slips` are rates per number typed, `attributes` bits by comparison
    and outcome, `verdicts` the chances from which a verdict holds.
    """

    name: str
    share: float
    register_size: int
    character_bits: Mapping[str, float]
    information: Mapping[str, float]
    slips: Mapping[str, float]
    slip_kinds: Mapping[str, float]
    check_digit: Mapping[str, float]
    attributes: Mapping[str, Mapping[str, float]]
    verdicts: Mapping[str, float]
    compatible: frozenset[frozenset[str]]
    brand_aliases: Mapping[str, str]
    colours: Mapping[str, str]

    @property
    def prior_bits(self) -> float:
        """The log-odds, before any evidence, that a purchase is one given stolen good."""
        return round(log2(self.share / (1 - self.share) / self.register_size), 3)

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Profile":
        """Make a profile of its JSON form."""
        data = {name: value for name, value in wire.items() if name != "about"}
        pairs, colours = data.pop("compatible"), data.pop("colours")
        return cls(
            **data,
            compatible=frozenset(frozenset(pair) for pair in pairs),
            colours={word: colour for colour, words in colours.items() for word in words},
        )

    def to_wire(self) -> dict[str, Any]:
        """Return the profile in its JSON form."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        colours: dict[str, list[str]] = {}
        for word, colour in self.colours.items():
            colours.setdefault(colour, []).append(word)
        pairs = sorted(sorted(pair) for pair in self.compatible)
        return {**data, "compatible": pairs, "colours": colours}


@cache
def load_profile(name: str = CURRENT) -> Profile:
    """Return a shipped profile by its name. Raises FileNotFoundError for one that never was."""
    text = (files("matching") / "profiles" / f"{name}.json").read_text(encoding="utf-8")
    return Profile.from_wire(json.loads(text))
