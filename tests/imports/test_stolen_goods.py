"""Importing police files: any headers, each line once, refused lines to mend and send again."""

import csv
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from registry.imports.mapping import BadMapping, FileMapping
from registry.imports.mapping_file import load_mapping
from registry.imports.stolen_goods import Report, import_file
from registry.settings import ROOT
from registry.tables import AuditEvent, StolenGood, StolenGoodVersion
from tests.world import World

MAPPING = """
[file]
source = "test"
delimiter = ";"
time_zone = "Europe/Amsterdam"
unknown = ["onbekend", "?"]
key = ["Zaak"]

[skip]
Status = ["terug"]

[fixed]
"item.category" = "bicycle"

[fields]
report_number = "Zaak"
stolen_at = { columns = ["Datum", "Tijd"], format = "%d-%m-%Y %H:%M" }
reported_at = { column = "Aangifte", format = "%d-%m-%Y" }
"item.brand" = { column = "Merk", values = { GAZ = "Gazelle" } }
"item.description" = { columns = ["Soort", "Kleur"], join = ", " }

[[identifiers]]
type = "frame"
column = "Framenummer"
"""
HEADER = "Zaak;Datum;Tijd;Aangifte;Merk;Soort;Kleur;Framenummer;Status"
GOOD = "PL-1;24-12-2025;18:30;27-12-2025;GAZ;damesfiets;zwart;GZ 1234567;weg"


@pytest.fixture
def mapping(tmp_path: Path) -> FileMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return load_mapping(path)


class Importer:
    """Imports lines and looks at what came of it."""

    def __init__(self, world: World, mapping: FileMapping, folder: Path) -> None:
        self.world, self.mapping, self.folder = world, mapping, folder
        self.refused = folder / "refused.csv"

    def lines(self, *lines: str | bytes) -> Report:
        raw = b"\n".join(x.encode() if isinstance(x, str) else x for x in (HEADER, *lines))
        path = self.folder / "file.csv"
        path.write_bytes(raw + b"\n")
        return self.file(path)

    def file(self, path: Path) -> Report:
        from registry.cli.stolen_goods import IMPORTER

        return import_file(self.world.register, IMPORTER, path, self.mapping, self.refused)

    def stored(self) -> list[StolenGoodVersion]:
        with self.world.register.database.read() as session:
            return list(session.scalars(select(StolenGoodVersion)))


@pytest.fixture
def importer(world: World, mapping: FileMapping, tmp_path: Path) -> Importer:
    return Importer(world, mapping, tmp_path)


def test_a_line_becomes_a_good(importer: Importer) -> None:
    report = importer.lines(GOOD)
    assert (report.accepted, report.refusals) == (1, [])
    (good,) = importer.stored()
    assert good.item == {
        "category": "bicycle",
        "brand": "Gazelle",
        "description": "damesfiets, zwart",
        "identifiers": [{"type": "frame", "value": "GZ 1234567"}],
    }
    assert good.stolen_from.isoformat() == "2025-12-24T17:30:00+00:00"
    assert good.report_number == "PL-1"
    assert not importer.refused.exists()


def test_twice_changes_nothing(importer: Importer) -> None:
    importer.lines(GOOD)
    report = importer.lines(GOOD, GOOD)
    assert (report.accepted, report.known) == (0, 2)
    assert len(importer.stored()) == 1
    with importer.world.register.database.read() as session:
        events = select(func.count()).where(AuditEvent.name == "stop-heling:good:report")
        assert session.scalar(events) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("PL-2;2025-12-24;18:30;27-12-2025;GAZ;damesfiets;zwart;GZ1;weg", "Datum and Tijd"),
        ("PL-2;;;27-12-2025;GAZ;damesfiets;zwart;GZ1;weg", "/stolen_at: one_time_of_theft"),
        (";24-12-2025;18:30;27-12-2025;GAZ;damesfiets;zwart;GZ1;weg", "/report_number: required"),
        ("PL-2;24-12-2025;18:30;27-12-2025;GAZ;onbekend;?;Onbekend;weg", "nothing_to_recognise"),
        ("PL-2;24-12-2027;18:30;27-12-2027;GAZ;damesfiets;zwart;GZ1;weg", "in_the_future"),
        ("PL-2;24-12-2025;18:30", "3 cells instead of 9"),
        ("PL-2;24-12-2025;18:30;27-12-2025;GAZ;dames;fiets;zwart;GZ1;weg", "10 cells instead of 9"),
        (b"PL-2;24-12-2025;18:30;27-12-2025;GAZ;damesfiets;\xe9;GZ1;weg", "control_character"),
    ],
)
def test_a_bad_line_is_refused_and_the_others_are_not(
    importer: Importer, line: str | bytes, reason: str
) -> None:
    report = importer.lines(line, GOOD)
    assert report.accepted == 1
    (refusal,) = report.refusals
    assert refusal.line == 2
    assert reason in refusal.reason


