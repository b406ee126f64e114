"""Importing a file of stolen goods: a preview of what would be taken and refused, and taking it.

Nothing is kept between the two: the file goes back to the browser with the preview.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, render_template, request

from registry.http.context import current_actor, current_register
from registry.imports.mapping import BadMapping, FileMapping
from registry.imports.mapping_file import read_mapping
from registry.imports.stolen_goods import import_file, preview_file
from registry.web.forms import Form
from schemas.police_desk import ImportForm

blueprint = Blueprint("imports", __name__, url_prefix="/goods/import")
LARGEST = 300_000
OWN_COLUMNS = (
    "report_number",
    "reported_at",
    "stolen_at",
    "category",
    "brand",
    "model",
    "colour",
    "number",
    "second_number",
    "description",
    "marks",
    "place",
    "owner_reference",
)


@blueprint.get("/")
def show() -> tuple[str, int]:
    """Show the form."""
    return _page(Form())


@blueprint.post("/preview")
def preview() -> tuple[str, int]:
    """Tell what the file would come to."""
    form = Form.sent(ImportForm(), without=("file",))
    content = _uploaded(form)
    shown: dict[str, Any] = {}
    if form.ok and content is not None:
        with _read(form, content) as (path, mapping):
            if mapping is not None:
                shown["preview"] = preview_file(current_register(), path, mapping)
                shown["content"] = base64.b64encode(content).decode()
    return _page(form, **shown)


@blueprint.post("/take")
def take() -> tuple[str, int]:
    """Take the lines that can be taken, each once, and list the others."""
    form = Form.sent(ImportForm())
    content = _sent_back(form)
    shown: dict[str, Any] = {}
    if form.ok and content is not None:
        with _read(form, content) as (path, mapping):
            if mapping is not None:
                refused = path.with_suffix(".refused.csv")
                shown["report"] = import_file(
                    current_register(), current_actor(), path, mapping, refused
                )
    return _page(form, **shown)


def _uploaded(form: Form) -> bytes | None:
    file = request.files.get("file")
    content = file.read(LARGEST + 1) if file else b""
    if not content:
        form.refuse("file", "required")
        return None
    if len(content) > LARGEST:
        form.refuse("file", "file_too_large")
        return None
    return content


def _sent_back(form: Form) -> bytes | None:
    try:
        return base64.b64decode(form.data.get("content", ""), validate=True) or None
    except binascii.Error:
        form.refuse("file", "invalid")
        return None


@contextmanager
def _read(form: Form, content: bytes) -> Iterator[tuple[Path, FileMapping | None]]:
    """Give the file on disk, with its mapping unless that is bad; a misfit is the form's error."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "goods.csv"
        path.write_bytes(content)
        try:
            mapping = _mapping(form.data.get("mapping"), content)
        except BadMapping as error:
            form.refuse("mapping", "bad_mapping")
            form.data["misfit"] = str(error)
            yield path, None
            return
        try:
            yield path, mapping
        except BadMapping as error:
            form.refuse("file", "file_does_not_fit")
            form.data["misfit"] = str(error)


def _mapping(text: str | None, content: bytes) -> FileMapping:
    if text:
        return read_mapping(text)
    own = (files("registry") / "data" / "stolen-goods.toml").read_text(encoding="utf-8")
    header = content.split(b"\n", 1)[0]
    # Spreadsheets write either, by the country that they are set to.
    delimiter = ";" if header.count(b";") > header.count(b",") else ","
    return replace(read_mapping(own), delimiter=delimiter)


def _page(form: Form, **shown: Any) -> tuple[str, int]:
    page = render_template(
        "police/import.html",
        form=form,
        columns=OWN_COLUMNS,
        largest=LARGEST // 1000,
        **{"preview": None, "report": None, **shown},
    )
    return page, form.status
