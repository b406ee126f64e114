"""A file of purchases, in steps: send it, say which column is which, see what is wrong, register.

The file lies sealed on our side between the steps, and is gone once all its lines are registered.
"""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.errors import NotFound
from registry.http.bodies import takes_files
from registry.http.context import current_actor, current_register
from registry.imports import columns, purchases, sheets
from registry.imports.columns import COLUMN, FIXED, Wrong
from registry.rules import uploads
from registry.tables import Upload
from registry.web.door import Answer
from registry.web.downloads import attachment
from registry.web.forms import Form
from schemas.fields import StrictSchema
from schemas.uploads import GROUPS, ColumnsForm

blueprint = Blueprint("uploads", __name__, url_prefix="/uploads")
FIELD = "file"
# Room for the largest file and for what a form puts around it.
LARGEST_FORM = sheets.MOST_BYTES + 1_000_000
SHOWN_ROWS, SHOWN_REFUSALS = 5, 100


@blueprint.get("/")
def index() -> Answer:
    """Show the form to send a file, and what came of the last ones."""
    return _index(Form())


@blueprint.post("/")
@takes_files(LARGEST_FORM)
def send() -> Answer:
    """Take a file and go on to its columns."""
    register = current_register()
    form = Form.sent(StrictSchema())
    sent = request.files.get(FIELD)
    content = sent.read() if sent is not None else b""
    if sent is None or not sent.filename:
        form.refuse(FIELD, "no_file")
        return _index(form), form.status
    try:
        sheet = sheets.read_sheet(content)
    except sheets.BadSheet as refused:
        form.refuse(FIELD, refused.code)
        return _index(form), form.status
    actor = current_actor()
    with form.refusals(), register.database.write() as session:
        before = uploads.last_mapping(session, actor)
        upload = uploads.keep(
            session,
            actor,
            register.clock(),
            file=uploads.SentFile(sent.filename, content),
            lines=len(sheet.lines),
            mapping=columns.guess(sheet.header, before),
            keys=register.keys,
        )
    if not form.ok:
        return _index(form), form.status
    return redirect(url_for("dealer.uploads.columns_form", upload_id=upload.id), 303)


@blueprint.get("/<uuid:upload_id>/columns")
def columns_form(upload_id: UUID) -> Answer:
    """Show the first lines, and which column is taken for which field."""
    return _columns(upload_id, Form())


@blueprint.post("/<uuid:upload_id>/columns")
def set_columns(upload_id: UUID) -> Answer:
    """Note which column is which field, and go on to what that makes of the lines."""
    register = current_register()
    form = Form.sent(ColumnsForm())
    if form.ok:
        with register.database.read() as session:
            _, sheet = _opened(uploads.found(session, current_actor(), upload_id))
        mapping = _mapping(form, sheet.header)
        for name, code in columns.fits(mapping, sheet.header).items():
            form.refuse(name, code)
        if form.ok:
            with form.refusals(), register.database.write() as session:
                uploads.map_columns(session, current_actor(), upload_id=upload_id, mapping=mapping)
    if form.ok:
        return redirect(url_for("dealer.uploads.show", upload_id=upload_id), 303)
    return _columns(upload_id, form)


@blueprint.get("/<uuid:upload_id>")
def show(upload_id: UUID) -> Answer:
    """Show what can be registered and what is wrong with the rest, or what came of it."""
    register = current_register()
    with register.database.read() as session:
        upload = uploads.found(session, current_actor(), upload_id)
        if upload.status == "sent":
            return redirect(url_for("dealer.uploads.columns_form", upload_id=upload_id), 303)
        file = uploads.opened(register.keys, upload)
        read: Sequence[purchases.ReadLine] = ()
        if upload.status != "done":
            _, _, read = purchases.open_upload(register, session, upload)
    # Of the lines dealt with it is known what came of them, and of the others what will.
    refused = purchases.refusals_of(upload)
    refused += [(line.line.number, line.wrong) for line in read[upload.next_line :] if line.wrong]
    return render_template(
        "dealer/upload.html",
        upload=upload,
        file=file,
        ready=[line for line in read[upload.next_line :] if not line.wrong],
        refused=[(number, said(wrong)) for number, wrong in refused[:SHOWN_REFUSALS]],
        refused_count=len(refused),
        shown=SHOWN_ROWS,
    )


