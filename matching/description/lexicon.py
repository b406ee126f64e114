"""The lexicon: the lists of words that texts about goods are read with. Data, not code."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matching.description.text import squeezed


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists; every word is plain, as `text.plain` makes it.

    `brands` and `lines` go from a name of one or more words to the squeezed brand, `long_names`
    from those of more words to their words, `units` from a spelling to the unit and how many of it,
    `colours`, `damage` and `synonyms` from a word to the name of its group. `idioms` finds several
    words that tell no colour though one of them is a colour, such as `red-eye`.
    """

    brands: Mapping[str, str]
    lines: Mapping[str, str]
    long_names: Mapping[str, frozenset[str]]
    colours: Mapping[str, str]
    colour_codes: Mapping[str, str]
    shades: tuple[str, ...]
    close_colours: frozenset[frozenset[str]]
    idioms: re.Pattern[str]
    units: Mapping[str, tuple[str, float]]
    damage: Mapping[str, str]
    synonyms: Mapping[str, str]
    announcing: Mapping[str, frozenset[str]]
    small: frozenset[str]
    generic: frozenset[str]
    longest_brand: int

    def joined_idioms(self, text: str) -> str:
        """Return plain text with each idiom made one word."""
        return self.idioms.sub(lambda idiom: squeezed(idiom[0]), text)


@cache
def lexicon() -> Lexicon:
    """Return the lists that come with this package."""
    brands, colours, units = _data("brands"), _data("colours"), _data("units")
    names = {name: brand for brand, more in brands["names"].items() for name in (brand, *more)}
    lines = _turned(brands["lines"])
    return Lexicon(
        brands=names,
        lines=lines,
        long_names={n: frozenset(n.split()) for n in (*names, *lines) if " " in n},
        colours=_turned(colours["words"]) | colours["abbreviations"],
        colour_codes=colours["codes"],
        shades=tuple(sorted(colours["shades"], key=len, reverse=True)),
        close_colours=frozenset(frozenset(pair) for pair in colours["close"]),
        idioms=re.compile(
            "|".join(rf"\b{idiom.replace(' ', '[- ]')}\b" for idiom in colours["idioms"])
        ),
        units={
            spelling: (unit, float(factor))
            for unit, spellings in units.items()
            for spelling, factor in spellings.items()
        },
        damage=_turned(_data("damage")),
        synonyms=_turned(_data("synonyms")),
        announcing={what: frozenset(words) for what, words in _data("announcing").items()},
        small=frozenset(_lines("small_words.txt")),
        generic=frozenset(_lines("generic.txt")),
        longest_brand=max(len(name.split()) for name in (*names, *lines)),
    )


def _data(name: str) -> dict[str, Any]:
    text = (files("matching.description") / f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    data.pop("about")
    return data


def _turned(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: name for name, words in lists.items() for word in words}


def _lines(name: str) -> Iterator[str]:
    text = (files("matching.description") / name).read_text(encoding="utf-8")
    return (line.strip() for line in text.splitlines() if line and not line.startswith("#"))
