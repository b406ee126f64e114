"""Evidence from numbers: the stolen number mistyped, or an honest number that looks like it?

The likelihood of what was typed if it is the stolen number is held against its likelihood if it
is some honest number. The honest number goes through the same hands, at the same rate of slips:
a failed check digit is evidence of a slip, not of theft.
"""

from dataclasses import dataclass
from math import log2

from rapidfuzz.distance import OSA

from matching.evidence import Evidence
from matching.identifiers import Number
from matching.item import Item
from matching.lookalikes import fold, foldable
from matching.pair_rule import in_range
from matching.profile import Profile
from matching.sentences import check_digit_text, difference_text

UNIQUE_KINDS = ("vin", "frame", "plate")
FULL_PLATE = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings in range of each other, and the bits they are worth.

    `information` is what the stolen reading would be worth if it were typed without slips.
    """

    stolen: str
    typed: str
    distance: int
    information: float
    evidence: tuple[Evidence, ...]

    @property
    def bits(self) -> float:
        """The bits of all its evidence."""
        return sum(piece.bits for piece in self.evidence)


def compare_numbers(stolen: Item, purchase: Item, profile: Profile) -> Comparison | None:
    """Return the pair of readings that speaks most for the same item; None if none is in range.

    Where several numbers agree only the best counts, since they are dealt out together.
    """
    found = [
        _compare(s, p, stolen_reading, typed, profile)
        for s in stolen.numbers
        for p in purchase.numbers
        for stolen_reading in s.readings
        for typed in p.readings
        if in_range(stolen_reading, typed)
    ]
    # Ties are broken by the readings, so that the order in which numbers were given is nothing.
    return max(found, key=lambda c: (c.bits, c.stolen, c.typed), default=None)


def contradicting_numbers(
    stolen: Item, purchase: Item, best: tuple[str, str], profile: Profile
) -> Evidence | None:
    """Return evidence against, when another number that should be equal is far off.

    `best` are the readings, of the stolen item and of the purchase, that speak most for it.
    A phone has two IMEIs of which people write down either, so those count for less.
    """
    weights = profile.attributes["other_number"]
    for kind, weight in [(k, weights["differs"]) for k in UNIQUE_KINDS] + [
        ("imei", weights["other_imei"])
    ]:
        ours = [r for n in stolen.numbers if n.kind == kind for r in n.readings]
        theirs = [r for n in purchase.numbers if n.kind == kind for r in n.readings]
        if not ours or not theirs or best[0] in ours or best[1] in theirs:
            continue
        if not any(in_range(a, b) for a in ours for b in theirs):
            return Evidence(
                "other_number",
                weight,
                {
                    "nl": f"Een ander nummer verschilt: {ours[0]} tegen {theirs[0]}.",
                    "en": f"Another number differs: {ours[0]} against {theirs[0]}.",
                },
            )
    return None


def information(number: str, kind: str, profile: Profile) -> float:
    """Return how many bits a whole number of this kind tells, when it is equal.

    A plate of full length is given out once, so it tells as much whatever its characters are.
    """
    most = profile.information.get(kind, profile.information["other"])
    if kind == "plate" and len(number) >= FULL_PLATE:
        return most
    digits = sum(character.isdigit() for character in number)
    bits = profile.character_bits["digit"] * digits
    bits += profile.character_bits["letter"] * (len(number) - digits)
    return min(bits, most)


def _compare(s: Number, p: Number, stolen: str, typed: str, profile: Profile) -> Comparison:
    distance = OSA.distance(stolen, typed)
    # A plate that one side wrote as a mere number is a plate all the same.
    kind = "plate" if p.kind == "plate" else s.kind
    # A reading with words around its number tells no more than the number.
    known = information(stolen, kind, profile)
    if len(stolen) > len(s.canonical):
        known = min(known, information(s.canonical, kind, profile))
    bits = known + log2(_likelihood(stolen, typed, distance, profile))
    evidence = [Evidence("number", round(bits, 3), difference_text(stolen, typed))]
    if distance:
        check = _check_digit(s, p, profile)
        if check is not None:
            evidence.append(check)
    return Comparison(stolen, typed, distance, known, tuple(evidence))


def _likelihood(stolen: str, typed: str, distance: int, profile: Profile) -> float:
    """Return the chance that a hand that means `stolen` types `typed`."""
    slips = profile.slips
    if distance == 0:
        return slips["none"]
    if fold(stolen) == fold(typed):
        # Which of the look-alikes is taken for the other is as good as anybody's guess.
        return slips["look_alikes"] / (foldable(stolen) * 2.0 ** (distance - 1))
    ways = _ways(stolen)
    if distance == 1:
        kind = _kind_of_slip(stolen, typed)
        return slips["one"] * profile.slip_kinds[kind] / ways[kind]
    every = float(sum(ways.values()))
    return 2 * slips["two"] / (every * every)


def _ways(stolen: str) -> dict[str, int]:
    """Return in how many ways each kind of slip can happen to a number like this one.

    A hand mostly puts a digit in the place of a digit and a letter in the place of a letter.
    """
    choices = [10 if character.isdigit() else 26 for character in stolen]
    return {
        "change": sum(choices) - len(stolen),
        "swap": len(stolen) - 1,
        "loss": len(stolen),
        "addition": sum(choices) + choices[-1],
    }


def _kind_of_slip(stolen: str, typed: str) -> str:
    if len(typed) < len(stolen):
        return "loss"
    if len(typed) > len(stolen):
        return "addition"
    return "swap" if sorted(stolen) == sorted(typed) else "change"


def _check_digit(s: Number, p: Number, profile: Profile) -> Evidence | None:
    """Weigh the check digit of a number that differs from the stolen one.

    If the typed one fails, somebody slipped whoever the goods belong to, so the slip no longer
    speaks for honesty. If both hold, they are rather two numbers than one mistyped.
    """
    if s.kind != p.kind or s.kind != "imei" or s.check != "passed":
        return None
    if p.check == "none":
        return None
    holds = p.check == "passed"
    weight = profile.check_digit["both_passed" if holds else "failed"]
    return Evidence("check_digit", weight, check_digit_text(p.canonical, holds=holds))
