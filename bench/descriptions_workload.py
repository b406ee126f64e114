"""A seeded workload of descriptions: stolen goods with their twins, and purchases of some of them.

What is assumed, by our guess where nothing better is known:
- Goods are those of `registry.demo`, in its shares: kind, brand, model, colour and a Dutch phrase
  or two. Half have a code of the maker's as well, one of 60 for brand and kind under Zipf's law.
  One in three has no usable brand, one in five no model.
- 15 in 100 bear no mark, 50 one, 25 two, 10 three: damage, stickers, initials, years, names,
  postcodes (`descriptions_marks.json`), so that a mark alone is shared by many as well.
- Purchases are asked only of goods with a mark: no other could ever be a hit without a number.
- Each of those has adversarial twins in the register: equal but for the marks, which are drawn
  anew, half of them of the same sorts; and twins by chance, which are more than in the world.
- A purchase is the same goods in other words: each field and each phrase may be left out (a mark
  in one of four, but never all), phrases come in another order with others between, in every
  third purchase in English, with words misspelt (6 in 100; in the register 2), shortened, codes
  and compounds written apart or together, initials with points or without.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from matching import Item
from registry.demo.draw import Weighted, chance, document, stream
from registry.demo.families import Family, draw_category, draw_family
from registry.demo.wording import colour, description

CODES = 60
NO_BRAND, NO_MODEL, NO_COLOUR = 0.33, 0.2, 0.1
MISSPELT_HELD, MISSPELT_ASKED = 0.02, 0.06
_SLOT = re.compile(r"\{([a-z]+)\}")
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w-]{3,}\b|\b[A-Z]{1,4} \d{1,4}\b")
_COMPOUND = re.compile(
    r"(dames|heren|moeder|achter|voor|fiets|ketting|sport|zonne|trouw|zegel|toetsen|kinder)"
    r"([^\W\d_]{3,})"
)


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods as their owner knows them, each fact in Dutch."""

    category: str
    brand: str | None
    model: str | None
    colour: str | None
    phrases: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def facts(self) -> frozenset[str]:
        """All that is known, as said."""
        fields = (self.brand, self.model, self.colour)
        return frozenset([*filter(None, fields), *self.phrases, *self.marks])


@dataclass(frozen=True, slots=True)
class Asked:
    """A purchase, the place of what it was among the stolen goods, and the facts that it tells."""

    item: Item
    id: int
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workload:
    """Stolen goods as facts, and who asks for which; `item` gives goods as an officer types it."""

    seed: int
    goods: Sequence[Goods]
    asked: Sequence[Asked]

    def items(self) -> Iterator[Item]:
        """Yield the stolen goods as they stand in the register."""
        rng = stream(self.seed, "typed")
        return (_held(goods, rng) for goods in self.goods)


def workload(seed: int, count: int, asked: int, twins: int) -> Workload:
    """Return `count` stolen goods, of which `asked` turn up, each with `twins` that do not."""
    rng = stream(seed, "goods")
    goods = [_goods(rng) for _ in range(count - asked * twins)]
    marked = [place for place, one in enumerate(goods) if one.marks]
    chosen = rng.sample(marked, asked)
    for place in chosen:
        goods += [_twin(goods[place], rng) for _ in range(twins)]
    order = list(range(count))
    rng.shuffle(order)
    place_of = {old: new for new, old in enumerate(order)}
    rng = stream(seed, "purchases")
    purchases = [_purchase(goods[place], place_of[place], rng) for place in chosen]
    return Workload(seed, [goods[old] for old in order], purchases)


def known_words(word_for: Callable[[str], str]) -> tuple[int, int]:
    """Return how many of the English words mean the same to `word_for`, and how many there are."""
    table = _marks()["english"].items()
    pairs = [(dutch, english) for dutch, english in table if dutch != english]
    return sum(word_for(dutch) == word_for(english) for dutch, english in pairs), len(pairs)


def _goods(rng: Random) -> Goods:
    family = draw_family(rng, draw_category(rng).name, 2024)
    model = rng.choice(family.models) if family.models and not chance(rng, NO_MODEL) else None
    if model and chance(rng, 0.5):
        model = f"{model} {_codes(family.brand or '', family.category).draw(rng)}"
    many = rng.choices((0, 1, 2, 3), (15, 50, 25, 10))[0]
    return Goods(
        family.category,
        family.brand if not chance(rng, NO_BRAND) else None,
        model,
        colour(family.wording, rng) if not chance(rng, NO_COLOUR) else None,
        _phrases(family, rng),
        tuple(_filled(_templates().draw(rng), rng) for _ in range(many)),
    )


def _phrases(family: Family, rng: Random) -> tuple[str, ...]:
    return tuple(description(family.wording, rng).split(", ")) if chance(rng, 0.75) else ()


def _twin(goods: Goods, rng: Random) -> Goods:
    """Return goods that differ in their marks only."""
    words = _marks()["slots"]
    marks = []
    for mark in goods.marks:
        template = _templates().draw(rng)
        if chance(rng, 0.5):
            # Of the same sort: it has the same first word, if that is one of a template.
            like = [t for t in _marks()["marks"].values() if _begins_alike(t, mark, words)]
            template = like[0] if like else template
        marks.append(_filled(template, rng))
    return replace(goods, marks=tuple(marks))


def _begins_alike(template: str, mark: str, words: dict[str, list[str]]) -> bool:
    slot = _SLOT.match(template)
    if slot is None:
        return mark.startswith(template.split(" ", 1)[0])
    return any(mark.startswith(word) for word in words.get(slot[1], ()))


