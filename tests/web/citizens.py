"""Acting as a citizen on the pages without a browser."""

import html
import json
import re
from typing import Any

from tests import browsing
from tests.world import World

STOLEN = "352099001761481"
CLEAN = "AB99887766"


def send(world: World, path: str, **fields: str) -> Any:
    """Send a form, also one that comes behind the answer of a check, and return the answer."""
    return browsing.send(world, path, page="/", **fields)


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
