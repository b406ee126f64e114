"""What is sent with a request: all of it or an error, and read to its end before the answer."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Flask, Request, Response, current_app, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

DRAINED_AT_MOST = 64 * 1024 * 1024
CHUNK = 64 * 1024
LARGEST = "largest_body_bytes"
View = TypeVar("View", bound=Callable[..., Any])


def takes_files(at_most: int) -> Callable[[View], View]:
    """Let a view of pages take bodies of this many bytes, where others take the setting's."""

    def mark(view: View) -> View:
        setattr(view, LARGEST, at_most)
        return view

    return mark


class FilesInMemory(Request):
    """A request whose files stay in memory: what they hold is sealed before it touches a disk."""

    def _get_file_stream(self, *_sizes: object, **_names: object) -> IO[bytes]:
        return BytesIO()


class _Body:
    """A stream that ends where the body does, and says so if that is too late or too early."""

    def __init__(self, stream: IO[bytes], length: int | None, at_most: int) -> None:
        self.stream, self._length, self._at_most = stream, length, at_most
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size) if size >= 0 else self.stream.read()
        self._seen += len(data)
        if self._length is None and self._seen >= self._at_most:
            # The reader stops at the limit without a word, so whether there is more is unknown.
            raise RequestEntityTooLarge
        if self._length is not None and self._seen < self._length and not (data and size >= 0):
            raise ClientDisconnected
        return data


def init_bodies(app: Flask) -> None:
    """Let no handler see half a body, and no client miss the answer."""
    app.request_class = FilesInMemory
    app.before_request(_wrap)
    app.after_request(_drain)


def _wrap() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if (largest := getattr(view, LARGEST, None)) is not None:
        request.max_content_length = max(largest, request.max_content_length or 0)
    # Without this mark the server hands out the bare connection, on which reading never ends.
    if request.environ.get("wsgi.input_terminated", False):
        at_most = request.max_content_length or DRAINED_AT_MOST
        stream = request.environ["wsgi.input"]
        request.environ["wsgi.input"] = _Body(stream, request.content_length, at_most)


def _drain(response: Response) -> Response:
    """Read a body to its end, since a client that is still sending reads no answer."""
    body, left = request.environ["wsgi.input"], DRAINED_AT_MOST
    if isinstance(body, _Body) and response.headers.get("Connection") != "close":
        # A client that stops sending, or whose chunks are broken, reads no answer either.
        with suppress(OSError, ParseException):
            while left > 0 and (chunk := body.stream.read(min(CHUNK, left))):
                left -= len(chunk)
    return response
