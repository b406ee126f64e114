"""The barcode scan, in a real browser whose camera films a picture of a code."""

import io
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from registry.http.context import csp_nonce
from registry.http.headers import init_headers
from registry.settings import ROOT
from registry.web.scanner import init_scanner
from tests.chromium import CHROMIUM, QUIET
from tests.serving import served

NUMBER = "GZ4471203"
WRITER = """
import { readFileSync } from "node:fs";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";
const wasmBinary = readFileSync("node_modules/zxing-wasm/dist/writer/zxing_writer.wasm").buffer;
prepareZXingModule({ overrides: { wasmBinary } });
const { image } = await writeBarcode(process.argv[1], { format: process.argv[2], scale: 3 });
process.stdout.write(Buffer.from(await image.arrayBuffer()));
"""
PAGE = """{% from "parts/scan.html" import scan_button %}
<!doctype html><html lang="nl"><head><title>Scan</title>
<link rel="icon" href="/static/mark.svg">
<link rel="stylesheet" nonce="{{ csp_nonce() }}" href="/static/register.css"></head><body><main>
<label for="one">One</label><input id="one">{{ scan_button("one") }}
<label for="two">Two</label><input id="two">{{ scan_button("two") }}
</main></body></html>"""


def pictured(number: str, kind: str) -> Image.Image:
    """Return a picture of a code on goods, as a camera sees it."""
    code = subprocess.run(
        ["node", "--input-type=module", "-e", WRITER, number, kind],
        cwd=ROOT / "deploy" / "front-end",
        capture_output=True,
        check=True,
    ).stdout
    drawn = Image.open(io.BytesIO(code)).convert("L")
    seen = Image.new("L", (640, 480), "white")
    seen.paste(drawn, ((640 - drawn.width) // 2, (480 - drawn.height) // 2))
    return seen


def app(static: Path) -> Flask:
    """Return an app with nothing but a page with two fields that may be scanned."""
    made = Flask(
        "scan", template_folder=ROOT / "registry" / "web" / "templates", static_folder=static
    )
    made.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "registry" / "translations")
    Babel(made, locale_selector=lambda: "nl")
    init_headers(made)
    init_scanner(made)
    made.add_template_global(csp_nonce)
    made.add_url_rule("/", "page", lambda: render_template_string(PAGE))
    return made


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the page with our own static files."""
    static = ROOT / "registry" / "web" / "static"
    with served(app(static)) as address:
        yield address


@contextmanager
def filming(browser: Browser, seen: Image.Image, folder: Path, *switches: str) -> Iterator[Page]:
    """Give a page in a browser whose camera sees this picture and nothing else."""
    film, frame = folder / "film.mjpeg", io.BytesIO()
    seen.convert("RGB").save(frame, "JPEG", quality=95)
    film.write_bytes(frame.getvalue() * 5)
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    with_camera = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, *camera, *switches]
    )
    yield with_camera.new_page()
    with_camera.close()


def listen(page: Page) -> tuple[list[str], list[str]]:
    """Return the lists of what the page asks for and complains of, which grow as it does."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return asked, complaints


NO_CAMERA = """navigator.mediaDevices.enumerateDevices = async () => {
  window.asked = true;
  return [];
};"""
ALLOWED = "--use-fake-ui-for-media-stream"


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["Code128", "Code39", "QRCode", "DataMatrix"])
def test_the_camera_fills_the_field(browser: Browser, site: str, tmp_path: Path, kind: str) -> None:
    with filming(browser, pictured(NUMBER, kind), tmp_path, ALLOWED) as page:
        asked, complaints = listen(page)
        page.goto(site)
        button = page.get_by_role("button", name="Scan de code").nth(1)
        expect(button).to_be_visible()
        assert not any("vendor" in url for url in asked)
        button.click()
        expect(page.get_by_label("Two")).to_have_value(NUMBER)
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_label("Two")).to_be_focused()
        expect(page.get_by_label("One")).to_have_value("")
        page.wait_for_function("document.querySelector('video').srcObject === null")
        assert sum(url.endswith(".wasm") for url in asked) == 1
        assert all(url.startswith((f"{site}/", "blob:")) for url in asked)
        assert complaints == []


@pytest.mark.browser
def test_a_picture_serves_where_the_camera_shows_nothing(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    pictured("4006381333931", "EAN13").save(tmp_path / "code.png")
    empty = Image.new("L", (640, 480), "white")
    empty.save(tmp_path / "empty.png")
    with filming(browser, empty, tmp_path, ALLOWED) as page:
        page.goto(site)
        page.get_by_role("button", name="Scan de code").first.click()
        picture = page.get_by_label("Of kies een foto van de code")
        picture.set_input_files(tmp_path / "empty.png")
        expect(page.get_by_role("status")).to_contain_text("vonden we geen code")
        picture.set_input_files(tmp_path / "code.png")
        expect(page.get_by_label("One")).to_have_value("4006381333931")


@pytest.mark.browser
def test_a_camera_that_may_not_be_used_is_told(browser: Browser, site: str, tmp_path: Path) -> None:
    refused = "--deny-permission-prompts"
    with filming(browser, pictured(NUMBER, "Code128"), tmp_path, refused) as page:
        page.goto(site)
        page.get_by_role("button", name="Scan de code").first.click()
        expect(page.get_by_role("status")).to_contain_text("De camera mag niet aan")
        page.get_by_role("button", name="Sluiten").click()
        expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.browser
def test_without_a_camera_there_is_no_button(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "navigator.mediaDevices.enumerateDevices = async () => { window.asked = true; return []; }"
    )
    page.goto(site)
    page.wait_for_function("window.asked")
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


def test_without_its_parts_there_is_no_scan(tmp_path: Path) -> None:
    answer = app(tmp_path).test_client().get("/")
    assert "data-scan" not in answer.text
    assert "<script" not in answer.text
    assert "wasm" not in answer.headers["Content-Security-Policy"]


def test_only_a_page_with_a_scan_may_run_webassembly(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    for part in ("ponyfill.js", "zxing_reader.wasm"):
        (tmp_path / "vendor" / part).touch()
    answer: Any = app(tmp_path).test_client().get("/")
    assert answer.text.count("data-scanner") == 1
    assert answer.text.count("data-scan=") == 2
    assert "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]