def _held(goods: Goods, rng: Random) -> Item:
    def typed(text: str | None) -> str | None:
        return _misspelt(text, MISSPELT_HELD, rng) if text else None

    return Item(
        category=goods.category,
        brand=goods.brand,
        model=typed(goods.model),
        colour=goods.colour,
        description=typed(", ".join(goods.phrases)),
        marks=typed(", ".join(goods.marks)),
    )


def _purchase(goods: Goods, id_: int, rng: Random) -> Asked:
    known = replace(
        goods,
        brand=goods.brand if not chance(rng, 0.1) else None,
        model=goods.model if not chance(rng, 0.2) else None,
        colour=goods.colour if not chance(rng, 0.2) else None,
        phrases=tuple(phrase for phrase in goods.phrases if chance(rng, 0.6)),
        marks=tuple(mark for mark in goods.marks if chance(rng, 0.75)) or goods.marks[:1],
    )
    english = chance(rng, 1 / 3)

    def say(text: str | None) -> str | None:
        return told(text, rng, english=english) if text else None

    said = [*known.phrases, *rng.sample(_marks()["said_too"], rng.choice((0, 1, 1, 2)))]
    rng.shuffle(said)
    marks = list(known.marks)
    rng.shuffle(marks)
    if chance(rng, 0.5):
        said, marks = rng.sample([*said, *marks], len(said) + len(marks)), []
    item = Item(
        category=known.category,
        brand=_misspelt(known.brand, MISSPELT_ASKED / 2, rng) if known.brand else None,
        model=say(known.model),
        colour=say(known.colour),
        description=say(rng.choice((", ", " ", "; ", " en ")).join(said)),
        marks=say(", ".join(marks)),
    )
    return Asked(item, id_, known.facts)


def told(text: str, rng: Random, *, english: bool) -> str:
    """Return what somebody else makes of a text: in other words, misspelt, in capitals."""
    text = _CODE.sub(lambda code: _rewritten(code[0], rng), text)
    if english:
        table = _marks()["english"]
        text = re.sub(r"[^\W\d_']+(?:'s)?", lambda w: table.get(w[0].lower(), w[0]), text)
    else:
        text = _WORD.sub(lambda word: _shortened(word[0], rng), text)
        text = _COMPOUND.sub(lambda w: f"{w[1]} {w[2]}" if chance(rng, 0.15) else w[0], text)
    if chance(rng, 0.5):
        text = re.sub(r"\b([A-Z])\.(?=[A-Z]\.)|\b([A-Z])\.", r"\1\2", text)
    text = re.sub(r"(\d) (cm|mm|GB|km|gram|Ah)\b", r"\1\2", text) if chance(rng, 0.4) else text
    text = _misspelt(text, MISSPELT_ASKED, rng)
    return text.upper() if chance(rng, 0.15) else text.lower() if chance(rng, 0.3) else text


def _rewritten(code: str, rng: Random) -> str:
    """Write a code apart, together or with dashes."""
    if not chance(rng, 0.4):
        return code
    parts = re.findall(r"[A-Za-z]+|\d+", code)
    return rng.choice(("", " ", "-")).join(parts)


def _shortened(word: str, rng: Random) -> str:
    short = _marks()["short"].get(word.lower())
    return rng.choice(short) if short and chance(rng, 0.15) else word


def _misspelt(text: str, share: float, rng: Random) -> str:
    return _WORD.sub(
        lambda w: _slipped(w[0], rng) if len(w[0]) > 3 and chance(rng, share) else w[0], text
    )


def _slipped(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    other = rng.choice(ascii_lowercase)
    if kind == 0:
        return word[:at] + other + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + rng.choice((other, word[at])) + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _filled(template: str, rng: Random) -> str:
    return _SLOT.sub(lambda slot: _slot(slot[1], rng), template)


def _slot(name: str, rng: Random) -> str:
    if name in _marks()["slots"]:
        return str(rng.choice(_marks()["slots"][name]))
    return _DRAWN[name](rng)


def _initials(rng: Random) -> str:
    return rng.choice(("{}.{}.", "{}{}", "{}.{}.{}.")).format(*rng.choices(ascii_uppercase, k=3))


def _date(rng: Random) -> str:
    return f"{rng.randint(1, 28)}-{rng.randint(1, 12)}-{rng.randint(1965, 2023)}"


_DRAWN: dict[str, Callable[[Random], str]] = {
    "initials": _initials,
    "year": lambda rng: str(rng.randint(1962, 2024)),
    "given": lambda rng: str(rng.choice(document("people")["given"])),
    "digits": lambda rng: str(rng.randint(1011, 9999)),
    "letters": lambda rng: "".join(rng.choices(ascii_uppercase, k=2)),
    "house": lambda rng: str(rng.randint(1, 220)),
    "date": _date,
}


@cache
def _codes(brand: str, category: str) -> Weighted[str]:
    rng = stream(0, f"codes/{brand}/{category}")
    codes = [
        "".join(rng.choices(ascii_uppercase, k=rng.choice((1, 2, 2, 3))))
        + rng.choice(("-", "", ""))
        + str(rng.randint(1, 9999))
        + rng.choice(("", "", "B", "XM", "S", "-II"))
        for _ in range(CODES)
    ]
    return Weighted.of((code, 1 / rank) for rank, code in enumerate(codes, 1))


@cache
def _templates() -> Weighted[str]:
    return Weighted.of((text, float(weight)) for weight, text in _marks()["marks"].items())


@cache
def _marks() -> Any:
    path = Path(__file__).with_name("descriptions_marks.json")
    return json.loads(path.read_text(encoding="utf-8"))
