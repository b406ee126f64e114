"""What a dealer gives for goods: a price, or other conditions (decree article 2 (2)(d))."""

from random import Random
from typing import Any

from registry.demo.draw import Weighted, chance
from registry.demo.families import Family

PAWNED = frozenset(
    {"phone", "laptop", "camera", "game_console", "watch", "jewellery", "precious_metal", "car"}
)

_ACQUISITIONS = Weighted.of(
    (("purchase", 84.0), ("swap", 5.0), ("pawn", 5.0), ("consignment", 4.0), ("gift", 2.0))
)
_PAYMENTS = Weighted.of((("cash", 55.0), ("bank", 37.0), ("voucher", 5.0), ("card", 3.0)))
_TERMS = {
    "swap": (
        "geruild tegen een ander exemplaar, klant betaalt {amount} euro bij",
        "ingeruild bij aankoop, inruilwaarde {amount} euro",
    ),
    "pawn": (
        "beleend voor {amount} euro, looptijd drie maanden",
        "pandlening van {amount} euro, looptijd zes maanden, eenmaal te verlengen",
    ),
    "consignment": (
        "in consignatie, {amount} euro voor de inbrenger na verkoop",
        "in consignatie voor acht weken, minimumopbrengst {amount} euro",
    ),
    "gift": ("om niet afgestaan, geen tegenprestatie", "gratis ingebracht bij een opruiming"),
}


def deal(rng: Random, family: Family) -> dict[str, Any]:
    """Return `acquisition`, `payment` and either `price` or `conditions` for goods of a family.

    Amounts are in euros, a multiple of five, between what such goods bring at least and at most.
    """
    steps = rng.betavariate(1.6, 3.2) * (family.high - family.low) / 5
    amount = max(5, round(family.low / 5 + steps) * 5)
    acquisition = _ACQUISITIONS.draw(rng)
    if acquisition == "pawn" and family.category not in PAWNED:
        acquisition = "purchase"
    if acquisition == "purchase":
        price = {"amount": f"{amount}.00", "currency": "EUR"}
        return {"acquisition": acquisition, "price": price, "payment": _PAYMENTS.draw(rng)}
    conditions = rng.choice(_TERMS[acquisition]).format(amount=amount)
    paid = acquisition == "pawn"
    payment = ("cash" if chance(rng, 0.7) else "bank") if paid else "none"
    return {"acquisition": acquisition, "conditions": conditions, "payment": payment}
