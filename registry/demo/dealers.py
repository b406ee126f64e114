"""Dealers who don't exist: shops in a dozen municipalities, as they notify the mayor (DOL)."""

import re
import unicodedata
from random import Random
from typing import Any

from registry.demo.draw import Weighted, document, stream
from registry.demo.people import address
from registry.demo.places import Place, draw_place, places


def dealers(seed: int, count: int = 60) -> list[dict[str, Any]]:
    """Return `count` dealers in the "Dealer in" form, the same for the same seed.

    From a dozen on, every municipality of the demo has one; the first is a pawnshop that deals
    in everything, so that each category has a buyer. Names are unique, e-mail addresses are
    under the reserved .example (RFC 2606), company numbers start with 00, which marks them as
    made up.
    """
    rng = stream(seed, "dealers")
    kinds = document("shops")
    weighted = Weighted.of((kind, kind["weight"]) for kind in kinds)
    numbers = rng.sample(range(10**6), count)
    names: set[str] = set()
    found = []
    for index in range(count):
        kind = weighted.draw(rng) if index else kinds[0]
        place = places()[index] if index < len(places()) else draw_place(rng)
        name = _name(rng, kind, place, names)
        found.append(
            {
                "name": name,
                "kvk_number": f"00{numbers[index]:06}",
                "municipality_code": place.code,
                "email": f"info@{_slug(name)}.example",
                "goods": list(kind["goods"]),
                "address": address(rng, place),
            }
        )
    return found


def _name(rng: Random, kind: dict[str, Any], place: Place, taken: set[str]) -> str:
    for _ in range(50):
        name = rng.choice(kind["names"]).format(word=rng.choice(document("people")["shop_words"]))
        if name not in taken:
            break
    else:
        # A chain opens one more branch once the good names are gone.
        name = f"{name} {place.city}"
        branch = 2
        while f"{name} {branch}" in taken:
            branch += 1
        name = f"{name} {branch}"
    taken.add(name)
    return str(name)


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
