"""Measures: numbers with a unit in plain text, told in one unit of their sort."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from matching.description.lexicon import lexicon

_NUMBER = r"\d{1,7}(?:[.,]\d{1,3})?"
_FINENESS = {8: 333, 9: 375, 10: 417, 14: 585, 18: 750, 20: 833, 21: 875, 22: 916, 24: 999}
# Units of one or two letters that are words or signs of something else unless they touch.
_GLUED_ONLY = frozenset({"in", "go", "to", "mo", "x", "g", "m", "k", "v", "l", "'", "kt"})
_UNITS = "|".join(sorted(map(re.escape, lexicon().units), key=len, reverse=True))
_WITH_UNIT = re.compile(
    rf"(?<![a-z0-9.,/])(?:({_NUMBER})\s?-\s?)?({_NUMBER})(\s?-?\s?)({_UNITS})(?![a-z0-9])"
)
_APERTURE = rf"(?<![a-z0-9])(?:f\s?/?\s?|1:)(\d{{1,2}}(?:[.,]\d)?)(?:\s?-\s?({_NUMBER}))?"
_SIZE = rf"(?<![a-z0-9])(?:frame)?(?:maat|size)\s?:?\s?({_NUMBER})(?![a-z0-9])"
_BEFORE = (("f", re.compile(_APERTURE)), ("size", re.compile(_SIZE)))
_YEAR = re.compile(r"(?<![\w.,/-])(?:19[5-9]\d|20[0-3]\d)(?![\w/-]|[.,]\d)")
_METAL = r"(?:gouden|goud|gold|zilveren|zilver|silver|sterling)"
_HALLMARK = re.compile(
    rf"(?<![\w.,])(333|375|417|585|750|800|835|875|916|925|999)(?=(?:/000)?\s{_METAL}\b)"
    rf"|(?:\b{_METAL}|\bgehalte|\bkeur)\s(333|375|417|585|750|800|835|875|916|925|999)(?![\w.,])"
)
_DATE = re.compile(r"(?<![\w-])[0-3]?\d[-/.][01]?\d[-/.](?:19|20)\d\d(?![\w-])")
_MONEY = re.compile(
    rf"(?:€|\$|£|\beur(?:o|os)?)\s?{_NUMBER}(?:,-)?|(?<!\w){_NUMBER}\s?(?:€|eur)\w*"
)


class Measure(NamedTuple):
    """A number and its unit, such as (`GB`, 256.0); `fineness` is parts of metal in a thousand."""

    unit: str
    value: float


def measures_in(text: str) -> tuple[frozenset[Measure], str]:
    """Return the measures of plain text, and the text without them, dates and sums of money.

    Values have four significant digits. A range, such as 18-55mm, counts as both its ends.
    """
    found: set[Measure] = set()

    def take(match: re.Match[str]) -> str:
        read = list(_read(match))
        found.update(read)
        return " " if read else match[0]

    text = _WITH_UNIT.sub(take, _DATE.sub(" ", _MONEY.sub(" ", text)))
    for unit, pattern in _BEFORE:
        for match in pattern.finditer(text):
            found.update(Measure(unit, _value(end)) for end in match.groups() if end)
        text = pattern.sub(" ", text)
    for match in _HALLMARK.finditer(text):
        found.add(Measure("fineness", float(match[1] or match[2])))
    text = _HALLMARK.sub(" ", text)
    found.update(Measure("year", float(year)) for year in _YEAR.findall(text))
    return frozenset(found), _YEAR.sub(" ", text)


def _read(match: re.Match[str]) -> Iterator[Measure]:
    """Yield what a number with a unit says, or nothing where the unit is doubtful."""
    low, high, between, spelling = match.groups()
    unit, factor = lexicon().units[spelling]
    value = _value(high)
    if between.strip() == "" and between and spelling in _GLUED_ONLY and not _surely(match):
        return
    if spelling in {"g", "k"} and (value < 6 or "." in high):
        # These are generations of networks, resolutions of screens and kinds of lenses.
        return
    if unit == "ct":
        if value in _FINENESS:
            yield Measure("fineness", float(_FINENESS[int(value)]))
            return
        if spelling == "k":
            return
    for end in (low, high):
        if end:
            yield Measure(unit, float(f"{_value(end) * factor:.4g}"))


def _surely(match: re.Match[str]) -> bool:
    """Tell whether a doubtful unit that stands apart is one after all, by what comes next."""
    spelling, rest = match[4], match.string[match.end() : match.end() + 2]
    if spelling in {"'", "v", "g", "kt", "m", "l"}:
        return True
    return spelling == "in" and rest[:1] in {".", ")"}


def _value(digits: str) -> float:
    """Return the number; a comma or a point with three digits behind it parts thousands."""
    whole, _, fraction = digits.replace(",", ".").partition(".")
    if len(fraction) == 3 and whole != "0":
        return float(whole + fraction)
    return float(f"{whole}.{fraction or 0}")
