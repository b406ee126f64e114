"""Fields: what a description says of goods, sorted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from matching.description.codes import codes_in
from matching.description.lexicon import Lexicon, lexicon
from matching.description.marks import as_mark, marks_in
from matching.description.measures import Measure, measures_in
from matching.description.text import plain, squeezed, words
from matching.item import Item
from matching.placeholders import is_unknown

_PIECE = re.compile(r"[,;\n]|(?<=\w\w)\.\s")


@dataclass(frozen=True, slots=True)
class Fields:
    """What one text or item tells; all in plain lower-case, nothing of it in any order.

    `brands` are squeezed names, `codes` squeezed model codes, `editions` a word and its number
    (`iphone`, `12`), `measures` numbers with a unit, `marks` what is written on the goods, `parts`
    squeezed numbers that may be part of a serial, `damage` kinds of damage and `rest` the other
    words that tell something.
    """

    brands: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    editions: frozenset[tuple[str, str]] = frozenset()
    measures: frozenset[Measure] = frozenset()
    colours: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    damage: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()


def fields_of(source: str | Item) -> Fields:
    """Return the fields of free text, or of an item with all it tells.

    Dutch and English; text that says nothing gives empty fields, and no text raises. Of an item
    the brand field names the brand, whatever its texts say; words for want of a value are none.
    """
    return _of_text(source) if isinstance(source, str) else _of_item(source)


def colours_of(text: str) -> frozenset[str]:
    """Return the colours that the colour field of goods names, codes such as BLKRED included."""
    lists, found = lexicon(), set()
    for word in words(plain(text)):
        for part in {word, *word.split("-"), *word.split("/")}:
            found |= _colour(part, lists) | _coded(part, lists)
    return frozenset(found)


def brand_of(text: str) -> str | None:
    """Return the squeezed usual name of what a brand field names; None if it names none."""
    if is_unknown(text):
        return None
    found = [squeezed(word) for word in words(plain(text))]
    named, _ = _brands(found, lexicon())
    return min(named) if len(named) == 1 else "".join(found) or None


@lru_cache(maxsize=16_384)
def _of_text(text: str) -> Fields:
    lists = lexicon()
    marks, left = marks_in(plain(text))
    measures, left = measures_in(lists.joined_idioms(left))
    codes = codes_in(words(left))
    brands, rest = _brands(codes.rest, lists)
    silent = lists.small | lists.announcing["serial"] | lists.announcing["model"]
    colours, damage, telling = set(), set(), set()
    for word in rest:
        colour = _colour(word, lists)
        colours |= colour
        if word in lists.damage:
            damage.add(lists.damage[word])
        elif not colour and len(word) > 1 and word not in silent:
            telling.add(word)
    return Fields(
        brands=brands,
        codes=frozenset(codes.models),
        editions=frozenset(codes.editions),
        measures=measures,
        colours=frozenset(colours),
        marks=marks,
        parts=frozenset(codes.parts),
        damage=frozenset(damage),
        rest=frozenset(telling),
    )


@lru_cache(maxsize=65_536)
def _of_item(item: Item) -> Fields:
    told = [text for text in (item.model, item.description) if text and not is_unknown(text)]
    fields = _of_text("\n".join(told))
    written = [item.marks or "", *(i.value for i in item.identifiers if i.type == "engraving")]
    pieces = [p for text in written if not is_unknown(text) for p in _PIECE.split(plain(text))]
    damaged = {piece for piece in pieces if _of_text(piece).damage}
    marks = {as_mark(piece) for piece in pieces if piece not in damaged}
    marks |= {mark for text in written for mark in marks_in(plain(text))[0]}
    brand = brand_of(item.brand or "")
    # The colour in the name of a model, such as Orange C7, is not that of the goods.
    named = _of_text(item.model or "").colours
    return replace(
        fields,
        brands=frozenset([brand]) if brand else fields.brands,
        colours=colours_of(item.colour or "") or fields.colours - named,
        marks=fields.marks | (marks - {""}),
        damage=fields.damage | _of_text(item.marks or "").damage,
    )


def _brands(found: Sequence[str], lists: Lexicon) -> tuple[frozenset[str], list[str]]:
    """Return the brands named, or else implied by a product line, and the words that name none.

    The name of a line stays a word, since it tells more than the brand does.
    """
    named, implied, rest, at = set(), set(), [], 0
    while at < len(found):
        step = 1
        for length in range(min(lists.longest_brand, len(found) - at), 0, -1):
            name = " ".join(found[at : at + length])
            if name in lists.lines:
                implied.add(lists.lines[name])
            if name in lists.brands:
                named.add(lists.brands[name])
                step = length
                break
        else:
            rest.append(found[at])
        at += step
    return frozenset(named or implied), rest


def _colour(word: str, lists: Lexicon) -> set[str]:
    """Return the colour of a word, with or without its shade, as a set of one or none."""
    if word in lists.colours:
        return {lists.colours[word]}
    bare = next((word[len(s) :] for s in lists.shades if word.startswith(s)), "")
    return {lists.colours[bare]} if bare in lists.colours else set()


def _coded(word: str, lists: Lexicon) -> set[str]:
    """Return the colours of a code of three letters or two of them; none if it is no such code."""
    codes = [word] if len(word) <= 3 else [word[:3], word[3:]]
    if len(word) <= 6 and all(code in lists.colour_codes for code in codes):
        return {lists.colour_codes[code] for code in codes}
    return set()
