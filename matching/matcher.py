"""The matcher: holds one register, and answers which of it some goods may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matching.decide import Decision, Verdict, matching_goods
from matching.evidence import Evidence
from matching.item import Item
from matching.lookalikes import fold
from matching.number_table import NumberTable
from matching.profile import Profile, load_profile

Side = Literal["stolen", "purchases"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item with a number in range, not yet judged: both numbers and how far they differ."""

    id: int
    distance: int
    held: str
    asked: str

    @property
    def looks_alike(self) -> bool:
        """Whether the two differ in look-alikes only."""
        return fold(self.held) == fold(self.asked)


@dataclass(frozen=True, slots=True)
class Match:
    """An item that may be the one asked for; see `Decision` for the parts."""

    id: int
    p_item: float
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    prior_bits: float
    chance_twins: float
    profile: str


class Matcher:
    """One register in memory. `side` says whether it holds stolen goods or purchases."""

    def __init__(self, side: Side, profile: Profile) -> None:
        self._side = side
        self._profile = profile
        self._items: dict[int, Item] = {}
        self._numbers = NumberTable()

    @classmethod
    def build(
        cls,
        items: Iterable[tuple[int, Item]],
        *,
        side: Side = "stolen",
        profile: Profile | None = None,
    ) -> "Matcher":
        """Return a matcher that holds these items.

        Without a profile it is the current one, with statistics of these very items if they are
        stolen goods and enough of them; so it knows the numbers of any register.
        """
        known = profile or load_profile()
        if profile is None and side == "stolen":
            items = list(items)
            known = known.frozen(item for _, item in items)
        matcher = cls(side, known)
        for id_, item in items:
            matcher.add(id_, item)
        return matcher

    @property
    def profile(self) -> Profile:
        """The profile that decisions are made with."""
        return self._profile

    def __len__(self) -> int:
        return len(self._items)

    def add(self, id_: int, item: Item) -> None:
        """Hold an item, in the place of one with the same id if there is one."""
        self.remove(id_)
        self._items[id_] = item
        for number in item.numbers:
            self._numbers.add(id_, number.readings)

    def remove(self, id_: int) -> None:
        """Let go of an item; one that is not held is nothing to let go of."""
        item = self._items.pop(id_, None)
        if item is not None:
            for number in item.numbers:
                self._numbers.remove(id_, number.readings)

    def candidates(self, item: Item) -> list[Candidate]:
        """Return every held item with a number in range (the pair rule), nearest first."""
        return self._candidates(self._numbers.in_range_of_each(_readings(item)))

    def match(self, item: Item) -> list[Match]:
        """Return the held items that this may be, from verdict `possible` up, best first."""
        return self._judge(item, self.candidates(item))

    def match_many(self, items: Iterable[Item]) -> list[list[Match]]:
        """Return what `match` does for each of many items, in less time."""
        asked = list(items)
        near = self._numbers.in_range_of_each(r for item in asked for r in _readings(item))
        return [
            self._judge(item, self._candidates({r: near[r] for r in _readings(item)}))
            for item in asked
        ]

    def _candidates(self, near: Mapping[str, Mapping[str, int]]) -> list[Candidate]:
        """Return the owners of the readings near each asked one, each with its nearest pair."""
        best: dict[int, Candidate] = {}
        for asked, readings in near.items():
            for held, distance in readings.items():
                for id_ in self._numbers.owners(held):
                    known, new = best.get(id_), Candidate(id_, distance, held, asked)
                    if known is None or _nearness(new) < _nearness(known):
                        best[id_] = new
        return sorted(best.values(), key=_nearness)

    def _judge(self, item: Item, candidates: Iterable[Candidate]) -> list[Match]:
        ids = [candidate.id for candidate in candidates]
        held = [self._items[id_] for id_ in ids]
        found = [_match(ids[at], decision) for at, decision in self._decided(held, item)]
        return sorted(found, key=lambda match: (-match.p_item, match.id))

    def _decided(self, held: Sequence[Item], asked: Item) -> Iterator[tuple[int, Decision]]:
        """Yield the places of the held items that match, with what is decided."""
        if self._side == "stolen":
            yield from matching_goods(held, asked, self._profile)
            return
        for at, purchase in enumerate(held):
            for _, decision in matching_goods([asked], purchase, self._profile):
                yield at, decision


def _match(id_: int, decision: Decision) -> Match:
    return Match(
        id_,
        decision.p_item,
        decision.verdict,
        decision.evidence,
        decision.prior_bits,
        decision.chance_twins,
        decision.profile,
    )


def _readings(item: Item) -> tuple[str, ...]:
    """Return every form in which the numbers of an item are looked up, each once."""
    return tuple(dict.fromkeys(r for number in item.numbers for r in number.readings))


def _nearness(candidate: Candidate) -> tuple[int, int, str, str]:
    return candidate.distance, candidate.id, candidate.held, candidate.asked
