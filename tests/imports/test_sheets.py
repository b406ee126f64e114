"""Sheets that dealers send: read whatever program wrote them, or refused, and never a crash."""

import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.imports.columns import choices, guess, read_entry
from registry.imports.sheets import BadSheet, read_sheet, written
from schemas.uploads import FIELDS
from tests.web.uploading import HEADER, as_csv, as_excel, line, rows_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CELL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def entry(**changes: str) -> Any:
    """Return what a line with these cells stands for."""
    sheet = read_sheet(as_csv(line(1, **changes)))
    return read_entry(guess(sheet.header, {}), sheet.row(sheet.lines[0]), AMSTERDAM)


def workbook(sheet_xml: str) -> bytes:
    """Return a workbook with this XML as its sheet."""
    plain, made = BytesIO(as_excel(["a"], header=["x", "y"])), BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, sheet_xml if name == "xl/worksheets/sheet1.xml" else content)
    return made.getvalue()


def sheet_of(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_read_and_written_back(encoding: str) -> None:
    told = as_csv(line(1, Naam="Renée Müller", Merk="Caffè €")).decode()
    sheet = read_sheet(told.encode(encoding))
    assert sheet.row(sheet.lines[0])["Naam"] == "Renée Müller"
    back = read_sheet(written(sheet, [(sheet.lines[0], "geen één")]))
    assert back.row(back.lines[0])["Merk"] == "Caffè €"
    assert back.row(back.lines[0])["_reason"] == "geen één"


def test_a_byte_that_no_encoding_knows_spoils_its_line_only() -> None:
    told = as_csv(line(1), line(2)).decode().encode("cp1252")
    spoiled = told.replace(b"RF8N0000001", b"RF8N\x81\xe9")
    sheet = read_sheet(spoiled)
    mapping = guess(sheet.header, {})
    one, two = (read_entry(mapping, sheet.row(each), AMSTERDAM) for each in sheet.lines)
    assert [(wrong.field, wrong.code) for wrong in one.wrong] == [("number_1", "control_character")]
    assert not two.wrong


def test_an_excel_sheet_keeps_its_line_numbers_dates_and_numbers() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as made:
        page = made.add_worksheet()
        day = made.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        for place, name in enumerate(["Datum", "IMEI", "Prijs", "Ja", "Som"]):
            page.write(2, place, name)
        page.write_datetime(4, 0, datetime(2026, 6, 15, 11, 30), day)  # noqa: DTZ001 - as a sheet has it
        page.write_number(4, 1, 352099001761481)
        page.write_number(4, 2, 120.5)
        page.write_boolean(4, 3, True)
        page.write_formula(4, 4, "=C5*2", None, 241)
    (only,) = read_sheet(file.getvalue()).lines
    assert only.number == 5
    assert only.cells == ["2026-06-15T11:30:00", "352099001761481", "120.5", "true", "241"]


def test_nothing_in_a_file_of_refused_lines_is_worked_out() -> None:
    sheet = read_sheet(as_excel(line(1, Merk="=HYPERLINK(1)", Model="@SUM(1)")))
    back = written(sheet, [(sheet.lines[0], "=1+1")])
    with zipfile.ZipFile(BytesIO(back)) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 5_300)),
        '<row r="1">' + "<c><v>1</v></c>" * 100_000 + "</row>",
    ],
    ids=["two cells far apart", "too many lines", "too many columns"],
)
def test_a_sheet_that_claims_to_be_huge_is_refused(rows: str) -> None:
    with pytest.raises(BadSheet) as refused:
        read_sheet(workbook(sheet_of(rows)))
    assert refused.value.code in {"sheet_too_large", "too_many_lines", "too_many_columns"}


def test_a_zip_bomb_is_refused() -> None:
    bomb = workbook(sheet_of("<row>" + "<c><v>1</v></c>" * 6_000_000 + "</row>"))
    assert len(bomb) < 5_000_000
    with pytest.raises(BadSheet) as refused:
        read_sheet(bomb)
    assert refused.value.code in {"sheet_too_large", "too_many_columns", "not_a_sheet"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3_000))
def test_rubbish_is_read_as_lines_or_refused(data: bytes) -> None:
    # A workbook is read elsewhere, in a process of its own; here it would only be slow.
    try:
        sheet = read_sheet(data.replace(b"PK\x03\x04", b"PK"))
    except BadSheet:
        return
    mapping = guess(sheet.header, {})
    for each in sheet.lines:
        if each.refused is None:
            read_entry(mapping, sheet.row(each), AMSTERDAM)
    written(sheet, [(each, "reden") for each in sheet.lines])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=40))
