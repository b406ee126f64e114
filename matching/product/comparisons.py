"""Comparisons of two records: how far they agree in words, codes, measures, names.

Each value rises with agreement, whatever is added to both records alike, and falls, or stays, with
whatever contradicts. Where nothing can be compared the value is left out, and nothing follows.
"""

from functools import cache
from importlib.resources import files
from math import fsum

from matching.description.lexicon import lexicon
from matching.product.codes import SHORTEST_CODE, code_shared, compare_codes
from matching.product.measures import compare_measures
from matching.product.overlap import FOUND, MISSED, Credits, overlap
from matching.product.record import Record, leading_numbers
from matching.product.terms import Terms

Values = dict[str, float]
_RARE = 3
_CONTRADICTIONS = (
    "codes_apart", "numbers_apart", "measures_differ", "colour_differs", "brand_differs",
    "edition_differs", "variants_apart",
)  # fmt: skip


def compare(a: Record, b: Record, terms: Terms) -> tuple[Values, dict[str, bool]]:
    """Return the values of all comparisons by name, and each word of either, found in both or not.

    Values lie between -10 and 10; most within 0 and 1, those of contradictions between -1 and 0.
    """
    found_a, found_b = overlap(a.words, b.words, a.sides, b.sides)
    values: Values = {}
    _compare_words(values, "words", found_a, found_b, terms, 1)
    _compare_words(values, "rare", found_a, found_b, terms, _RARE)
    heads = ({t: found_a[t] for t in a.head}, {t: found_b[t] for t in b.head})
    _compare_words(values, "head", *heads, terms, 1)
    _compare_heads(values, a, b, heads, terms)
    _compare_single_words(values, *heads, terms)
    compare_codes(values, a, b, (found_a, found_b), terms)
    _compare_numbers(values, a, b)
    compare_measures(values, a, b)
    for compare_names in (_compare_colours, _compare_brands, _compare_models, _compare_prices):
        compare_names(values, a, b)
    _compare_categories(values, a, b, terms)
    _compare_whole(values)
    words = {t: found_a.get(t, 0) >= FOUND or found_b.get(t, 0) >= FOUND for t in a.words | b.words}
    return values, words


def _compare_words(
    values: Values, name: str, a: Credits, b: Credits, terms: Terms, power: int
) -> None:
    """Compare bags of words, each weighing as much as it tells, to a power.

    `alike` is the share of both that is found in the other, `held` the share of the side of which
    more is found, `shared` how much is found, `apart` how much of the side with less left is not.
    """
    all_a, all_b = (fsum(terms[t] ** power for t in side) for side in (a, b))
    in_a, in_b = (fsum(terms[t] ** power * c for t, c in side.items()) for side in (a, b))
    values[f"{name}_alike"] = (in_a + in_b) / (all_a + all_b) if all_a + all_b else 0.0
    values[f"{name}_held"] = max(in_a / all_a if all_a else 0.0, in_b / all_b if all_b else 0.0)
    values[f"{name}_shared"] = min(in_a, in_b, 10.0)
    values[f"{name}_apart"] = -min(all_a - in_a, all_b - in_b, 10.0)


def _compare_heads(
    values: Values, a: Record, b: Record, found: tuple[Credits, Credits], terms: Terms
) -> None:
    """Compare heads with heads only, where there are some, since details name other goods too."""
    values["head_code_shared"] = 0.0
    if a.head and b.head:
        if (a.head, b.head) != (a.words, b.words):
            found = overlap(a.head, b.head, a.sides, b.sides)
        heads: Values = {}
        _compare_words(heads, "", *found, terms, 1)
        values["heads_held"], values["heads_apart"] = heads["_held"], heads["_apart"]
        values["head_code_shared"] = code_shared(found, terms)


def _compare_single_words(values: Values, a: Credits, b: Credits, terms: Terms) -> None:
    """Compare what is told best by single words: a variant, the rarest on each side."""
    left = [
        sorted((terms[t] for t, c in side.items() if c < MISSED and t.isalpha()), reverse=True)
        for side in (a, b)
    ]
    values["word_apart"] = -min(side[0] if side else 0.0 for side in left)
    values["three_words_apart"] = -min(fsum(side[:3]) for side in left)
    values["word_shared"] = max(
        (terms[t] for side in (a, b) for t, c in side.items() if c == 1 and t.isalpha()),
        default=0.0,
    )
    one, other = ({t for t, c in side.items() if t in _variants() and c < 1} for side in (a, b))
    values["variant_alone"] = -float(min(len(one | other), 4))
    values["variants_apart"] = -float(min(len(one), len(other), 2))


