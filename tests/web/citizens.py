"""Acting as a citizen, or as an officer, on the pages without a browser."""

import html
import json
import re
from typing import Any

from tests.web.test_forms import csrf
from tests.world import World

STOLEN = "352099001761481"
CLEAN = "AB99887766"


def send(world: World, path: str, **fields: str) -> Any:
    """Fill in a form, with its token, and return the answer."""
    return world.client.post(path, data={"csrf_token": csrf(world, "/"), **fields})


def sign_in(world: World) -> None:
    """Become an officer in this browser."""
    assert send(world, "/demo", role="police").status_code == 303


def receipt_on(page: str) -> str:
    """Return the text of the receipt that stands on the answer of a check."""
    found = re.search(r"<pre>(.*?)</pre>", page, re.DOTALL)
    assert found is not None
    text = html.unescape(found[1])
    assert json.loads(text)["statement"]["kind"] == "theft-check"
    return text


def checked(world: World, number: str = STOLEN) -> str:
    """Check a number and return the receipt."""
    return receipt_on(send(world, "/", identifier=number).text)
