"""The record: fields of free text as bags of words, codes, numbers and names, in no order.

Nothing here depends on the order of fields or, but for idioms, of words, so that a code, a number
and its unit, or a brand that was written in several words is put together by what the other has.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from matching.description.lexicon import lexicon
from matching.description.text import plain, squeezed

_ROLES = {
    "brand": "brand", "merk": "brand", "make": "brand", "manufacturer": "brand",
    "fabrikant": "brand",
    "model": "model", "modelno": "model", "type": "model", "mpn": "model", "sku": "model",
    "price": "price", "prijs": "price", "value": "price", "waarde": "price",
    "category": "category", "categorie": "category", "kind": "category", "soort": "category",
    "description": "details", "omschrijving": "details", "details": "details",
}  # fmt: skip
# A tag of RDF that tells the language of a text.
_TAG = re.compile(r'"@[a-z]{2}(?:-[a-z]{2,3})?\b')
_WORD = re.compile(r"[a-z0-9]+(?:[-/._+&'][a-z0-9]+)*\"?")
_CUT = re.compile(r"[-/._+&']")
_DIGIT = re.compile(r"\d")
_PRICE = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
_LEADING = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_UNITS = "|".join(sorted(map(re.escape, lexicon().units), key=len, reverse=True))
_MEASURE = re.compile(rf"(?:({_NUMBER.pattern})-)?({_NUMBER.pattern})-?({_UNITS})")
_APERTURE = re.compile(r"f/?(\d{1,2}(?:[.,]\d)?)(?:-(\d{1,2}(?:[.,]\d)?))?[a-z]{0,2}")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "mkii": "2"}
_EDITION_BEHIND = re.compile(r"(.*\d[a-z]{0,2}?)[^a-z0-9]?(?:mk|mark)?(iii?|iv)")
_LETTERS_BEHIND = re.compile(r"\d([a-z]+)$")
_SHORTEST_STEM, _SHORTEST_SIDE, _SHORTEST_CODE = 3, 3, 5
COLOUR = "="


@dataclass(slots=True)
class Record:
    """What two records are compared by. Colours among the words begin with `=`.

    `sides` has what others write for codes that were written in parts, `editions` Roman numbers,
    and `head` holds the words of all fields but long descriptions; `bare` the units that stand
    apart from a number; `brand` and `models` what such fields say; `lines` the brands that product
    lines imply.
    """

    words: set[str] = field(default_factory=set)
    head: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    sides: dict[str, set[str]] = field(default_factory=dict)
    editions: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)
    measures: dict[str, set[float]] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)
    brands: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    brand: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    category: set[str] = field(default_factory=set)
    prices: set[float] = field(default_factory=set)


def read_record(fields: Mapping[str, str]) -> Record:
    """Return the record of fields by their names; an unknown name is free text. Never raises."""
    record, lists = Record(), lexicon()
    for name, text in fields.items():
        role = _ROLES.get(plain(name), "text")
        value = lists.joined_idioms(_TAG.sub(" ", plain(text)))
        if role == "price":
            record.prices.update(_value(price) for price in _PRICE.findall(value)[:1])
        elif role == "category":
            record.category.update(_stem(w) for w in squeezed_words(value) if len(w) > 1)
        else:
            found = {token for word in _WORD.findall(value) for token in _tokens(word, record)}
            record.words |= found
            if role != "details":
                record.head |= found
            if role == "brand":
                record.brand |= found
            elif role == "model":
                record.models |= _models(value)
    _name_brands(record)
    return record


def squeezed_words(text: str) -> list[str]:
    """Return the runs of letters and digits in plain text."""
    return re.findall(r"[a-z0-9]+", text)


def has_digit(token: str) -> bool:
    """Tell whether a token holds a digit."""
    return _DIGIT.search(token) is not None


def leading_numbers(words: Iterable[str]) -> set[float]:
    """Return the numbers that words with digits begin with."""
    return {float(match[0]) for word in words if (match := _LEADING.match(word))}


def _models(value: str) -> set[str]:
    """Return the codes of a model field, or its words if it has none."""
    written = {squeezed(word) for word in _WORD.findall(value)}
    return {word for word in written if has_digit(word)} or written


def _tokens(word: str, record: Record) -> Iterator[str]:
    """Yield the tokens of one written word, and note in the record what they are."""
    inches, word = word.endswith('"'), word.rstrip('"')
    if not has_digit(word):
        for side in _CUT.split(word):
            yield from _letters(side, record)
    elif _NUMBER.fullmatch(word):
        value = _value(word)
        if inches:
            record.measures.setdefault("inch", set()).add(value)
        elif len(word) >= _SHORTEST_CODE and word.isdigit():
            record.codes.add(word)
        else:
            record.numbers.add(value)
        yield f"{value:g}" if len(word) < _SHORTEST_CODE else squeezed(word)
    elif _note_measure(word, record):
        yield squeezed(word)
    else:
        yield from _coded(word, record)


def _letters(side: str, record: Record) -> Iterator[str]:
    lists = lexicon()
    if side in _ROMAN:
        record.editions.add(_ROMAN[side])
        record.numbers.add(float(_ROMAN[side]))
        yield _ROMAN[side]
        return
    stem = _stem(side)
    # The s of a word such as paars is none of a plural.
    colour = lists.colours.get(side) or lists.colours.get(stem)
    if colour:
        record.colours.add(colour)
        yield COLOUR + colour
    elif stem:
        if stem in lists.units:
            record.bare.add(lists.units[stem][0])
        yield lists.synonyms.get(side) or lists.synonyms.get(stem, stem)


def _note_measure(word: str, record: Record) -> bool:
    """Note a number with its unit; tell whether this is one."""
    lists = lexicon()
    if match := _MEASURE.fullmatch(word):
        if match[3] in {"k", "g"}:
            return False
        unit, factor = lists.units[match[3]]
    elif match := _APERTURE.fullmatch(word):
        unit, factor = "f", 1.0
    else:
        return False
    for end in match.groups()[:2]:
        if end:
            record.measures.setdefault(unit, set()).add(float(f"{_value(end) * factor:.4g}"))
    return True


def _coded(word: str, record: Record) -> Iterator[str]:
    """Yield a code squeezed, or its sides where some of them are words."""
    lists, sides = lexicon(), _CUT.split(word)
    if len(sides) > 1 and any(
        side.isalpha() and (len(side) > 3 or side in lists.small or side == "new") for side in sides
    ):
        for side in sides:
            yield from _tokens(side, record)
        return
    if edition := _EDITION_BEHIND.fullmatch(word):
        # Such as A7SII, which others write A7S II.
        yield from _tokens(edition[1], record)
        yield from _letters(edition[2], record)
        return
    code = squeezed(word)
    if code in lists.generic:
        pass
    elif code.isdigit() and len(code) < _SHORTEST_CODE:
        record.numbers.update(_value(side) for side in sides)
    else:
        record.codes.add(code)
        if telling := _telling_sides(word) - {code}:
            record.sides.setdefault(code, set()).update(telling)
        record.colours |= _colour_behind(code)
    yield code


def _telling_sides(word: str) -> set[str]:
    """Return the sides of a code that others write for it.

    The long ones, the only one with digits, such as GH4 of DMC-GH4, and both names of SL1/100D.
    """
    coded = {side for side in _CUT.split(word) if has_digit(side)}
    names = {squeezed(name) for name in word.split("/")} | (coded if len(coded) == 1 else set())
    return {side for side in coded if len(side) >= _SHORTEST_CODE} | {
        name
        for name in names
        if has_digit(name)
        and not name.isdigit()
        and len(name) >= _SHORTEST_SIDE
        and not _MEASURE.fullmatch(name)
    }


def _colour_behind(code: str) -> set[str]:
    """Return the colour that a code ends with, such as com2black, as a set of one or none."""
    letters = _LETTERS_BEHIND.search(code)
    colour = lexicon().colours.get(letters[1]) if letters and len(letters[1]) > 2 else None
    return {colour} if colour else set()


def _name_brands(record: Record) -> None:
    """Note the brands that the words name or imply; a name of two words has both of them."""
    lists = lexicon()
    for names, found in ((lists.brands, record.brands), (lists.lines, record.lines)):
        for word in record.words:
            if word in names:
                found.add(names[word])
        for name, parts in lists.long_names.items():
            if name in names and parts <= record.words:
                found.add(names[name])


def _stem(word: str) -> str:
    """Return a word without the s of its plural."""
    plural = len(word) > _SHORTEST_STEM and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))
