"""The decision about one pair: a pure function of both goods and the profile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from matching.attribute_evidence import COMPARATORS
from matching.evidence import Evidence
from matching.item import Item
from matching.number_evidence import compare_numbers, contradicting_numbers
from matching.profile import Profile
from matching.weighing import Weighed, made, weigh

Verdict = Literal["identical", "probable", "possible", "none"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is thought of a pair, and why.

    `p_item` is the chance that both are one item; its log-odds in base 2 are `prior_bits` plus
    the bits of all evidence. `chance_twins` is how many listed goods would fit an honest item
    as well by chance.
    """

    p_item: float
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    prior_bits: float
    chance_twins: float
    profile: str


def decide(stolen: Item, purchase: Item, profile: Profile) -> Decision | None:
    """Decide whether this purchase is that stolen good; None if they are no candidates."""
    found = _found(stolen, purchase, profile)
    return None if found is None else _decision(found, profile)


def matching_goods(
    stolen: Sequence[Item], purchase: Item, profile: Profile, *, least: float = inf
) -> Iterator[tuple[int, Decision]]:
    """Yield the places of the stolen goods that this purchase may be, with the decision.

    That is what `decide` says of each of them; those with verdict `none` are left out, which
    saves most of the work, unless their chance is `least` or more.
    """
    if profile.method == "coarse":
        found = [_coarse(one, purchase, profile) for one in stolen]
    else:
        found = weigh(stolen, purchase, profile)
    for place, one in enumerate(found):
        if one is None:
            continue
        if _p_item(one, profile) >= least or _verdict(one, profile) != "none":
            yield place, _decision(one, profile)


def matching_purchases(
    stolen: Item, purchases: Sequence[Item], profile: Profile, *, least: float = inf
) -> Iterator[tuple[int, Decision]]:
    """Yield the places of the purchases that may be this stolen good, as `matching_goods` does."""
    for place, purchase in enumerate(purchases):
        for _, decision in matching_goods([stolen], purchase, profile, least=least):
            yield place, decision


def unrelated(profile: Profile) -> Decision:
    """Return the decision about a pair that is no candidate: nothing speaks for it."""
    return _decision(Weighed(equal=False, pieces=()), profile)


def _found(stolen: Item, purchase: Item, profile: Profile) -> Weighed | None:
    if profile.method == "coarse":
        return _coarse(stolen, purchase, profile)
    return weigh([stolen], purchase, profile)[0]


def _coarse(stolen: Item, purchase: Item, profile: Profile) -> Weighed | None:
    """Weigh as the first profile did: bits by hand."""
    numbers = compare_numbers(stolen, purchase, profile)
    if numbers is None:
        return None
    best = numbers.stolen, numbers.typed
    found = [*numbers.evidence, contradicting_numbers(stolen, purchase, best, profile)]
    found += [compare(stolen, purchase, profile) for compare in COMPARATORS]
    known = numbers.information >= profile.verdicts["identical_information"]
    return Weighed(numbers.distance == 0 and known, made(found))


def _p_item(found: Weighed, profile: Profile) -> float:
    odds = profile.prior_bits + found.bits
    # Beyond this a float knows no difference from certainty, nor 2.0 a power.
    return float(1 / (1 + 2 ** -max(odds, -1_000)))


def _decision(found: Weighed, profile: Profile) -> Decision:
    return Decision(
        p_item=_p_item(found, profile),
        verdict=_verdict(found, profile),
        evidence=found.evidence,
        prior_bits=profile.prior_bits,
        chance_twins=profile.register_size * 2**-found.bits,
        profile=profile.name,
    )


def _verdict(found: Weighed, profile: Profile) -> Verdict:
    limits, p_item = profile.verdicts, _p_item(found, profile)
    contradicted = any(piece.bits <= limits["contradicts"] for piece in found.pieces)
    least = limits.get("identical", 0.0)
    if found.equal and not contradicted and p_item >= least:
        return "identical"
    if p_item >= limits["probable"]:
        return "probable"
    return "possible" if p_item >= limits["possible"] else "none"