@blueprint.post("/<uuid:upload_id>/register")
def take(upload_id: UUID) -> Response:
    """Register what fits in one go, and show how far it came."""
    upload = purchases.take(current_register(), current_actor(), upload_id, said)
    done = "upload_registered" if upload.status == "done" else "upload_begun"
    return redirect(url_for("dealer.uploads.show", upload_id=upload_id, done=done), 303)


@blueprint.get("/<uuid:upload_id>/refused")
def refused_file(upload_id: UUID) -> Response:
    """Send the refused lines, in the form in which the file came, each with why."""
    register = current_register()
    with register.database.read() as session:
        upload = uploads.found(session, current_actor(), upload_id)
        if upload.status == "sent" or upload.box is None:
            raise NotFound
        if upload.status == "done":
            file, sheet = _opened(upload)
            content = file.content
        else:
            file, sheet, read = purchases.open_upload(register, session, upload)
            told = dict(purchases.refusals_of(upload))
            told |= {line.line.number: list(line.wrong) for line in read if line.wrong}
            content = purchases.refused_lines(sheet, sorted(told.items()), said)
    return attachment(content, f"{gettext('upload.refused_file')}-{upload_id}.{sheet.kind}")


@blueprint.post("/<uuid:upload_id>/remove")
def remove(upload_id: UUID) -> Response:
    """Remove a file; what was registered from it stays."""
    with current_register().database.write() as session:
        uploads.remove(session, current_actor(), upload_id=upload_id)
    return redirect(url_for("dealer.uploads.index", done="upload_removed"), 303)


def said(wrong: Sequence[Wrong]) -> str:
    """Put what is wrong with a line into words, in the reader's language."""
    return " ".join(
        gettext(
            "upload.wrong",
            field=gettext(f"upload.field.{each.field or 'line'}"),
            why=gettext(f"field.{each.code}"),
        )
        for each in wrong
    )


def _index(form: Form) -> str:
    with current_register().database.read() as session:
        sent = uploads.index(session, current_actor())
    return render_template(
        "dealer/uploads.html", uploads=sent, form=form, most_lines=sheets.MOST_LINES
    )


def _columns(upload_id: UUID, form: Form) -> Answer:
    with current_register().database.read() as session:
        upload = uploads.found(session, current_actor(), upload_id)
    if upload.status not in {"sent", "mapped"}:
        return redirect(url_for("dealer.uploads.show", upload_id=upload_id), 303)
    file, sheet = _opened(upload)
    places = {name: place for place, name in enumerate(sheet.header)}
    chosen = {
        name: f"{COLUMN}:{places[source[COLUMN]]}"
        if source.get(COLUMN) in places
        else f"{FIXED}:{source.get(FIXED)}"
        for name, source in upload.mapping.items()
    }
    if not form.values:
        form.values = chosen
    page = render_template(
        "dealer/upload_columns.html",
        upload=upload,
        file=file,
        header=sheet.header,
        rows=[line.cells for line in sheet.lines if line.refused is None][:SHOWN_ROWS],
        groups=GROUPS,
        options={name: _options(name, sheet.header) for group in GROUPS.values() for name in group},
        form=form,
    )
    return page, form.status


def _options(name: str, header: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a field can be made of: a column, or one value for every line."""
    own = [(f"{COLUMN}:{place}", told) for place, told in enumerate(header)]
    fixed = [
        (f"{FIXED}:{value}", gettext("upload.every_line", value=_word(name, value)))
        for value in columns.choices(name)
    ]
    return own + fixed


def _word(name: str, value: str) -> str:
    """Put a value into words; a country or a currency is known by its code."""
    if name in {"country", "document_country", "currency"}:
        return value
    key = f"category.{value}" if name == "category" else f"upload.value.{name}.{value}"
    return str(gettext(key))


def _mapping(form: Form, header: Sequence[str]) -> dict[str, dict[str, str]]:
    mapping: dict[str, dict[str, str]] = {}
    for name, chosen in form.data.items():
        kind, _, told = chosen.partition(":")
        if kind == COLUMN and told.isascii() and told.isdigit() and int(told) < len(header):
            mapping[name] = {COLUMN: header[int(told)]}
        elif kind == FIXED:
            mapping[name] = {FIXED: told}
        else:
            form.refuse(name, "not_one_of_these")
    return mapping


def _opened(upload: Upload) -> tuple[uploads.SentFile, sheets.Sheet]:
    """Return the file that waits, and its sheet. Raises NotFound if nothing is left of it."""
    file = uploads.opened(current_register().keys, upload)
    if file is None:
        raise NotFound
    return file, sheets.read_sheet(file.content)
