"""What every document on paper is made with: the templates, and goods in words."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from registry.paper.sentences import Sentences

PAGES = Environment(
    loader=PackageLoader("registry.paper", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Where a document is of no place in particular.
ZONE = "Europe/Amsterdam"


def described(item: Mapping[str, Any], told: Sentences) -> str:
    """Return goods in words: kind, brand, model, colour, numbers, description, marks."""
    words = [told.say(f"category.{item['category']}")]
    words += [item[name] for name in ("brand", "model", "colour") if item.get(name)]
    words += [number["value"] for number in item.get("identifiers") or []]
    words += [item[name] for name in ("description", "marks") if item.get(name)]
    return ", ".join(words)
