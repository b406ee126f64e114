"""The question: what is asked for, as keys of words and of what these may stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.text_index.hashes import LONGEST, Keys, keys_of, keys_one_slip_away
from matching.text_index.words import word_for, words_of

SHORTEST_WITH_A_SLIP = 5
SHORTEST_COMPOUND, SHORTEST_PART = 7, 3
MOST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Question:
    """The keys that are asked for: first of the `own` words, then of what these may stand for.

    Those from `before_slips` on are of slips. `origins` says which of the words each key comes
    from.
    """

    keys: Keys
    origins: npt.NDArray[np.intp]
    own: int
    before_slips: int


def question(text: str) -> Question:
    """Return what is asked for with a text: its first MOST_WORDS words."""
    words = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    compounds = list(_compounds(words))
    keys = [keys_of([*words, *(word for word, _ in compounds)])]
    origins = [np.array([*range(len(words)), *(origin for _, origin in compounds)], np.intp)]
    for places in _may_have_slips(words):
        away, which = keys_one_slip_away([words[place] for place in places])
        keys.append(away)
        origins.append(np.array(places)[which])
    return Question(np.concatenate(keys), np.concatenate(origins), len(words), len(keys[0]))


def _may_have_slips(words: list[str]) -> Iterator[list[int]]:
    """Yield the places of words that may have a slip, first those of letters, then of digits."""
    for sort in (str.isalpha, str.isdecimal):
        places = [
            place
            for place, word in enumerate(words)
            if SHORTEST_WITH_A_SLIP <= len(word) <= LONGEST and sort(word)
        ]
        if places:
            yield places


def _compounds(words: list[str]) -> Iterator[tuple[str, int]]:
    """Yield what words are if they are written apart, or as one with the next; and their places."""
    for place, word in enumerate(words):
        if len(word) >= SHORTEST_COMPOUND and word.isalpha():
            for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                yield word_for(word[:cut]), place
                yield word_for(word[cut:]), place
    for place, (first, second) in enumerate(pairwise(words)):
        if min(len(first), len(second)) >= SHORTEST_PART and (first + second).isalpha():
            yield word_for(first + second), place
