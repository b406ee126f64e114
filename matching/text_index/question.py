"""The question: what is asked for, as words of the index with what each is worth."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.text_index.hashes import Keys, keys_of, keys_one_slip_away
from matching.text_index.words import word_for, words_of

SHORTEST_WITH_A_SLIP = 4
SHORTEST_COMPOUND, SHORTEST_PART = 7, 3
MOST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Question:
    """The keys that are asked for.

    `halves` is how often the key stands in what is asked, in halves; `origin` is which of the
    first `own` keys, the words themselves, each comes from.
    """

    keys: Keys
    halves: npt.NDArray[np.int64]
    origin: npt.NDArray[np.intp]
    own: int


def question(text: str, slips=True, compounds=True) -> Question:
    """Return what is asked for with a text: its words, and what they may be slips or parts of."""
    counted = Counter(words_of(text))
    words = list(counted)[:MOST_WORDS]
    halves = [3 if counted[word] > 1 else 2 for word in words]
    own = keys_of(words)
    groups = [own]
    origins = [np.arange(len(own))]
    for at, word in enumerate(words):
        if slips and len(word) >= SHORTEST_WITH_A_SLIP and (word.isalpha() or word.isdecimal()):
            keys = keys_one_slip_away(word)
            groups.append(keys)
            origins.append(np.full(len(keys), at))
    if compounds:
        parts, froms = [], []
        for at, word in enumerate(words):
            if len(word) >= SHORTEST_COMPOUND and word.isalpha():
                for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                    parts += [word_for(word[:cut]), word_for(word[cut:])]
                    froms += [at, at]
            if at and word.isalpha() and words[at-1].isalpha() and len(word) >= SHORTEST_PART:
                parts.append(words[at-1] + word)
                froms.append(at)
        if parts:
            groups.append(keys_of(parts)); origins.append(np.array(froms))
    origin = np.concatenate(origins)
    return Question(np.concatenate(groups), np.array(halves, np.int64)[origin], origin, len(own))
