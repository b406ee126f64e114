"""The decision about one pair: a pure function of both goods and the profile."""

from dataclasses import dataclass, replace
from typing import Literal

from matching.attribute_evidence import COMPARATORS
from matching.evidence import Evidence
from matching.item import Item
from matching.number_evidence import Comparison, compare_numbers, contradicting_numbers
from matching.profile import Profile

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
    numbers = compare_numbers(stolen, purchase, profile)
    if numbers is None:
        return None
    found = [*numbers.evidence, contradicting_numbers(stolen, purchase, numbers, profile)]
    found += [compare(stolen, purchase, profile) for compare in COMPARATORS]
    evidence = tuple(piece for piece in found if piece is not None)
    weighed = _weigh(evidence, profile)
    return replace(weighed, verdict=_verdict(weighed.p_item, numbers, evidence, profile))


def unrelated(profile: Profile) -> Decision:
    """Return the decision about a pair that is no candidate: nothing speaks for it."""
    return _weigh((), profile)


def _weigh(evidence: tuple[Evidence, ...], profile: Profile) -> Decision:
    bits = sum(piece.bits for piece in evidence)
    return Decision(
        p_item=1 / (1 + 2 ** -(profile.prior_bits + bits)),
        verdict="none",
        evidence=evidence,
        prior_bits=profile.prior_bits,
        chance_twins=profile.register_size * 2**-bits,
        profile=profile.name,
    )


def _verdict(
    p_item: float, numbers: Comparison, evidence: tuple[Evidence, ...], profile: Profile
) -> Verdict:
    limits = profile.verdicts
    if (
        numbers.distance == 0
        and numbers.information >= limits["identical_information"]
        and all(piece.bits > limits["contradicts"] for piece in evidence)
    ):
        return "identical"
    if p_item >= limits["probable"]:
        return "probable"
    return "possible" if p_item >= limits["possible"] else "none"
