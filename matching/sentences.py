"""Sentences about evidence, in Dutch and English, that a judge can read."""

from rapidfuzz.distance import OSA

from matching.check_digits import LUHN_LENGTH, luhn_holds
from matching.lookalikes import fold
from matching.profile import Profile

_MOST = 1_000_000
_NAMES = {
    "category": {
        "same": ("Dezelfde soort goed", "The same kind of goods"),
        "alike": ("Een verwante soort goed", "A kindred kind of goods"),
        "differs": ("Een andere soort goed", "Another kind of goods"),
    },
    "brand": {
        "same": ("Hetzelfde merk", "The same brand"),
        "alike": ("Het merk lijkt erop", "The brand is alike"),
        "differs": ("Een ander merk", "Another brand"),
    },
    "model": {
        "same": ("Hetzelfde model", "The same model"),
        "alike": ("Het model lijkt erop", "The model is alike"),
        "differs": ("Een ander model", "Another model"),
    },
}
_SLIPS = {1: ("één typefout", "one slip"), 2: ("twee typefouten", "two slips")}


def number_text(stolen: str, typed: str, profile: Profile) -> dict[str, str]:
    """Say how two numbers differ, and how densely numbers like them are listed."""
    said = [_difference(stolen, typed), *_check_digits(stolen, typed), _density(stolen, profile)]
    nl, en = (" ".join(sentences) for sentences in zip(*said, strict=True))
    return {"nl": nl, "en": en}


def difference_text(stolen: str, typed: str) -> dict[str, str]:
    """Say how two numbers differ."""
    nl, en = _difference(stolen, typed)
    return {"nl": nl, "en": en}


def check_digit_text(typed: str, *, holds: bool) -> dict[str, str]:
    """Say what the check digit of a number tells that differs from a valid one."""
    if holds:
        return {
            "nl": "Bij beide nummers klopt het controlecijfer: eerder twee nummers.",
            "en": "The check digits of both numbers hold: rather two numbers.",
        }
    return {
        "nl": f"Het controlecijfer van {typed} klopt niet: dat is een typefout.",
        "en": f"The check digit of {typed} fails: that is a typing error.",
    }


def other_number_text(stolen: str, typed: str) -> dict[str, str]:
    """Say that another number of the same goods agrees too."""
    nl, en = _difference(stolen, typed)
    return {"nl": f"Ook een ander nummer past: {nl}", "en": f"Another number fits too: {en}"}


def name_text(feature: str, outcome: str, names: str, honest: float) -> dict[str, str]:
    """Say whether a name is the same; `honest` is the chance that honest goods are so called.

    `feature` is category, brand or model, and `outcome` same, alike or differs.
    """
    # The kinds of goods have names of the program only, which tell a reader nothing.
    written = "" if feature == "category" else f" ({names})"
    nl, en = (f"{said}{written}." for said in _NAMES[feature][outcome])
    if outcome == "differs":
        return {"nl": nl, "en": en}
    share = _share(honest)
    dutch = share.replace(".", ",")
    return {
        "nl": f"{nl} Van eerlijke goederen met zo'n nummer heet {dutch} op de 100 zo.",
        "en": f"{en} Of honest goods with such a number {share} in 100 are called so.",
    }


def _share(chance: float) -> str:
    hundred = 100 * chance
    return f"{hundred:.0f}" if hundred >= 1 else f"{hundred:.2g}" if hundred >= 0.01 else "< 0.01"


def _difference(stolen: str, typed: str) -> tuple[str, str]:
    if stolen == typed:
        return f"Hetzelfde nummer: {stolen}.", f"The same number: {stolen}."
    if fold(stolen) == fold(typed):
        return (
            f"{typed} en {stolen} verschillen alleen in tekens die op elkaar lijken.",
            f"{typed} and {stolen} differ only in characters that look alike.",
        )
    nl, en = _SLIPS.get(OSA.distance(stolen, typed), ("enkele typefouten", "a few slips"))
    return (
        f"{typed} is {nl} verwijderd van {stolen}.",
        f"{typed} is {en} away from {stolen}.",
    )


def _check_digits(stolen: str, typed: str) -> list[tuple[str, str]]:
    """Say in a sentence, or none, what the check digits of two unequal IMEIs tell."""
    both = (stolen, typed)
    if stolen == typed or not all(len(n) == LUHN_LENGTH and n.isdigit() for n in both):
        return []
    if not luhn_holds(stolen):
        return []
    text = check_digit_text(typed, holds=luhn_holds(typed))
    return [(text["nl"], text["en"])]


def _density(number: str, profile: Profile) -> tuple[str, str]:
    """Say how many of the possible numbers around this one are listed."""
    world = profile.likelihoods.world
    chance = world.honest(number).likelihood / world.channel.rates[0]
    apart = 1 / (chance * profile.register_size)
    if apart >= _MOST:
        return (
            "Van de mogelijke nummers hier staat minder dan 1 op een miljoen geregistreerd.",
            "Of the possible numbers here fewer than 1 in a million are listed.",
        )
    if apart < 2:
        return (
            "In deze reeks staat bijna elk nummer geregistreerd.",
            "In this range almost every number is listed.",
        )
    about = _round(apart)
    return (
        f"In deze reeks staat ongeveer 1 op de {about:,} mogelijke nummers geregistreerd.".replace(
            ",", "."
        ),
        f"In this range about 1 in {about:,} possible numbers is listed.",
    )


def _round(number: float) -> int:
    """Return a number with two digits that count."""
    size = 10 ** max(len(str(int(number))) - 2, 0)
    return int(round(number / size) * size)