def test_refused_lines_can_be_mended_and_imported_again(importer: Importer) -> None:
    importer.lines("PL-2;24-12-2025;half zeven;27-12-2025;GAZ;damesfiets;zwart;GZ1;weg", GOOD)
    with importer.refused.open(newline="") as file:
        header, line = list(csv.reader(file, delimiter=";"))
    assert header[-2:] == ["_line", "_reason"]
    assert line[-2] == "2"
    mended = importer.folder / "mended.csv"
    text = importer.refused.read_text().replace("half zeven", "18:30")
    mended.write_text(text)
    report = importer.file(mended)
    assert (report.accepted, report.known, report.refusals) == (1, 0, [])
    assert {good.report_number for good in importer.stored()} == {"PL-1", "PL-2"}


def test_lines_to_skip_are_left_out(importer: Importer) -> None:
    report = importer.lines(GOOD.replace(";weg", ";terug"))
    assert (report.accepted, report.skipped, report.refusals) == (0, 1, [])


def test_a_quoted_cell_may_span_lines(importer: Importer) -> None:
    report = importer.lines(GOOD.replace("damesfiets", '"dames\nfiets"'), "broken")
    assert report.accepted == 1
    assert [refusal.line for refusal in report.refusals] == [4]


@pytest.mark.parametrize(
    "bad",
    [
        'PL-9;24-12-2025;18:30;27-12-2025;GAZ;"damesfiets;zwart;GZ9;weg',
        '"PL-9;24-12-2025;18:30;27-12-2025;GAZ;damesfiets;zwart;GZ9;weg',
        'PL-9;24-12-2025;18:30;27-12-2025;GAZ;damesfiets;zwart;GZ9;"weg',
        'PL-9;24-12-2025;18:30;27-12-2025;GAZ;"dames"fiets;zwart;GZ9;weg',
    ],
)
def test_a_stray_quote_spoils_its_own_line_only(importer: Importer, bad: str) -> None:
    goods = [GOOD.replace("PL-1", f"PL-{n}") for n in range(1, 6)]
    report = importer.lines(*goods[:2], bad, *goods[2:4], bad, goods[4])
    assert report.accepted == 5
    assert [refusal.line for refusal in report.refusals] == [4, 7]
    with importer.refused.open(newline="") as file:
        _, *refused = list(csv.reader(file, delimiter=";"))
    assert [";".join(cells[:9]) for cells in refused] == [bad, bad], "as they were"


def test_a_cell_of_any_size_is_refused_alone(importer: Importer) -> None:
    report = importer.lines(GOOD.replace("damesfiets", "x" * 200_000), GOOD)
    assert report.accepted == 1
    assert [refusal.line for refusal in report.refusals] == [2]


@pytest.mark.parametrize("number", ['"GZ 123\n4567"', '"GZ 123\r4567"', "GZ 123\r4567"])
def test_a_number_broken_in_two_is_refused(importer: Importer, number: str) -> None:
    report = importer.lines(GOOD.replace("GZ 1234567", number), GOOD)
    assert report.accepted == 1
    assert len(report.refusals) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_either_end_of_line(importer: Importer, end: str) -> None:
    path = importer.folder / "file.csv"
    path.write_bytes(end.join([HEADER, GOOD, GOOD.replace("PL-1", "PL-2")]).encode())
    assert importer.file(path).accepted == 2
    assert {good.item["identifiers"][0]["value"] for good in importer.stored()} == {"GZ 1234567"}


@pytest.mark.parametrize(
    ("day", "time", "stored"),
    [
        ("29-03-2026", "01:59", "2026-03-29T00:59:00+00:00"),
        ("29-03-2026", "02:30", None),
        ("29-03-2026", "03:00", "2026-03-29T01:00:00+00:00"),
        ("26-10-2025", "02:30", "2025-10-26T00:30:00+00:00"),
    ],
)
def test_a_time_when_the_clock_changes(
    importer: Importer, day: str, time: str, stored: str | None
) -> None:
    report = importer.lines(GOOD.replace("24-12-2025;18:30;27-12-2025", f"{day};{time};01-04-2026"))
    found = [good.stolen_from.isoformat() for good in importer.stored()]
    assert found == ([stored] if stored else [])
    assert ["no such time" in refusal.reason for refusal in report.refusals] == [True] * (
        stored is None
    )


def test_two_imports_of_one_file_at_once(importer: Importer, tmp_path: Path) -> None:
    """Each line is taken once, and neither import fails over what the other took."""
    lines = [GOOD.replace("PL-1", f"PL-{n}") for n in range(600)]
    path = tmp_path / "both.csv"
    path.write_text("\n".join([HEADER, *lines]))
    start = threading.Barrier(2)

    def run(folder: str) -> Report:
        (tmp_path / folder).mkdir()
        mine = Importer(importer.world, importer.mapping, tmp_path / folder)
        start.wait()
        return mine.file(path)

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(run, ["one", "two"]))
    assert sum(report.accepted for report in reports) == 600
    assert sum(report.known for report in reports) == 600
    assert len(importer.stored()) == 600


def test_the_folder_for_refused_lines_is_missing(importer: Importer, tmp_path: Path) -> None:
    importer.refused = tmp_path / "nowhere" / "refused.csv"
    with pytest.raises(FileNotFoundError):
        importer.lines(GOOD)
    assert importer.stored() == [], "nothing is taken that could not be answered for"


