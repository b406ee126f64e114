"""Files that a browser keeps, each under a name whose ending says what it is."""

from collections.abc import Iterator
from types import MappingProxyType

from flask import Response

TYPES = MappingProxyType(
    {
        "csv": "text/csv",
        "json": "application/json",
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


def attachment(content: str | bytes | Iterator[str] | Iterator[bytes], name: str) -> Response:
    """Return the answer that gives a file out under a name, such as `register.csv`."""
    response = Response(content, mimetype=TYPES[name.rpartition(".")[2]])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
