"""Terms: what a word tells, by how many texts have it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

_ROUNDED = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """The information of the words of a collection of texts, as a share of that of a word in none.

    Words that are not in `known` have 1.
    """

    known: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], *, fewest: int = 2) -> "Terms":
        """Return the terms of texts given as words; those in fewer than `fewest` are left out."""
        count, total = Counter[str](), 0
        for words in texts:
            count.update(words)
            total += 1
        most = log2(total + 1) or 1.0
        return cls(
            {
                word: round(max(log2((total + 1) / (n + 0.5)), 0.0) / most, _ROUNDED)
                for word, n in sorted(count.items())
                if n >= fewest
            }
        )

    def __getitem__(self, word: str) -> float:
        return self.known.get(word, 1.0)
