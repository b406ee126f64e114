"""How goods are described: how frequent products, marks and words are, counted in a register.

Adding up fields as if they were independent predicts far too few goods that look alike, so a
product is counted as a whole, with back-off to what is known of less of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from itertools import product as combinations
from math import log2
from typing import Any, Self

from matching.description import Fields, colours_of, fields_of
from matching.description.lexicon import lexicon
from matching.item import Item
from matching.likelihood.names import Product, product_of

_MOST_PRODUCTS, _MOST_TOKENS, _MOST_WORDS, _MOST_PLACES = 30_000, 10_000, 20_000, 1_000
_FEWEST = 2
LONGEST_INITIALS = 3
_YEAR = 4
# So many goods like any weigh in where the register has counted few.
_USUAL = 1.0
_SEPARATOR, _ANY = "|", "*"


@dataclass(frozen=True, slots=True)
class Goods:
    """Counts: of `items` in all, those `inscribed` and those `placed`, and of what is told of them.

    That is products, tokens of marks, words and places. A key of `products` is category, brand,
    model and colour, or the first so many of them, with `*` for any of the first three; counts of
    one are left out, and what is beyond the most frequent.
    """

    items: int = 0
    inscribed: int = 0
    placed: int = 0
    products: Mapping[str, int] = field(default_factory=dict)
    tokens: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Item], aliases: Mapping[str, str]) -> Self:
        """Count a register; `aliases` are other names of brands."""
        count = inscribed = placed = 0
        products: Counter[tuple[str, ...]] = Counter()
        tokens: Counter[str] = Counter()
        words: Counter[str] = Counter()
        places: Counter[str] = Counter()
        for item in items:
            count += 1
            product = product_of(item, aliases)
            fields = fields_of(item) if item.is_described else None
            colour = colour_of(fields) if fields else _colour_told(item.colour or "")
            products[*product, colour] += 1
            if item.place:
                placed += 1
                places[item.place] += 1
            if fields:
                inscription = tokens_of(fields)
                inscribed += bool(inscription)
                tokens.update(inscription)
                words.update(words_told(fields, product))
        return cls(
            count,
            inscribed,
            placed,
            _most_of(_by_key(products)),
            _frequent(tokens, _MOST_TOKENS),
            _frequent(words, _MOST_WORDS),
            _frequent(places, _MOST_PLACES),
        )

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Self:
        """Make it of its JSON form."""
        return cls(**wire)

    def to_wire(self) -> dict[str, Any]:
        """Return it in its JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}

    def shares(self, product: Product, colour: str, usual: Sequence[float]) -> tuple[float, ...]:
        """Return for category, brand, model and colour how frequent it is among goods so far.

        Each counts what is known before it, among those of which it is told; `usual` is how
        frequent any is where nothing was counted. A part that is not known has share 1.
        """
        # A profile that was kept from before counted what is not known only as such.
        any_ = _ANY if _ANY in self.products else ""
        found = []
        steps = pairwise([None, *_levels((*(part or any_ for part in product), colour))])
        for part, (known, more), often in zip((*product, colour), steps, usual, strict=True):
            if known is None:
                whole = self.items - self.products.get("", 0)
            else:
                whole = self.products.get(known, 0) - self.products.get(f"{known}{_SEPARATOR}", 0)
            count = self.products.get(more or "", 0)
            share = (count + _USUAL * often) / (whole + _USUAL)
            found.append(min(share, 1.0) if part else 1.0)
        return tuple(found)

    def bits_of_token(self, token: str, weights: Mapping[str, float]) -> float:
        """Return how much a token of an inscription tells (see `tokens_of`).

        No more than its characters can, and no more than its frequency in the register: letters
        of a name and digits of a date follow from each other, so they tell less than those of
        initials or of a code.
        """
        digits = sum(character.isdigit() for character in token)
        letters = len(token) - digits
        if not letters:
            bits = weights["digit_of_year" if digits <= _YEAR else "digit_of_date"] * digits
        elif not digits and letters > LONGEST_INITIALS:
            bits = weights["name"]
        else:
            bits = weights["digit"] * digits + weights["letter"] * letters
        count = self.tokens.get(token, 0)
        # The stolen item itself was counted too.
        return min(bits, log2(self.inscribed / (count - 1))) if count > 1 else bits

    def bits_of_word(self, word: str) -> float:
        """Return how much it tells that a word is used; 0 while nothing was counted."""
        if not self.items:
            return 0.0
        return log2((self.items + _FEWEST) / (self.words.get(word, 0) + 1))

    def share_of_place(self, place: str, usual: float, seen: float) -> float:
        """Return how many of all goods are from this place.

        Where few were counted, the share of a usual one weighs in for as many goods as `seen`.
        """
        return (self.places.get(place, 0) + usual * seen) / (self.placed + seen)


def colour_of(fields: Fields) -> str:
    """Return the colours of goods as one name, however many they have."""
    return "+".join(sorted(fields.colours))


@lru_cache(maxsize=4_096)
def _colour_told(text: str) -> str:
    return "+".join(sorted(colours_of(text)))


def tokens_of(fields: Fields) -> frozenset[str]:
    """Return the words of the marks on goods, but for the small ones and for what is on many."""
    lists = lexicon()
    silent = lists.small | lists.generic | lists.damage.keys() | lists.colours.keys()
    words = {word for mark in fields.marks for word in mark.split()}
    return frozenset(word for word in words - silent if len(word) > 1)


def is_identity(token: str) -> bool:
    """Tell whether a token is initials, a number or a code, and not a word or a name."""
    return len(token) <= LONGEST_INITIALS or any(character.isdigit() for character in token)


def words_told(fields: Fields, product: Product) -> frozenset[str]:
    """Return the other words that tell something of this very item, and not of its model."""
    return fields.rest - set(product.brand.split()) - set(product.model.split())


def _by_key(products: Mapping[tuple[str, ...], int]) -> Counter[str]:
    """Count how many goods each key fits."""
    counts: Counter[str] = Counter()
    for (*parts, colour), count in products.items():
        ways = combinations(*((part, _ANY) for part in parts))
        for key in {key for way in ways for key in _levels((*way, colour))}:
            # What follows on what is not known is counted under any.
            if "" not in key.split(_SEPARATOR)[:-1]:
                counts[key] += count
    return counts


def _most_of(counts: Counter[str]) -> dict[str, int]:
    """Return the most frequent keys, apart from those of any, which are more frequent."""
    of_any = Counter({key: count for key, count in counts.items() if _ANY in key})
    return _frequent(counts - of_any, _MOST_PRODUCTS) | _frequent(of_any, _MOST_PRODUCTS)


def _levels(parts: Sequence[str]) -> Iterator[str]:
    for known in range(1, len(parts) + 1):
        yield _SEPARATOR.join(parts[:known])


def _frequent(counts: Counter[str], most: int) -> dict[str, int]:
    """Return the counts of what is there more than once, the most frequent, in a fixed order."""
    found = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {name: count for name, count in found if count >= _FEWEST}
