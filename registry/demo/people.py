"""Sellers who don't exist: names, addresses and documents that are plainly made up.

Family names and streets are invented. Document numbers start with DEMO: no Dutch or foreign
document is numbered so, and none can be read as a citizen service number (BSN), which is nine
digits and is never stored (article 10 Wet algemene bepalingen burgerservicenummer).
"""

from random import Random
from typing import Any

from registry.demo.draw import Weighted, document
from registry.demo.places import Place

DOCUMENTS = Weighted.of(
    (
        ("id_card", 46.0),
        ("driving_licence", 30.0),
        ("passport", 19.0),
        ("residence_permit", 4.0),
        ("other", 1.0),
    )
)
COUNTRIES = Weighted.of((("NL", 93.0), ("DE", 2.0), ("BE", 2.0), ("PL", 2.0), ("RO", 1.0)))


def seller(rng: Random, place: Place) -> dict[str, Any]:
    """Return an adult seller living in `place`, in the form of a purchase's `seller`."""
    people = document("people")
    kind = DOCUMENTS.draw(rng)
    # A residence permit is issued by the state of residence.
    country = "NL" if kind == "residence_permit" else COUNTRIES.draw(rng)
    return {
        "name": f"{rng.choice(people['given'])} {rng.choice(people['family'])}",
        "address": address(rng, place),
        "adult": True,
        "id_document": {
            "type": kind,
            "number": f"DEMO{rng.randrange(10**6):06}",
            "country": country,
        },
    }


def address(rng: Random, place: Place) -> dict[str, str]:
    """Return an address in `place` in a street that doesn't exist."""
    suffix = rng.choice(("", "", "", "", "A", "B", "-2", " bis"))
    return {
        "street": rng.choice(document("people")["streets"]),
        "house_number": f"{rng.randint(1, 289)}{suffix}",
        "postcode": place.postcode(rng),
        "city": place.city,
        "country": "NL",
    }
