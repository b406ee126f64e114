"""Weighing: the evidence of likelihoods, for one purchase against stolen goods.

For each thing that is known, the chance that it is told so if the purchase is the stolen item is
held against the chance if it is honest goods. The logarithm in base 2 of the one over the other
are its bits. The honest number and the stolen one are mistyped alike, so a dense range of numbers
tells little and a sparse one much; the names tell what the number does not tell yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from matching.attribute_evidence import colour_evidence
from matching.evidence import Evidence
from matching.item import Item
from matching.number_evidence import contradicting_numbers
from matching.profile import Profile
from matching.weigh_descriptions import beside_numbers, described
from matching.weigh_names import Told
from matching.weigh_numbers import NumberBits, Piece, compare, others
from matching.weigh_period import period
from matching.weigh_place import place


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stolen item against a purchase: whether numbers are equal, and the evidence.

    `pieces` are the bits of each with what makes its sentences, which few are asked for.
    """

    equal: bool
    pieces: tuple[Piece, ...]

    @property
    def bits(self) -> float:
        """The bits of all evidence."""
        return sum(piece.bits for piece in self.pieces)

    def scaled(self, scales: Mapping[str, float]) -> "Weighed":
        """Return the same evidence, its bits multiplied as the profile says for each feature."""
        pieces = (
            piece._replace(bits=round(piece.bits * scales.get(piece.feature, 1.0), 3))
            for piece in self.pieces
        )
        return Weighed(self.equal, tuple(pieces))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The pieces of evidence with their sentences."""
        return tuple(piece.evidence for piece in self.pieces)


def made(evidence: Iterable[Evidence | None]) -> tuple[Piece, ...]:
    """Return evidence that has its sentences already as pieces; there may be none."""
    found = (one for one in evidence if one is not None)
    return tuple(Piece.saying(one.feature, one.bits, one.text) for one in found)


def weigh(stolen: Sequence[Item], purchase: Item, profile: Profile) -> list[Weighed | None]:
    """Return for each stolen item its evidence; None if they have nothing in common."""
    told = Told(purchase, profile)
    found = [
        _weighed(item, purchase, told, pairs, profile.of_category(item.category))
        if pairs
        else _described(item, purchase, profile.of_category(item.category))
        for item, pairs in zip(stolen, compare(stolen, purchase, profile), strict=True)
    ]
    if not profile.scales:
        return found
    return [one and one.scaled(profile.scales) for one in found]


def _weighed(
    stolen: Item, purchase: Item, told: Told, pairs: list[NumberBits], profile: Profile
) -> Weighed:
    """Return the evidence under the pair of numbers that it is strongest with."""
    shared = (
        *made([colour_evidence(stolen, purchase, profile)]),
        *beside_numbers(stolen, purchase, profile),
        *_around(stolen, purchase, profile),
    )
    found = []
    for pair in pairs:
        against = contradicting_numbers(stolen, purchase, (pair.stolen, pair.typed), profile)
        more = others(pair, pairs, profile), told.pieces(stolen, pair), made([against]), shared
        pieces = (pair.piece(profile), *chain.from_iterable(more))
        found.append(Weighed(pair.stolen == pair.typed, pieces))
    return max(found, key=lambda weighed: weighed.bits)


def _described(stolen: Item, purchase: Item, profile: Profile) -> Weighed | None:
    """Weigh goods of which no numbers are in range."""
    pieces = described(stolen, purchase, profile)
    if not pieces:
        return None
    return Weighed(equal=False, pieces=(*pieces, *_around(stolen, purchase, profile)))


def _around(stolen: Item, purchase: Item, profile: Profile) -> tuple[Piece, ...]:
    """Return what time and place tell."""
    return (*period(stolen, purchase, profile), *place(stolen, purchase, profile))
