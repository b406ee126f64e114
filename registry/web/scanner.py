"""The barcode scan: an extra beside fields that take a number, where its parts were set up.

The reader of barcodes is no code of ours, and is not in the repository: `make setup` puts it under
`static/vendor` if Node is there. Without it the pages have no button for a scan.
"""

from pathlib import Path

from flask import Flask, current_app, g

from registry.http.context import allow_wasm

READER = "vendor/ponyfill.js"
WASM = "vendor/zxing_reader.wasm"


def init_scanner(app: Flask) -> None:
    """Give the templates what the part with the scan's button asks."""
    app.add_template_global(scanner_available)
    app.add_template_global(first_scan)


def scanner_available() -> bool:
    """Tell whether this page may offer a scan; if so, its answer allows WebAssembly to run."""
    static = Path(current_app.static_folder or "")
    available = (static / READER).is_file() and (static / WASM).is_file()
    if available:
        allow_wasm()
    return available


def first_scan() -> bool:
    """Tell whether this is asked for the first time for this page, which needs one dialog only."""
    first = "scan_offered" not in g
    g.scan_offered = True
    return first
