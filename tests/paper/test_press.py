"""The press: the same bytes for the same document, and nothing fetched whatever it asks for."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader

from registry.errors import NotPrinted
from registry.paper import printing
from registry.paper.printing import PRESS, printed

PAGE = '<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{}</body></html>'


def texts(file: bytes) -> str:
    """Return the words of a PDF, whatever lines they stand on."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split()
    )


def test_the_same_document_gives_the_same_bytes() -> None:
    document = PAGE.format("<p>Łódź, ’s-Gravenhage, Súdwest-Fryslân</p>")
    first, again = printed(document), printed(document)
    assert first == again
    assert texts(first) == "Łódź, ’s-Gravenhage, Súdwest-Fryslân"
    assert printed(PAGE.format("<h1>else</h1>")) != first


def test_it_is_tagged_for_screen_readers() -> None:
    reader = PdfReader(BytesIO(printed(PAGE.format("<h1>kop</h1>"))))
    root: dict[str, Any] = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert reader.metadata is not None
    assert reader.metadata.title == "Proef"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Give the paths that a server of our own is asked for, the first of which is its address."""
    paths: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        paths.append(f"http://127.0.0.1:{server.server_port}")
        yield paths
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "reference",
    [
        '<img src="{at}/image.png">',
        '<link rel="stylesheet" href="{at}/style.css">',
        '<style>@import url("{at}/style.css");</style>',
        '<style>body {{ background: url("{at}/image.png") }}</style>',
        '<style>@font-face {{ font-family: x; src: url("{at}/font.ttf") }}</style>',
        '<object data="{at}/object.svg"></object>',
        '<a rel="attachment" href="{at}/attached">x</a>',
        '<img src="file:///etc/hostname">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<img src="data:image/svg+xml,<svg/>">',
    ],
)
def test_nothing_is_fetched(asked: list[str], reference: str) -> None:
    document = PAGE.format(reference.format(at=asked[0]))
    with pytest.raises(NotPrinted):
        printed(document)
    assert asked[1:] == []


def test_the_press_knows_nothing_of_the_register(tmp_path: Path) -> None:
    """It is handed no environment, imports no code of ours, and works from any folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", str(PRESS)],
        input=PAGE.format("x").encode(),
        capture_output=True,
        cwd=tmp_path,
        env={},
        check=True,
    )
    assert done.stdout.startswith(b"%PDF-")
    assert b"weasyprint" in done.stderr
    assert b"registry" not in done.stderr


def test_a_press_that_fails_says_so_and_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "press.py"
    broken.write_text("raise SystemExit('no Pango here')")
    monkeypatch.setattr(printing, "PRESS", broken)
    with pytest.raises(NotPrinted) as refused:
        printed(PAGE.format("x"))
    assert (refused.value.status, refused.value.code) == (503, "not_printed")
    assert "Pango" not in str(refused.value)


def test_a_press_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = tmp_path / "press.py"
    hanging.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(printing, "PRESS", hanging)
    monkeypatch.setattr(printing, "TAKES_AT_MOST", 0.2)
    with pytest.raises(NotPrinted) as refused:
        printed(PAGE.format("x"))
    assert refused.value.retry_after is not None