def _compare_numbers(values: Values, a: Record, b: Record) -> None:
    """Compare numbers without a unit, which may have one or be part of a word in the other."""
    left = [
        len(one.numbers - other.numbers - leading_numbers(other.words))
        for one, other in ((a, b), (b, a))
    ]
    values["numbers_apart"] = -float(min(*left, 3))
    values["numbers_alone"] = -float(min(sum(left), 5))
    values["edition_differs"] = 0.0
    if a.editions.isdisjoint(b.editions):
        values["edition_differs"] = -0.5 * (bool(a.editions) + bool(b.editions))
    if a.numbers and b.numbers:
        held = (1 - n / len(side.numbers) for n, side in zip(left, (a, b), strict=True))
        values["numbers_held"] = max(held)


def _compare_colours(values: Values, a: Record, b: Record) -> None:
    """Compare colours; those often taken for each other contradict less."""
    agrees, differs = 0.0, 0.0
    if a.colours & b.colours:
        agrees = 1.0 if a.colours <= b.colours or b.colours <= a.colours else 0.6
    elif a.colours and b.colours:
        close = lexicon().close_colours
        near = any(frozenset((x, y)) in close for x in a.colours for y in b.colours)
        differs = -0.6 if near else -1.0
    values["colour_agrees"], values["colour_differs"] = agrees, differs


def _compare_brands(values: Values, a: Record, b: Record) -> None:
    """Compare brands by name, those that product lines imply, and those in fields of their own."""
    agrees = differs = 0.0
    if (a.brands or a.lines) and (b.brands or b.lines):
        if a.brands & b.brands:
            agrees = 1.0
        elif (a.brands | a.lines) & (b.brands | b.lines):
            agrees = 0.5
        else:
            differs = -1.0
    values["brand_agrees"], values["brand_differs"] = agrees, differs
    values["brands_apart"] = -float(min(len(a.brands - b.brands), len(b.brands - a.brands), 1))
    if a.brand and b.brand:
        share = (len(a.brand & b.brand) / len(side.brand) for side in (a, b))
        values["brand_field"] = max(share)
    sides = ((a, b), (b, a))
    named = [float(not one.brand.isdisjoint(other.words)) for one, other in sides if one.brand]
    if named:
        values["brand_named"] = min(named)


def _compare_models(values: Values, a: Record, b: Record) -> None:
    """Compare what the model fields say, with each other and with the words of the other."""
    if a.models and b.models:
        values["model_field"] = max(_same_model(x, y) for x in a.models for y in b.models)
    named = [
        any(_same_model(model, word) > 0 for word in other.words | other.models if len(word) >= 3)
        for one, other in ((a, b), (b, a))
        for model in one.models
        if len(model) >= 3
    ]
    if named:
        values["model_named"] = float(any(named))


def _same_model(x: str, y: str) -> float:
    if x == y:
        return 1.0
    return 0.8 if min(len(x), len(y)) >= SHORTEST_CODE and (x in y or y in x) else 0.0


def _compare_prices(values: Values, a: Record, b: Record) -> None:
    """Compare prices by the lower one as a share of the higher one."""
    pairs = [(x, y) for x in a.prices for y in b.prices if x and y]
    if pairs:
        values["price"] = max(min(pair) / max(pair) for pair in pairs)


def _compare_categories(values: Values, a: Record, b: Record, terms: Terms) -> None:
    if a.category and b.category:
        shared = fsum(terms[t] for t in a.category & b.category)
        least = min(fsum(terms[t] for t in side.category) for side in (a, b))
        values["category"] = shared / least if least else 0.0


def _compare_whole(values: Values) -> None:
    """Add up the contradictions, each at most 1, and weigh what agrees by how little they are."""
    opposed = -fsum(max(values[name], -1.0) for name in _CONTRADICTIONS)
    values["contradictions"] = -opposed
    for name in ("rare_held", "words_alike", "code_shared", "core_shared"):
        values[f"{name}_unopposed"] = values[name] / (1 + opposed)


@cache
def _variants() -> frozenset[str]:
    text = (files("matching.product") / "variants.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