def test_a_spoiled_workbook_is_read_or_refused(place: int, spoiled: bytes) -> None:
    data = bytearray(as_excel(line(1)))
    place %= len(data) - 4
    data[place + 4 : place + 4 + len(spoiled)] = spoiled
    with suppress(BadSheet):
        read_sheet(bytes(data))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(
            st.text(max_size=40),
            st.dates(date(1800, 1, 1), date(2300, 1, 1)).map(str),
            st.decimals(allow_nan=False, allow_infinity=False).map(str),
            st.sampled_from(["ja", "15-06-2026", "25:99", "1.250", "€ 1.250,00", "1E+15"]),
        ),
    )
)
def test_no_cell_makes_a_line_crash(cells: dict[str, str]) -> None:
    row = {name: cells.get(name, "") for name in FIELDS}
    made = read_entry({name: {"column": name} for name in FIELDS}, row, AMSTERDAM)
    assert made.wrong or made.body
    for wrong in made.wrong:
        assert wrong.field in {*FIELDS, ""}
        assert wrong.code.isidentifier()


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("120", "120"),
        ("€ 120,00", "120.00"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1.250.000", "1250000"),
        ("EUR 5", "5"),
        ("12,-", "12"),
        ("0,5", "0.5"),
    ],
)
def test_amounts_are_read_in_either_way(told: str, amount: str) -> None:
    made = entry(Prijs=told)
    assert not made.wrong
    assert made.body["price"] == {"amount": amount, "currency": "EUR"}


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("15-06-2026 11:00", "2026-06-15T09:00:00+00:00"),
        ("2026-06-15T11:00:00+02:00", "2026-06-15T09:00:00+00:00"),
        ("2026-06-15", "2026-06-14T22:00:00+00:00"),
        ("15/6/2026", "2026-06-14T22:00:00+00:00"),
        ("15-06-26 11:00", "2026-06-15T09:00:00+00:00"),
        ("20260615", "2026-06-14T22:00:00+00:00"),
        ("15.06.2026 11:00:30", "2026-06-15T09:00:30+00:00"),
    ],
)
def test_days_and_times_are_read_by_the_clock_of_the_shop(told: str, moment: str) -> None:
    made = entry(Datum=told)
    assert not made.wrong
    assert made.body["acquired_at"].astimezone(UTC).isoformat() == moment


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("06/15/2026", "not_a_day_or_time"),
        ("29-03-2026 02:30", "no_such_time"),
        ("15-06-2026 26:00", "not_a_day_or_time"),
        ("gisteren", "not_a_day_or_time"),
        ("", "required"),
    ],
)
def test_what_is_no_time_is_said_once(told: str, code: str) -> None:
    assert [(w.field, w.code) for w in entry(Datum=told).wrong] == [("acquired_at", code)]


@pytest.mark.parametrize(
    ("born", "adult"), [("15-06-2008", True), ("16-06-2008", False), ("29-02-2008", True)]
)
def test_whether_a_seller_was_of_age_follows_from_the_date_of_birth(born: str, adult: bool) -> None:
    made = entry(Geboortedatum=born)
    assert made.body["seller"]["adult"] is adult
    assert born not in repr(made.body)


@pytest.mark.parametrize("number", ["3,52099E+14", "3.52E+14", "8.93144030123457E+18"])
def test_a_number_that_excel_cut_short_is_not_taken(number: str) -> None:
    assert ("number_1", "number_cut_short") in [
        (wrong.field, wrong.code) for wrong in entry(Serienummer=number).wrong
    ]


def test_names_of_columns_are_recognised_in_both_languages_and_used_once() -> None:
    english = ["Date", "Category", "Serial number", "Price", "Name", "Of age", "Price", "Whatever"]
    sheet = read_sheet(as_csv(["x"] * 8, header=english))
    assert sheet.header[-2:] == ["Price #7", "Whatever"]
    found = guess(sheet.header, {})
    assert found["acquired_at"] == {"column": "Date"}
    assert found["price"] == {"column": "Price"}
    assert found["adult"] == {"column": "Of age"}
    assert found["currency"] == {"fixed": "EUR"}
    assert set(found) <= set(FIELDS)
    columns = [source["column"] for source in found.values() if "column" in source]
    assert len(columns) == len(set(columns))


def test_every_fixed_value_is_one_that_the_api_takes() -> None:
    row = dict(zip(HEADER, line(1), strict=True))
    base = guess(HEADER, {})
    for name in ("acquisition", "payment", "category", "document_type", "adult", "currency"):
        for value in choices(name):
            made = read_entry({**base, name: {"fixed": value}}, row, AMSTERDAM)
            assert not made.wrong, (name, value, made.wrong)


def test_a_time_in_a_column_of_its_own_is_read() -> None:
    header = [*HEADER, "Tijd"]
    sheet = read_sheet(as_csv([*line(1, Datum="15-06-2026"), "14:30"], header=header))
    made = read_entry(guess(header, {}), sheet.row(sheet.lines[0]), AMSTERDAM)
    assert made.body["acquired_at"].astimezone(AMSTERDAM).time() == time(14, 30)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "\n="])
def test_what_was_refused_comes_back_without_formulas_and_is_read_as_it_was(begins: str) -> None:
    """A seller may call himself a formula, which the dealer's spreadsheet would work out."""
    told = f"{begins}HYPERLINK(A1)"
    sheet = read_sheet(as_csv(line(1, Naam=told, Merk="Caffè;=1+1")))
    back = written(sheet, [(sheet.lines[0], "=reden")])
    cells = [cell for row in rows_of(back) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    again = read_sheet(back)
    assert again.row(again.lines[0])["Naam"] == told
    assert again.row(again.lines[0])["Merk"] == "Caffè;=1+1"
