"""The press: HTML on standard input becomes a PDF on standard output.

It runs as a process of its own (see `registry.paper.printing`), imports nothing of the register,
and fetches nothing, whatever the document asks for.
"""

import sys
from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

# Universal accessibility: a tagged PDF, which a screen reader can read.
VARIANT = "pdf/ua-1"


class FetchesNothing(URLFetcher):  # type: ignore[misc]  # the library ships no types
    """Ends the printing when a document refers to anything outside itself."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - the library's form
        """Refuse to fetch."""
        raise FatalURLFetchingError(f"nothing is fetched: {url}")


def press(document: str) -> bytes:
    """Return a document as PDF; the same document gives the same bytes on the same machine."""
    page = HTML(string=document, url_fetcher=FetchesNothing())
    file: bytes = page.write_pdf(pdf_variant=VARIANT)
    return file


if __name__ == "__main__":
    sys.stdout.buffer.write(press(sys.stdin.buffer.read().decode("utf-8")))
