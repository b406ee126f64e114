"""The matcher: holds one register, and answers which of it some goods may be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from matching.candidates import CandidateIndex
from matching.decide import Decision, Verdict, matching_goods, matching_purchases
from matching.evidence import Evidence
from matching.item import Item
from matching.profile import Profile, load_profile

Side = Literal["stolen", "purchases"]


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
        self._index = CandidateIndex.build([])

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
        matcher._items = dict(items)
        matcher._index = CandidateIndex.build(matcher._items.items())
        return matcher

    @property
    def profile(self) -> Profile:
        """The profile that decisions are made with."""
        return self._profile

    def __len__(self) -> int:
        return len(self._items)

    def add(self, id_: int, item: Item) -> None:
        """Hold an item, in the place of one with the same id if there is one."""
        self._items[id_] = item
        self._index.add(id_, item)

    def remove(self, id_: int) -> None:
        """Let go of an item; one that is not held is nothing to let go of."""
        if self._items.pop(id_, None) is not None:
            self._index.remove(id_)

    def candidates(self, item: Item) -> list[int]:
        """Return every held item that this may be, unjudged; see `CandidateIndex`."""
        return self._index.of(item, most_with_part=self._profile.most_with_part)

    def match(self, item: Item) -> list[Match]:
        """Return the held items that this may be, best first.

        Those with verdict `none` make no hit. They are returned down to a small chance, so that
        the order of what is alarmed on can be measured at any threshold.
        """
        return self._judge(item, self.candidates(item))

    def match_many(self, items: Iterable[Item]) -> list[list[Match]]:
        """Return what `match` does for each of many items, in less time."""
        asked = list(items)
        near = self._index.of_each(asked, most_with_part=self._profile.most_with_part)
        return [self._judge(item, ids) for item, ids in zip(asked, near, strict=True)]

    def _judge(self, item: Item, ids: Sequence[int]) -> list[Match]:
        held = [self._items[id_] for id_ in ids]
        found = [_match(ids[at], decision) for at, decision in self._decided(held, item)]
        return sorted(found, key=lambda match: (-match.p_item, match.id))

    def _decided(self, held: Sequence[Item], asked: Item) -> Iterator[tuple[int, Decision]]:
        """Yield the places of the held items that match, with what is decided."""
        least = self._profile.verdicts.get("worth_listing", inf)
        if self._side == "stolen":
            return matching_goods(held, asked, self._profile, least=least)
        return matching_purchases(asked, held, self._profile, least=least)


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
