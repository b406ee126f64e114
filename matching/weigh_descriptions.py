"""What descriptions are worth: the goods themselves, marks, parts of numbers, damage and words.

Brand, model and colour never make a match of their own: thousands of goods share them. What does
is what only this item has, such as an inscription or part of its number.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA

from matching.description import Fields, fields_of
from matching.item import Item
from matching.likelihood.goods import (
    LONGEST_INITIALS,
    colour_of,
    is_identity,
    tokens_of,
    words_told,
)
from matching.likelihood.names import product_of
from matching.profile import Profile
from matching.weigh_numbers import Piece

_NAMES = ("category", "brand", "model", "colour")
_SHORTEST_WITH_SLIP = 6
_SAME_KINDS = ("imei", "vin", "frame", "plate", "serial")


def described(stolen: Item, purchase: Item, profile: Profile) -> tuple[Piece, ...]:
    """Return the evidence for goods without numbers in range.

    Empty if nothing is told that only one item has: then nothing else can make them a match.
    """
    if not all(item.numbers or item.is_described for item in (stolen, purchase)):
        return ()
    ours, theirs = fields_of(stolen), fields_of(purchase)
    part = _longest_part(stolen, purchase, ours, theirs, profile)
    own = (*part_of_number(part, profile), *marks(ours, theirs, profile))
    if not any(piece.bits > 0 for piece in own):
        return ()
    return (
        *own,
        *_goods(stolen, purchase, ours, theirs, profile),
        *damage(ours, theirs, profile),
        *words(stolen, purchase, profile),
        *_other_numbers(stolen, purchase, profile),
    )


def beside_numbers(stolen: Item, purchase: Item, profile: Profile) -> Iterator[Piece]:
    """Yield what the descriptions add where numbers are in range and the names are weighed."""
    if not (stolen.is_described and purchase.is_described):
        return
    ours, theirs = fields_of(stolen), fields_of(purchase)
    yield from marks(ours, theirs, profile)
    yield from damage(ours, theirs, profile)


def _goods(
    stolen: Item, purchase: Item, ours: Fields, theirs: Fields, profile: Profile
) -> Iterator[Piece]:
    """Yield what category, brand, model and colour tell, with the chain of their frequencies.

    Together they are kept short of what would make a match.
    """
    weights, names = profile.descriptions["goods"], profile.likelihoods.names
    product = product_of(purchase, profile.brand_aliases)
    meant = (*product_of(stolen, profile.brand_aliases), colour_of(ours))
    told = (*product, colour_of(theirs))
    room = max(0.0, -profile.prior_bits - weights["short_of_even"])
    shares = profile.goods.shares(product, told[3], weights["usual"])
    for at, (a, b, share) in enumerate(zip(meant, told, shares, strict=True)):
        if not a or not b:
            continue
        same = names.same(at, b, a) if at < 3 else bool(ours.colours & theirs.colours)
        alike = at < 3 and names.alike(at, b, a)
        if same:
            bits = round(min(max(0.0, log2(weights["right"] / share)), room), 3)
            room -= bits
        else:
            bits = 0.0 if alike else weights["colour_differs" if at == 3 else "differs"]
        written = _written(at, stolen), _written(at, purchase)
        yield Piece(_NAMES[at], bits, partial(_goods_text, at, written, same=same, alike=alike))


def marks(ours: Fields, theirs: Fields, profile: Profile) -> Iterator[Piece]:
    """Weigh the initials, numbers and names of the marks that both have; others count against.

    How much each tells follows from its characters, less where letters make a name or digits a
    date, and never more than its frequency among the marks of the register. A long number with
    one slip tells part of it. Where both have numbers, or initials, of their own, that counts
    against. Words of a phrase go together, so only one counts. Weights are set by hand.
    """
    weights = profile.descriptions["marks"]
    a, b = tokens_of(ours), tokens_of(theirs)
    if not a or not b:
        return
    common = a & b
    bits = sum(
        profile.goods.bits_of_token(token, weights) for token in common if is_identity(token)
    )
    named = (profile.goods.bits_of_token(t, weights) for t in common if not is_identity(t))
    bits += max(named, default=0.0)
    near = _one_slip_apart(a - common, b - common)
    if near:
        bits += max(0.0, profile.goods.bits_of_token(near[0], weights) + weights["slip"])
    for kind in (str.isdigit, _is_initials):
        left, right = set(filter(kind, a)), set(filter(kind, b))
        if left - right - {*near} and right - left - {*near}:
            bits += weights["differs"]
    if common or near or bits < 0:
        told = weights["told"] if bits > 0 else 0.0
        bits = round(max(min(bits, weights["at_most"]) + told, weights["differs"] * 2), 3)
        yield Piece("mark", bits, partial(_mark_text, sorted(common), near))


class Part(NamedTuple):
    """A part of a number, the number it is in, and whether the part was given as a number."""

    part: str
    number: str
    given: bool


def _longest_part(
    stolen: Item, purchase: Item, ours: Fields, theirs: Fields, profile: Profile
) -> Part | None:
    """Return the longest part of a number that one tells, and the number of the other it is in."""
    least = int(profile.descriptions["parts"]["shortest"])
    found = []
    for item, fields, other in ((purchase, theirs, stolen), (stolen, ours, purchase)):
        for number in (n.canonical for n in other.numbers):
            told = {part for part in map(str.upper, fields.parts) if part in number}
            # Of a number given as a whole only the beginning or the end is meant, if it is a part.
            given = {n.canonical for n in item.numbers}
            ends = {part for part in given if number.startswith(part) or number.endswith(part)}
            parts = [Part(part, number, part not in told) for part in told | ends]
            found += [one for one in parts if least <= len(one.part) < len(number)]
    return max(found, key=lambda one: (len(one.part), one), default=None)


def part_of_number(found: Part | None, profile: Profile) -> Iterator[Piece]:
    """Weigh a part of a number that is in the number of the other, wherever in it it was read.

    Held against the chance that the number of honest goods has this part, by the families of
    numbers in the register. What was given as a number is held against that number as well, since
    few write a part in its place. The shares of goods of which a part is told are set by hand.
    """
    if found is None:
        return
    part, number, given = found
    world, weights = profile.likelihoods.world, profile.descriptions["parts"]
    likely, honest = 1 / (len(number) - len(part) + 1), world.holding(part)
    if given and "given" in weights:
        honest += world.honest(part).likelihood / weights["given"]
    bits = round(max(0.0, log2(likely / honest) + weights["told"]), 3)
    yield Piece("part_of_number", bits, partial(_part_text, part, number))


def damage(ours: Fields, theirs: Fields, profile: Profile) -> Iterator[Piece]:
    """Weigh damage of the same kind: little, since most used goods have some. Set by hand."""
    common = sorted(ours.damage & theirs.damage)
    if common:
        kinds = ", ".join(common)
        text = {
            "nl": f"Aan beide is dezelfde schade ({kinds}).",
            "en": f"Both have the same damage ({kinds}).",
        }
        yield Piece.saying("damage", profile.descriptions["damage"]["same"], text)


def words(stolen: Item, purchase: Item, profile: Profile) -> Iterator[Piece]:
    """Weigh the other words that both use, by how rare each is in the register.

    Words of a text go together, so they count for a part only, which is set by hand.
    """
    weights = profile.descriptions["words"]
    both = (
        words_told(fields_of(item), product_of(item, profile.brand_aliases))
        for item in (stolen, purchase)
    )
    common = sorted(frozenset.intersection(*both))
    told = sum(min(profile.goods.bits_of_word(word), weights["each"]) for word in common)
    bits = round(min(weights["part"] * told, weights["at_most"]), 3)
    if bits > 0:
        listed = ", ".join(common[:8])
        text = {
            "nl": f"Beide beschrijvingen noemen: {listed}.",
            "en": f"Both descriptions mention: {listed}.",
        }
        yield Piece.saying("words", bits, text)


def _other_numbers(stolen: Item, purchase: Item, profile: Profile) -> Iterator[Piece]:
    """Yield evidence against, if both have a whole number of one kind and these are far apart."""
    for kind in _SAME_KINDS:
        ours = sorted(n.canonical for n in stolen.numbers if n.kind == kind)
        theirs = sorted(n.canonical for n in purchase.numbers if n.kind == kind)
        apart = all(a not in b and b not in a for a in ours for b in theirs)
        if ours and theirs and apart:
            text = {
                "nl": f"De nummers verschillen: {ours[0]} tegen {theirs[0]}.",
                "en": f"The numbers differ: {ours[0]} against {theirs[0]}.",
            }
            bits = profile.descriptions["numbers"]["differ"]
            yield Piece.saying("other_number", bits, text)
            return


def _one_slip_apart(a: Iterable[str], b: Iterable[str]) -> tuple[str, str] | tuple[()]:
    """Return two numbers or codes that are one slip apart, if there are any."""
    pairs = (
        (x, y)
        for x in sorted(a)
        for y in sorted(b)
        if min(len(x), len(y)) >= _SHORTEST_WITH_SLIP
        and any(c.isdigit() for c in x)
        and OSA.distance(x, y, score_cutoff=1) <= 1
    )
    return next(pairs, ())


def _is_initials(token: str) -> bool:
    return token.isalpha() and len(token) <= LONGEST_INITIALS


def _written(at: int, item: Item) -> str | None:
    """Return a name as it was written; the kinds of goods have names of the program only."""
    return (None, item.brand, item.model, item.colour)[at]


def _goods_text(
    at: int, written: tuple[str | None, str | None], *, same: bool, alike: bool
) -> dict[str, str]:
    nl = ("soort goed", "merk", "model", "kleur")[at]
    en = ("kind of goods", "brand", "model", "colour")[at]
    names = f" ({written[0]} / {written[1]})" if all(written) else ""
    neuter = at in {1, 2}
    if same:
        article = "Hetzelfde" if neuter else "Dezelfde"
        return {"nl": f"{article} {nl}{names}.", "en": f"The same {en}{names}."}
    if alike:
        article = "Het" if neuter else "De"
        return {"nl": f"{article} {nl} lijkt erop{names}.", "en": f"The {en} is alike{names}."}
    article = "Een ander" if neuter else "Een andere"
    return {"nl": f"{article} {nl}{names}.", "en": f"Another {en}{names}."}


def _mark_text(common: Sequence[str], near: Sequence[str]) -> dict[str, str]:
    nl, en = [], []
    if common:
        listed = ", ".join(common)
        nl.append(f"In beide merktekens staat: {listed}.")
        en.append(f"Both marks have: {listed}.")
    if near:
        nl.append(f"Eén typefout verschil: {near[0]} / {near[1]}.")
        en.append(f"One slip apart: {near[0]} / {near[1]}.")
    if not nl:
        nl.append("Beide hebben een merkteken, maar niet hetzelfde.")
        en.append("Both bear a mark, but not the same one.")
    return {"nl": " ".join(nl), "en": " ".join(en)}


def _part_text(part: str, number: str) -> dict[str, str]:
    return {
        "nl": f"{part} is een deel van het nummer {number}.",
        "en": f"{part} is part of the number {number}.",
    }
