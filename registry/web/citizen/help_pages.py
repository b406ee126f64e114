"""Stop Heling for citizens: where the number is, on each kind of goods, with a drawing."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, render_template

from matching import CATEGORIES
from registry.errors import NotFound

blueprint = Blueprint("help_pages", __name__, url_prefix="/help")
# How many places each drawing points at; the messages are `help.<category>.<number>`.
PLACES: Mapping[str, int] = MappingProxyType(
    {
        "bicycle": 3,
        "moped": 3,
        "motorcycle": 3,
        "car": 3,
        "vehicle_part": 2,
        "phone": 3,
        "tablet": 3,
        "laptop": 3,
        "computer": 2,
        "camera": 3,
        "game_console": 2,
        "audio_video": 2,
        "watch": 3,
        "jewellery": 3,
        "precious_metal": 2,
        "gemstone": 2,
        "art": 3,
        "tool": 2,
        "clothing": 2,
        "eyewear": 2,
        "other": 2,
    }
)


@blueprint.get("/")
def index() -> str:
    """Show every kind of goods with its drawing."""
    return render_template("citizen/help_index.html", categories=CATEGORIES, places=PLACES)


@blueprint.get("/<category>")
def show(category: str) -> str:
    """Show where the number is on one kind of goods."""
    if category not in PLACES:
        raise NotFound
    return render_template("citizen/help.html", category=category, places=PLACES[category])
