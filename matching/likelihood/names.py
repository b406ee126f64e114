"""Names of goods: brand and model as words, and whether two of them are the same."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from matching.item import Item
from matching.placeholders import is_unknown

_WORD = re.compile(r"[a-z0-9]+")
SHORTEST_WITH_SLIP = 4


class Product(NamedTuple):
    """What goods are, as plain words; what is unknown is empty."""

    category: str
    brand: str
    model: str


def product_of(item: Item, aliases: Mapping[str, str]) -> Product:
    """Return what an item is; `aliases` are other names of brands."""
    category = "" if item.category == "other" else item.category
    # In whatever order its words were written, it is one model.
    model = " ".join(sorted(words_of(item.model or "")))
    return Product(category, brand_of(item.brand, aliases), model)


def brand_of(text: str | None, aliases: Mapping[str, str]) -> str:
    """Return the words of a brand, which begin with its usual name if it is known."""
    words = words_of(text or "")
    for length in range(len(words), 0, -1):
        for name in (" ".join(words[:length]), "".join(words[:length])):
            if name in aliases:
                return " ".join([aliases[name], *words[length:]])
    return " ".join(words)


@lru_cache(maxsize=65_536)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name; what somebody wrote for want of one has none."""
    return () if is_unknown(text) else tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=65_536)
def same_brand(a: str, b: str) -> bool:
    """Tell whether one is the other, perhaps with a model behind it, however spaced."""
    return a == b or _begins_with(a.split(), b) or _begins_with(b.split(), a)


@lru_cache(maxsize=65_536)
def same_model(a: str, b: str) -> bool:
    """Tell whether the one has all words of the other, which is how models are shortened."""
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return True
    x, y = set(a.split()), set(b.split())
    return x <= y or y <= x


@lru_cache(maxsize=65_536)
def mistyped(a: str, b: str) -> bool:
    """Tell whether two names are a slip or two apart."""
    a, b = a.replace(" ", ""), b.replace(" ", "")
    shortest = min(len(a), len(b))
    if shortest < SHORTEST_WITH_SLIP:
        return shortest > 1 and a[0] == b[0] and OSA.distance(a, b) <= 1
    slips = 1 if shortest <= SHORTEST_WITH_SLIP + 1 else 2
    return OSA.distance(a, b, score_cutoff=slips) <= slips


def _begins_with(long: list[str], short: str) -> bool:
    whole = short.replace(" ", "")
    return any("".join(long[:length]) == whole for length in range(1, len(long) + 1))
