"""What a page says at the top after something was done elsewhere: one line, named in the link.

A form that was carried out sends the browser to a page with `?done=<code>`; the code names a
message of the translations, so a link from elsewhere can make us say nothing of its own.
"""

import re

from flask import request
from flask_babel import gettext

DONE = "done"
CODE = re.compile(r"[a-z_]{1,40}")


def notice() -> str | None:
    """Return the line for this request, if there is one."""
    code = request.args.get(DONE, "")
    if not CODE.fullmatch(code):
        return None
    message = f"done.{code}"
    said = str(gettext(message))
    return None if said == message else said
