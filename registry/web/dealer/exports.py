"""DOR, the dealer's register as a file: CSV or Excel, with the filters of the list."""

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from flask import Blueprint, Response, stream_with_context
from flask_babel import gettext, to_user_timezone

from registry.http.context import current_actor, current_register
from registry.rules import own_register
from registry.web.downloads import attachment
from registry.web.filters import numbers_as_written
from registry.web.forms import asked
from schemas.own_register import ExportQuery

blueprint = Blueprint("exports", __name__, url_prefix="/purchases")
COLUMNS = (
    "number",
    "acquired_at",
    "registered_at",
    "category",
    "brand",
    "model",
    "colour",
    "identifiers",
    "description",
    "amount",
    "currency",
    "conditions",
    "payment",
    "acquisition",
    "hold_until",
    "order_until",
    "gone",
    "gone_at",
)
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 64 * 1024


@blueprint.get("/export")
def download() -> Response:
    """Give out all entries that the filters choose; the seller is in none of them."""
    query = ExportQuery().load(asked())
    kind = query.pop("file")
    rows = _rows(query)
    content = stream_with_context(_csv(rows) if kind == "csv" else _excel(rows))
    return attachment(content, f"register.{kind}")


def safe(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _rows(filters: Mapping[str, Any]) -> Iterator[list[str | int]]:
    """Yield the head and then a row for each entry, in the reader's language and time."""
    register, actor = current_register(), current_actor()
    yield [gettext(f"export.{name}") for name in COLUMNS]
    with register.database.read() as session:
        for entry in own_register.every(
            session, actor, register.clock(), keys=register.keys, filters=filters
        ):
            yield _row(entry)


def _row(entry: Mapping[str, Any]) -> list[str | int]:
    item, given, gone = entry["item"], entry["price"] or {}, entry["disposal"] or {}
    return [
        entry["sequence_number"],
        _moment(entry["acquired_at"]),
        _moment(entry["registered_at"]),
        gettext(f"category.{item['category']}"),
        *(safe(item.get(name) or "") for name in ("brand", "model", "colour")),
        safe(numbers_as_written(item)),
        safe(item.get("description") or ""),
        given.get("amount", ""),
        given.get("currency", ""),
        safe(entry["conditions"] or ""),
        gettext(f"payment.{entry['payment']}"),
        gettext(f"acquisition.{entry['acquisition']}"),
        _moment(entry["hold"]["until"]),
        _moment(entry["hold"]["order_until"]),
        gettext(f"standing.{gone['kind']}") if gone else "",
        _moment(gone.get("gone_at")),
    ]


def _moment(value: Any) -> str:
    return to_user_timezone(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _csv(rows: Iterator[list[str | int]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"  # By which Excel knows UTF-8.
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _excel(rows: Iterator[list[str | int]]) -> Iterator[bytes]:
    """Yield a workbook that was written row by row, so that its size needs no memory."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(place, column, value)
                else:
                    sheet.write_string(place, column, value)
        book.close()
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
