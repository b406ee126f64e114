"""The delta: numbers that were added since the table was built, by their keys in plain dicts."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from matching.serials.compare import distance_in_range, nearest_first
from matching.serials.filter import Words, empty_filter, put
from matching.serials.grams import grams_of
from matching.serials.keys import Characters, Keys, stored_keys
from matching.serials.search import Found

_Entry = tuple[int, bytes]

_KEYS_OF_A_NUMBER = 12


class Delta:
    """Ids and numbers beside a table. Their keys go into its filter as well.

    A filter of their own, `own_words`, says which of what passes that one is worth a look into the
    dicts; it has no words before there is anything in it. What was added has its keys by the next
    `settle` only, so that adding much costs little.
    """

    def __init__(self, words: Words, room: int, *, partial: bool) -> None:
        """Begin without any, and with room for so many before the filter lets much pass.

        `partial` says whether `containing` is to find them.
        """
        self.own_words: Words = np.zeros(0, np.uint64)
        self._words = words
        self._room = room
        self._partial = partial
        self._of_id: defaultdict[int, list[bytes]] = defaultdict(list)
        self._by_key: defaultdict[int | bytes, list[_Entry]] = defaultdict(list)
        self._without_keys: list[_Entry] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[_Entry]:
        return ((id_, number) for id_, numbers in self._of_id.items() for number in numbers)

    def add(self, id_: int, number: bytes) -> None:
        """Put a number in."""
        self._of_id[id_].append(number)
        self._without_keys.append((id_, number))
        self._count += 1

    def remove(self, id_: int) -> None:
        """Take all numbers of an id out; there need not be one."""
        if id_ not in self._of_id:
            return
        self.settle()
        for number in self._of_id.pop(id_):
            self._count -= 1
            for key in self._all_keys(number, _keys_of(number)):
                sharing = self._by_key[key]
                sharing.remove((id_, number))
                if not sharing:
                    del self._by_key[key]

    def settle(self) -> None:
        """Make the keys of what was added."""
        if self._without_keys and not self._by_key:
            self.own_words = empty_filter(self._room * _KEYS_OF_A_NUMBER)
        for entry in self._without_keys:
            keys = _keys_of(entry[1])
            put(self._words, keys)
            put(self.own_words, keys)
            for key in self._all_keys(entry[1], keys):
                self._by_key[key].append(entry)
        self._without_keys.clear()

    def search(self, characters: Characters, found: Found) -> None:
        """Add what is in range of the numbers in the rows of `characters` to what was found."""
        sharing = {
            (query, entry)
            for query, key in zip(found.queries.tolist(), found.keys.tolist(), strict=True)
            for entry in self._by_key.get(key, ())
        }
        asked = [number.tobytes() for number in characters]
        near = defaultdict(list)
        for query, (id_, number) in sharing:
            distance = distance_in_range(asked[query], number)
            if distance is not None:
                near[query].append((id_, distance))
        for query, pairs in near.items():
            found.candidates[query] = nearest_first([*found.candidates[query], *pairs])

    def containing(self, number: bytes) -> set[int]:
        """Return the ids of the numbers that contain this one, of a gram or more."""
        rarest = min((self._by_key.get(gram, []) for gram in grams_of(number)), key=len)
        return {id_ for id_, held in rarest if number in held}

    def _all_keys(self, number: bytes, keys: Keys) -> list[int | bytes]:
        return [*keys.tolist(), *(grams_of(number) if self._partial else ())]


def _keys_of(number: bytes) -> Keys:
    keys, _ = stored_keys(np.frombuffer(number, np.uint8)[None, :])
    return np.unique(keys)
