"""Descriptions, marks and colours of goods, in Dutch, composed from phrases."""

import re
from functools import cache
from random import Random
from typing import Any

from registry.demo.draw import chance, document
from registry.demo.numbers import fill

_SLOT = re.compile(r"\{([a-z_]+)\}")


def description(entry: str, rng: Random) -> str:
    """Return a short Dutch description of goods of this entry of the table.

    An entry is a category, or a part of one, such as "bicycle.electric", which says only what
    differs from the category.
    """
    return _phrase(entry, rng.choice(_words(entry)["descriptions"]), rng)


def marks(entry: str, rng: Random) -> str:
    """Return what marks one piece of such goods out: an inscription, a sticker, a scratch."""
    return _phrase(entry, rng.choice(_words(entry)["marks"]), rng)


def colour(entry: str, rng: Random) -> str:
    """Return a colour that such goods have, in Dutch."""
    word: str = rng.choice(_words(entry)["colours"])
    return word


def retold(text: str, rng: Random) -> str:
    """Return a description as somebody else gives it: in another order, sometimes less of it."""
    facts = text.split(", ")
    rng.shuffle(facts)
    kept = facts[:-1] if len(facts) > 1 and chance(rng, 0.3) else facts
    return ", ".join(kept)


@cache
def _words(entry: str) -> Any:
    table = document("wording")
    layers = [table["*"], table[entry.partition(".")[0]], table[entry]]
    words: dict[str, Any] = {}
    for layer in layers:
        slots = words.get("slots", {}) | layer.get("slots", {})
        words |= {**layer, "slots": slots}
    return words


def _phrase(entry: str, template: str, rng: Random) -> str:
    slots = _words(entry)["slots"]

    def word(slot: re.Match[str]) -> str:
        chosen: str = rng.choice(slots[slot[1]])
        return fill(chosen[1:], rng) if chosen.startswith("=") else _SLOT.sub(word, chosen)

    return _SLOT.sub(word, template)
