"""Answers of one size, so that who sees the encrypted traffic learns nothing from its length."""

from flask import Response

STEP = 24_576
_OPEN, _CLOSE = b"<!--", b"-->"


def evened(page: str, status: int = 200, *, step: int = STEP) -> Response:
    """Return a page, filled up with a comment to the next multiple of `step` bytes.

    It forbids others to change it on the way, since compressed pages differ in length again.
    """
    text = page.encode()
    missing = -(len(text) + len(_OPEN) + len(_CLOSE)) % step
    response = Response(text + _OPEN + b" " * missing + _CLOSE, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response
