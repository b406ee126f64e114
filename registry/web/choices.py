"""What can be chosen from in a form, each with its text in the reader's language."""

from collections.abc import Iterable

from babel import Locale
from flask_babel import get_locale, gettext

from registry.law.places import place_names
from schemas.fields import COUNTRIES

NEAR = ("NL", "BE", "DE")
Pairs = list[tuple[str, str]]


def choices(of: str, values: Iterable[str]) -> Pairs:
    """Return the values with their messages, whose keys begin with `of`, such as `category.`."""
    return [(value, gettext(of + value)) for value in values]


def countries() -> Pairs:
    """Return the countries by name, those nearby first."""
    names = (get_locale() or Locale("nl")).territories
    sorted_ones = sorted(COUNTRIES.difference(NEAR), key=lambda code: str(names[code]))
    return [(code, str(names[code])) for code in (*NEAR, *sorted_ones)]


def municipalities() -> Pairs:
    """Return the places in which a dealer may be, by name; 's-Hertogenbosch stands under the s."""
    return sorted(place_names().items(), key=lambda pair: pair[1].lstrip("'").casefold())
