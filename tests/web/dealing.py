"""A dealer in a browser that has no browser: signing in and sending forms."""

import re
from html import unescape
from typing import Any

from tests.world import World

SELLER = {
    "seller.name": "Jantje Voorbeeld",
    "seller.address.street": "Oudegracht",
    "seller.address.house_number": "12a",
    "seller.address.postcode": "3511 AB",
    "seller.address.city": "Utrecht",
    "seller.address.country": "NL",
    "seller.adult": "true",
    "seller.id_document.type": "id_card",
    "seller.id_document.number": "SPECI2014",
    "seller.id_document.country": "NL",
}
PHONE = {
    "goods.0.number": "35-209900-176148-1",
    "goods.0.category": "phone",
    "goods.0.brand": "Samsung",
    "goods.0.model": "Galaxy S23",
    "goods.0.amount": "120",
}
ENTRY = {
    **PHONE,
    **SELLER,
    "payment": "cash",
    "acquisition": "purchase",
    "acquired_at": "",
    "step": "enter",
}


def sign_in(world: World, role: str = "dealer") -> None:
    """Sign in as one of the demo's people."""
    assert world.dealer
    answer = send(world, "/demo", page="/demo", role=role)
    assert answer.status_code == 303


def hidden(world: World, page: str) -> dict[str, str]:
    """Return the hidden fields by which a form of a page is taken for ours."""
    text = world.client.get(page).text
    return {
        name: unescape(value)
        for name, value in re.findall(
            r'type="hidden" name="(csrf_token|once|version)" value="([^"]*)"', text
        )
    }


def send(world: World, path: str, *, page: str | None = None, **fields: Any) -> Any:
    """Send a form as it stands on a page, with these fields filled in."""
    return world.client.post(path, data={**hidden(world, page or path), **fields})
