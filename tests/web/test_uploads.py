"""Files of purchases: every line registered once, or refused in words, and nothing left behind."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from registry.access.actors import Actor, Role
from registry.errors import Conflict, NotFound
from registry.imports import purchases, sheets
from registry.rules import retention, sealing_keys, uploads
from registry.tables import AuditEvent, Purchase, PurchaseVersion, Upload
from tests.browsing import signed_in
from tests.web.uploading import (
    HEADER,
    as_csv,
    as_excel,
    chosen,
    line,
    mapped,
    register,
    rows_of,
    send,
)
from tests.world import World


def entries(world: World) -> list[PurchaseVersion]:
    with world.register.database.read() as session:
        return list(
            session.scalars(
                select(PurchaseVersion)
                .join(Purchase, Purchase.id == PurchaseVersion.purchase_id)
                .order_by(Purchase.sequence_number)
            )
        )


def boxes(world: World) -> int:
    with world.register.database.read() as session:
        return session.scalar(select(func.count()).where(Upload.box.is_not(None))) or 0


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_file_is_registered_as_the_api_would(small_world: World, delimiter: str) -> None:
    client = signed_in(small_world)
    small_world.lose()
    path = mapped(client, as_csv(line(1, Serienummer="352099001761481"), delimiter=delimiter))
    assert "1 regels registreren" in client.get(path).text
    page = register(client, path)
    assert "Bestand verwerkt" in page
    (entry,) = entries(small_world)
    assert entry.acquired_at.isoformat() == "2026-06-15T09:00:00+00:00"
    assert entry.item["category"] == "phone"
    assert entry.item["identifiers"] == [{"value": "352099001761481"}]
    assert entry.price == {"amount": "120.00", "currency": "EUR"}
    assert (entry.payment, entry.acquisition) == ("cash", "purchase")
    assert entry.match_outcome == "listed"
    assert boxes(small_world) == 0


def test_lines_that_are_wrong_are_mended_and_all_are_registered_once(small_world: World) -> None:
    client = signed_in(small_world)
    bad = [
        line(2, Datum="31-02-2026"),
        line(3, Prijs="1.250"),
        line(4, Naam=""),
        line(5, Geboortedatum="01-02-2015"),
        line(6, **{"Soort goed": "koelkast"}),
    ]
    path = mapped(client, as_csv(line(1), *bad, line(7)))
    page = client.get(path).text
    for said in (
        "Datum van inkoop: Dit is geen dag of tijd.",
        "Prijs: Is dit een punt voor duizend",
        "Naam van de verkoper: ",
        "18 jaar of ouder: ",
        "Soort goed: ",
    ):
        assert said in page
    before = rows_of(client.get(f"{path}/refused").data)
    assert "2 regels registreren" in page
    register(client, path)
    assert len(entries(small_world)) == 2
    refused = rows_of(client.get(f"{path}/refused").data)
    assert refused == before
    assert refused[0] == [*HEADER, "_line", "_reason"]
    assert [row[-2] for row in refused[1:]] == ["3", "4", "5", "6", "7"]
    assert [row[: len(HEADER)] for row in refused[1:]] == bad
    assert all(row[-1] for row in refused[1:])
    mended = [[*line(number), *row[-2:]] for number, row in enumerate(refused[1:], start=2)]
    again = mapped(client, as_csv(*mended, header=refused[0]))
    register(client, again)
    assert len(entries(small_world)) == 7
    whole = mapped(client, as_csv(*(line(number) for number in range(1, 8))))
    page = register(client, whole)
    assert len(entries(small_world)) == 7
    assert "niet nog eens geregistreerd" in page
    assert [e.purchase_id for e in entries(small_world)] == sorted(
        e.purchase_id for e in entries(small_world)
    )


def test_a_till_number_means_one_sale_and_other_data_under_it_are_refused(
    small_world: World,
) -> None:
    client = signed_in(small_world)
    register(client, mapped(client, as_csv(line(1))))
    page = register(client, mapped(client, as_csv(line(1, Merk="Nokia"))))
    assert "Dit kassanummer staat al in uw register" in page
    assert len(entries(small_world)) == 1


def test_without_a_till_number_the_line_itself_is_known_again(small_world: World) -> None:
    client = signed_in(small_world)
    header, one, two = HEADER[1:], line(1)[1:], line(2)[1:]
    register(client, mapped(client, as_csv(one, one, header=header)))
    assert len(entries(small_world)) == 1
    register(client, mapped(client, as_csv(two, one, header=header)))
    assert len(entries(small_world)) == 2


def test_what_the_law_refuses_is_refused_and_that_it_was_tried_is_recorded(
    small_world: World,
) -> None:
    client = signed_in(small_world)
    register(client, mapped(client, as_csv(line(1, Geboortedatum="16-06-2008"), line(2))))
    with small_world.register.database.read() as session:
        names = session.scalars(select(AuditEvent.name)).all()
    assert names.count("dor:purchase:refuse") == 1
    assert len(entries(small_world)) == 1


def test_an_excel_sheet_comes_back_as_an_excel_sheet(small_world: World) -> None:
    client = signed_in(small_world)
    good: list[Any] = line(1)
    good[HEADER.index("Prijs")] = 120.5
    cut: list[Any] = line(2)
    cut[HEADER.index("Serienummer")] = 8931440301234567890.0
    path = mapped(client, as_excel(good, cut), "inkopen.xlsx")
    assert "Excel heeft cijfers van dit nummer weggelaten" in client.get(path).text
    register(client, path)
    (entry,) = entries(small_world)
    assert entry.price == {"amount": "120.5", "currency": "EUR"}
    answer = client.get(f"{path}/refused")
    assert (
        answer.headers["Content-Disposition"].endswith('.xlsx"')
        or ".xlsx" in answer.headers["Content-Disposition"]
    )
    sheet = sheets.read_sheet(answer.data)
    assert sheet.header == [*HEADER, "_line", "_reason"]
    assert sheet.lines[0].cells[-2] == "3"


def test_columns_are_remembered_and_asked_for_when_they_are_missing(small_world: World) -> None:
    client = signed_in(small_world)
    odd = ["Kol A" if name == "Naam" else name for name in HEADER]
    columns = send(client, as_csv(line(1), header=odd)).headers["Location"]
    guessed = chosen(client.get(columns).text)
    assert "seller_name" not in guessed
    refused = client.post(columns, data=guessed)
    assert refused.status_code == 422
    assert "Naam van de verkoper</a>" in refused.text or "Naam van de verkoper: Kies" in (
        refused.text
    )
    place = f"column:{odd.index('Kol A')}"
    assert client.post(columns, data={**guessed, "seller_name": place}).status_code == 303
    columns = send(client, as_csv(line(2), header=odd)).headers["Location"]
    assert chosen(client.get(columns).text)["seller_name"] == place


@pytest.mark.parametrize(
    "spoiled",
    [
        {"price": "column:99"},
        {"price": "column:x"},
        {"price": "fixed:1"},
        {"acquisition": "fixed:theft"},
        {"nonsense": "column:1"},
        {"price": "x" * 500},
    ],
)
def test_a_spoiled_choice_of_columns_is_refused(
    small_world: World, spoiled: dict[str, str]
) -> None:
    client = signed_in(small_world)
    columns = send(client, as_csv(line(1))).headers["Location"]
    answer = client.post(columns, data={**chosen(client.get(columns).text), **spoiled})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Het bestand heeft geen regels"),
        (as_csv(), "Het bestand heeft geen regels"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "oud Excel-bestand"),
        (b"PK\x03\x04" + bytes(600), "Wij kunnen dit bestand niet lezen"),
        (b"%PDF-1.7\0\0\0", "Wij kunnen dit bestand niet lezen"),
        (b"alleen een woord\nen nog een", "geen namen van kolommen"),
        (as_csv(*[line(n) for n in range(5_001)]), "Laat uw kassa de API gebruiken"),
        (b"a;b\n" + b"x" * 5_000_000, "laat uw kassa de API gebruiken"),
        (b";" * 1_000_000 + b"\n1\n", "meer dan 200 kolommen"),
    ],
)
def test_a_file_that_cant_be_read_is_refused_in_words(
    small_world: World, content: bytes, said: str
) -> None:
    answer = send(signed_in(small_world), content)
    assert answer.status_code == 422
    assert said.casefold() in answer.text.casefold()
    assert boxes(small_world) == 0


def test_nothing_of_a_seller_lies_in_the_store_in_plain(small_world: World) -> None:
    client = signed_in(small_world)
    path = mapped(client, as_csv(line(1, Naam="Ongebruikelijke Achternaam", Prijs="x")))
    with small_world.register.database.read() as session:
        (row,) = session.scalars(select(Upload))
        kept = repr({c.name: getattr(row, c.name) for c in Upload.__table__.columns})
        assert "Achternaam" not in kept
        assert "Dorpsstraat" not in kept
        assert row.box is not None
        assert b"Achternaam" not in row.box
    assert client.post(f"{path}/remove").status_code == 303
    assert client.get(path).status_code == 404


def test_a_file_is_its_dealers_alone(small_world: World) -> None:
    client = signed_in(small_world)
    path = mapped(client, as_csv(line(1)))
    upload_id = path.rpartition("/")[2]
    other = small_world.new_dealer(kvk_number="00345678")
    with small_world.register.database.read() as session, pytest.raises(NotFound):
        uploads.found(session, Actor(Role.DEALER, other), UUID(upload_id))
    for method, end in (("get", ""), ("get", "/refused"), ("post", "/register")):
        anonymous: Any = small_world.app.test_client()
        assert getattr(anonymous, method)(f"{path}{end}").status_code == 401


def test_a_file_goes_after_a_week_and_its_key_is_kept_so_long(small_world: World) -> None:
    client = signed_in(small_world)
    path = mapped(client, as_csv(line(1)))
    keys = small_world.register.keys
    name = keys.sealing.current
    keys.sealing.add()
    system = Actor(Role.ADMIN, "admin")
    with (
        pytest.raises(Conflict, match="key_in_use"),
        small_world.register.database.write() as session,
    ):
        sealing_keys.retire_sealing(
            session, system, small_world.clock(), keys=small_world.register.keys, name=name
        )
    small_world.clock.move(timedelta(days=7))
    with small_world.register.database.write() as session:
        retention.carry_out(session, small_world.clock())
    assert boxes(small_world) == 0
    assert signed_in(small_world).get(path).status_code == 404


def test_an_interrupted_registration_goes_on_and_two_at_once_register_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purchases, "BATCH", 4)
    client = signed_in(world)
    count = 3 * purchases.BATCH + 1
    path = mapped(client, as_csv(*(line(number) for number in range(count))))
    upload_id = UUID(path.rpartition("/")[2])
    actor = Actor(Role.DEALER, world.dealer)

    def take(seconds: float) -> Upload:
        return purchases.take(world.register, actor, upload_id, lambda _wrong: "", seconds=seconds)

    begun = take(0.0)
    assert (begun.status, begun.registered, begun.next_line) == ("begun", 4, 4)
    page = client.get(path).text
    assert "data-going-on" in page
    both = [threading.Thread(target=take, args=(60.0,)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    done = take(60.0)
    assert (done.status, done.registered, done.known) == ("done", count, 0)
    numbers = [e.price for e in entries(world)]
    assert len(numbers) == count


def test_no_more_than_twenty_files_wait(small_world: World) -> None:
    client = signed_in(small_world)
    for _ in range(20):
        assert send(client, as_csv(line(1))).status_code == 303
    answer = send(client, as_csv(line(1)))
    assert answer.status_code == 409
    assert "Er wachten al twintig bestanden" in answer.text