def test_an_interrupted_import_is_started_again(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.imports.stolen_goods.BATCH", 3)
    lines = [GOOD.replace("PL-1", f"PL-{n}") for n in range(10)]
    from registry.rules import stolen_goods

    real, calls = stolen_goods.report, 0

    def dies(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 8:
            raise KeyboardInterrupt
        return real(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(stolen_goods, "report", dies)
    with pytest.raises(KeyboardInterrupt):
        importer.lines(*lines)
    assert len(importer.stored()) == 6, "a batch is taken wholly or not at all"
    monkeypatch.setattr(stolen_goods, "report", real)
    report = importer.lines(*lines)
    assert (report.accepted, report.known) == (4, 6)
    assert len(importer.stored()) == 10


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[file]",
        "nonsense",
        MAPPING + '\n[extra]\na = "b"',
        MAPPING.replace("Europe/Amsterdam", "Mars"),
        MAPPING.replace('delimiter = ";"', 'delimiter = ";;"'),
        MAPPING.replace('delimiter = ";"', 'encoding = "klingon"'),
        MAPPING.replace('"item.brand"', '"item.brnad"'),
        MAPPING.replace('"item.category"', '"item.kind"'),
        MAPPING.replace('join = ", "', 'template = "{Soort} {Maat}"'),
        MAPPING.replace('join = ", "', "join = 5"),
        MAPPING.replace('"%d-%m-%Y"', "5"),
        MAPPING.replace('"%d-%m-%Y"', '"%d-%m-%Q"'),
        MAPPING.replace('{ GAZ = "Gazelle" }', '["a"]'),
        MAPPING.replace('{ GAZ = "Gazelle" }', "{ GAZ = 5 }"),
        MAPPING.replace('["Soort", "Kleur"]', '[["Soort"]]'),
        MAPPING.replace('["Soort", "Kleur"]', "[1]"),
        MAPPING.replace('["Soort", "Kleur"]', "[]"),
        MAPPING.replace('source = "test"', "source = 5"),
        MAPPING.replace('source = "test"', 'source = ""'),
        MAPPING.replace('key = ["Zaak"]', 'key = "Zaak"'),
        MAPPING.replace('type = "frame"', 'type = "shoe size"'),
        *(
            MAPPING.replace('delimiter = ";"', f'delimiter = ";"\nencoding = "{name}"')
            for name in ("utf-16", "utf-32-le", "rot13", "base64", "idna", "utf-7")
        ),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(BadMapping):
        load_mapping(path)


def test_a_file_with_a_column_twice(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"{HEADER};Framenummer\n{GOOD};GZ7654321\n")
    with pytest.raises(BadMapping, match="more than one column Framenummer"):
        importer.file(path)


def test_a_file_without_a_mapped_column(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(BadMapping, match="Framenummer"):
        importer.file(path)


def test_over_the_command_line(small_world: World, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "f.csv").write_text(f"{HEADER}\n{GOOD}\nbroken\n")
    runner = small_world.app.test_cli_runner()
    done = runner.invoke(
        args=[
            "stolen-goods",
            "import",
            str(tmp_path / "f.csv"),
            "--mapping",
            str(tmp_path / "m.toml"),
        ]
    )
    assert done.exit_code == 0, done.output
    assert "accepted 1" in done.stdout
    assert "line 3: 1 cells instead of 9" in done.stdout
    assert (tmp_path / "f.refused.csv").exists()


def test_the_example_mapping_is_sound(small_world: World, tmp_path: Path) -> None:
    """The form of the published file, with a line made up in that form."""
    mapping = load_mapping(ROOT / "docs" / "examples" / "toronto-bicycles.toml")
    header = [
        "event_unique_id",
        "Index_",
        "Occurrence_Date",
        "Occurrence_Time",
        "City",
        "Bike_Make",
        "Bike_Model",
        "Bike_Type",
        "Bike_Speed",
        "Bike_Colour",
        "Status",
        "Neighbourhood",
    ]
    line = [
        "GO-1",
        "1",
        "2017.07.18",
        "18:00:00",
        "Toronto",
        "GI             ",
        "ESCAPE",
        "MT",
        "21",
        "BLK   ",
        "STOLEN",
        "Annex (95)",
    ]
    unknown = ["GO-2", "2", "2017.07.18", "18:00:00", "Toronto", *["UNKNOWN"] * 6, "Annex (95)"]
    path = tmp_path / "f.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([header, line, unknown])
    report = Importer(small_world, mapping, tmp_path).file(path)
    assert (report.accepted, len(report.refusals)) == (1, 1)
    with small_world.register.database.read() as session:
        (good,) = session.scalars(select(StolenGoodVersion))
        assert session.scalar(select(func.count()).select_from(StolenGood)) == 1
    assert good.item == {
        "category": "bicycle",
        "brand": "Giant",
        "model": "ESCAPE",
        "colour": "black",
        "description": "mountain bike, 21 speed",
    }
