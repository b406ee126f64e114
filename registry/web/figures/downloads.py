"""A table of a page as a file, with the headers and values that the API has."""

from typing import Any

from flask import Response

from registry.rules.figure_tables import CSV, as_csv


def download(rows: list[list[Any]], name: str) -> Response:
    """Return a table as a CSV file of this name."""
    return Response(
        as_csv(rows),
        mimetype=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
