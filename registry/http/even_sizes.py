"""Answers of one size, so that who sees the encrypted traffic learns nothing from its length."""

from flask import Response

STEP, JSON_STEP = 24_576, 2_048
UNCHANGED = "no-store, no-transform"
_OPEN, _CLOSE = b"<!--", b"-->"


def evened(page: str, status: int = 200, *, step: int = STEP) -> Response:
    """Return a page, filled up with a comment to the next multiple of `step` bytes.

    It forbids others to change it on the way, since compressed pages differ in length again.
    """
    text = page.encode()
    missing = -(len(text) + len(_OPEN) + len(_CLOSE)) % step
    response = Response(text + _OPEN + b" " * missing + _CLOSE, status, mimetype="text/html")
    response.headers["Cache-Control"] = UNCHANGED
    return response


def even_json(response: Response) -> Response:
    """Fill an answer in JSON up with spaces, which mean nothing there."""
    text = response.get_data()
    response.set_data(text + b" " * (-len(text) % JSON_STEP))
    response.headers["Cache-Control"] = UNCHANGED
    return response
