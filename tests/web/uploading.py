"""Sending files of purchases in a browser without one: what the tests of uploads share."""

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

HEADER = [
    "Bonnummer",
    "Datum",
    "Soort goed",
    "Merk",
    "Model",
    "Serienummer",
    "Prijs",
    "Betaalwijze",
    "Naam",
    "Straat",
    "Huisnr",
    "Postcode",
    "Plaats",
    "Geboortedatum",
    "Legitimatie",
    "Documentnummer",
]
PHONE = [
    "1001",
    "15-06-2026 11:00",
    "Telefoon",
    "Samsung",
    "Galaxy S23",
    "35-209900-176148-1",
    "€ 120,00",
    "Contant",
    "Jantje Voorbeeld",
    "Dorpsstraat",
    "1",
    "1234 AB",
    "Utrecht",
    "01-02-1990",
    "Paspoort",
    "SPECI2014",
]


def line(number: int = 1, **changes: str) -> list[str]:
    """Return a line of a phone with a number of its own, and some cells changed by their names."""
    cells = dict(zip(HEADER, PHONE, strict=True))
    cells |= {"Bonnummer": str(1000 + number), "Serienummer": f"RF8N{number:07}"} | changes
    return [cells[name] for name in HEADER]


def as_csv(*lines: list[str], header: list[str] = HEADER, delimiter: str = ";") -> bytes:
    """Return a CSV file in UTF-8."""
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([header, *lines])
    return file.getvalue().encode()


def as_excel(*lines: list[Any], header: list[str] = HEADER) -> bytes:
    """Return a workbook, with text as text and numbers as numbers."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([header, *lines]):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write(number, place, cell)
    return file.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file of ours."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def send(client: Any, content: bytes, name: str = "inkopen.csv") -> Any:
    """Send a file and return the answer."""
    boundary, body = encode_multipart({"file": FileStorage(BytesIO(content), name)})
    return client.post(
        "/dealer/uploads/",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def chosen(page: str) -> dict[str, str]:
    """Return what a page with columns has chosen for each field."""
    found = {}
    for name, inner in re.findall(
        r'<select id="\w+" name="(\w+)".*?>(.*?)</select>', page, re.DOTALL
    ):
        option = re.search(r'<option value="([^"]+)" selected', inner)
        if option:
            found[name] = option[1]
    return found


def mapped(client: Any, content: bytes, name: str = "inkopen.csv") -> str:
    """Send a file, take the columns as they were guessed, and return the upload's path."""
    sent = send(client, content, name)
    assert sent.status_code == 303, sent.text
    columns = sent.headers["Location"]
    noted = client.post(columns, data=chosen(client.get(columns).text))
    assert noted.status_code == 303, noted.text
    path: str = noted.headers["Location"]
    return path


def register(client: Any, path: str) -> str:
    """Press the button, and return the page that follows."""
    pressed = client.post(f"{path}/register")
    assert pressed.status_code == 303, pressed.text
    return str(client.get(pressed.headers["Location"]).text)
