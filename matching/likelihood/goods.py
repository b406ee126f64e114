"""How goods are described: how frequent products, marks and words are, counted in a register.

Adding up fields as if they were independent predicts far too few goods that look alike, so a
product is counted as a whole, with back-off to what is known of less of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import Any, Self

from matching.description import Fields, colours_of, fields_of
from matching.item import Item
from matching.likelihood.names import Product, product_of

_MOST_PRODUCTS, _MOST_MARKS, _MOST_WORDS = 30_000, 10_000, 20_000
_FEWEST = 2
_LONGEST_INITIALS = 3
# So many goods like any weigh in where the register has counted few.
_USUAL = 1.0
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Goods:
    """Counts: of `items` in all, of products by the parts known, of marks and of words.

    A key of `products` is category, brand, model and colour, or the first so many of them;
    counts of one are left out, and what is beyond the most frequent.
    """

    items: int = 0
    all_marks: int = 0
    products: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Item], aliases: Mapping[str, str]) -> Self:
        """Count a register; `aliases` are other names of brands."""
        count = 0
        products: Counter[str] = Counter()
        marks: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for item in items:
            count += 1
            fields = fields_of(item) if item.is_described else None
            colour = colour_of(fields) if fields else _colour_told(item.colour or "")
            products.update(_levels(product_of(item, aliases), colour))
            if fields:
                marks.update(fields.marks)
                words.update(words_told(fields))
        return cls(
            count,
            marks.total(),
            _frequent(products, _MOST_PRODUCTS),
            _frequent(marks, _MOST_MARKS),
            _frequent(words, _MOST_WORDS),
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

        Each counts what is known before it; `usual` is how frequent any is where nothing was
        counted. A part that is not known has share 1.
        """
        found = []
        steps = pairwise(["", *_levels(product, colour)])
        for part, (known, more), often in zip((*product, colour), steps, usual, strict=True):
            whole = self.products.get(known, 0) if known else self.items
            share = (self.products.get(more, 0) + _USUAL * often) / (whole + _USUAL)
            found.append(min(share, 1.0) if part else 1.0)
        return tuple(found)

    def bits_of_mark(self, mark: str, weights: Mapping[str, float]) -> float:
        """Return how much an inscription tells: less than its characters could, if it is usual.

        Letters of a name and digits of a date follow from each other, so after the first they
        tell less than those of initials or of a code.
        """
        bits = sum(_bits_of_word(word, weights) for word in mark.split())
        count = self.marks.get(mark, 0)
        # The stolen item itself was counted too.
        return min(bits, log2(self.all_marks / (count - 1))) if count > 1 else bits

    def bits_of_word(self, word: str) -> float:
        """Return how much it tells that a word is used; 0 while nothing was counted."""
        if not self.items:
            return 0.0
        return log2((self.items + _FEWEST) / (self.words.get(word, 0) + 1))


def colour_of(fields: Fields) -> str:
    """Return the colours of goods as one name, however many they have."""
    return "+".join(sorted(fields.colours))


@lru_cache(maxsize=4_096)
def _colour_told(text: str) -> str:
    return "+".join(sorted(colours_of(text)))


def is_inscription(mark: str) -> bool:
    """Tell whether a mark is initials, a name or a number rather than a phrase about the goods."""
    words = mark.split()
    return len(words) <= 3 and any(any(c.isdigit() for c in w) or len(w) <= 4 for w in words)


def words_told(fields: Fields) -> frozenset[str]:
    """Return the words that tell something of this very item, but for those inscribed."""
    phrases = (mark for mark in fields.marks if not is_inscription(mark))
    return fields.rest | {word for phrase in phrases for word in phrase.split()}


def _bits_of_word(word: str, weights: Mapping[str, float]) -> float:
    if word.isdigit():
        return weights["digit_of_date"] * len(word)
    if word.isalpha() and len(word) > _LONGEST_INITIALS:
        return weights["letter"] + weights["next_letter"] * (len(word) - 1)
    digits = sum(character.isdigit() for character in word)
    return weights["digit"] * digits + weights["letter"] * (len(word) - digits)


def _levels(product: Product, colour: str) -> Iterator[str]:
    parts = (*product, colour)
    for known in range(1, len(parts) + 1):
        yield _SEPARATOR.join(parts[:known])


def _frequent(counts: Counter[str], most: int) -> dict[str, int]:
    """Return the counts of what is there more than once, the most frequent, in a fixed order."""
    found = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {name: count for name, count in found if count >= _FEWEST}
