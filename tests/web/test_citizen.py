"""The theft check on the pages: what is answered, and what nobody may learn from it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import event, select

from matching import CATEGORIES, mistaken_for
from registry.http import even_times
from registry.settings import ROOT
from registry.tables import AuditEvent
from registry.web.citizen.help_pages import PLACES
from registry.web.citizen.many import BYTES_OF_A_LINE, MOST
from tests.browsing import csrf
from tests.stores import Stores
from tests.web.citizens import CLEAN, STOLEN, checked, send
from tests.web.test_forms import CATALOGS, messages
from tests.world import World, item, stolen_good

ONE_SLIP = "352099001761418"
OUTCOMES = {
    STOLEN: "listed",
    ONE_SLIP: "similar_listed",
    CLEAN: "not_listed",
}
RING = {"category": "jewellery", "description": "gouden ring 18 karaat, gravure 'Anna 12-06-1998'"}


def outcome(page: str) -> str:
    found = re.search(r'class="answer (\w+)"', page)
    assert found is not None
    return found[1]


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Note what the store is asked."""
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        asked.append(re.sub(r"IN \([^)]*\)", "IN (...)", statement))

    engine = world.register.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_answer_has_the_same_size(small_world: World, language: str) -> None:
    small_world.lose()
    send(small_world, "/language", language=language, back="/")
    sizes = set()
    for number, expected in {**OUTCOMES, "onbekend": "not_checkable"}.items():
        answer = send(small_world, "/", identifier=number)
        assert outcome(answer.text) == expected
        sizes.add(len(answer.data))
        assert "no-transform" in answer.headers["Cache-Control"]
    assert len(sizes) == 1


def test_every_answer_of_the_api_has_the_same_size(small_world: World) -> None:
    small_world.lose()
    sizes = set()
    for number, expected in {**OUTCOMES, "onbekend": "not_checkable"}.items():
        answer = small_world.call("POST", "/checks", json={"identifier": number})
        assert answer.json["outcome"] == expected
        sizes.add(len(answer.data))
    assert len(sizes) == 1


def test_the_store_is_asked_the_same_whatever_is_found(small_world: World) -> None:
    small_world.lose()
    small_world.register.load_desk()
    asked = []
    # Each twice: what was read a moment ago must not make the second answer quicker.
    for number in [*OUTCOMES, *OUTCOMES]:
        token = csrf(small_world, "/")
        with statements(small_world) as noted:
            page = small_world.client.post("/", data={"csrf_token": token, "identifier": number})
        assert outcome(page.text) == OUTCOMES[number]
        asked.append(noted)
    assert all(noted == asked[0] for noted in asked[1:])
    assert len(asked[0]) > 5


@pytest.mark.parametrize(
    ("path", "sent", "steps"),
    [
        ("/", {"identifier": STOLEN}, 1),
        ("/", {"identifier": CLEAN}, 1),
        ("/many", {"numbers": f"{STOLEN}\n{CLEAN}\n{ONE_SLIP}"}, 3),
        ("/describe", RING, 1),
    ],
)
def test_an_answer_waits_for_an_even_time(
    small_world: World,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    sent: dict[str, str],
    steps: int,
) -> None:
    token = csrf(small_world, path)
    clock = iter([1000.0, 1000.013])
    waits: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: next(clock), sleep=waits.append)
    monkeypatch.setattr(even_times, "time", fake)
    small_world.client.get(path)
    assert waits == []
    small_world.client.post(path, data={"csrf_token": token, **sent})
    assert waits == [pytest.approx(steps * even_times.STEP - 0.013)]


def test_an_answer_of_the_api_waits_for_an_even_time(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([1000.0, 1000.113])
    waits: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: next(clock), sleep=waits.append)
    monkeypatch.setattr(even_times, "time", fake)
    small_world.call("POST", "/checks", json={"identifier": STOLEN})
    assert waits == [pytest.approx(0.037)]


@given(st.floats(0, 100), st.sampled_from([0.05, 0.6]))
def test_a_wait_ends_at_a_multiple(seconds: float, step: float) -> None:
    wait = even_times.missing(seconds, step)
    assert 0 <= wait <= step
    ends = (seconds + wait) / step
    assert ends == pytest.approx(round(ends), abs=1e-6)


def test_the_listed_number_is_never_shown(small_world: World) -> None:
    small_world.lose()
    page = send(small_world, "/", identifier=ONE_SLIP).text
    assert STOLEN not in page
    assert "Samsung" not in page


def test_a_part_of_a_number_is_looked_for(small_world: World) -> None:
    small_world.lose()
    part = STOLEN[4:12]
    whole = send(small_world, "/", identifier=part)
    assert outcome(whole.text) == "not_listed"
    page = send(small_world, "/", identifier=part, is_part="true")
    assert outcome(page.text) == "similar_listed"
    assert outcome(send(small_world, "/", identifier="778213", is_part="true").text) == "not_listed"
    short = send(small_world, "/", identifier=STOLEN[4:9], is_part="true").text
    assert outcome(short) == "not_checkable"
    assert "te kort om iets te zeggen" in short


def test_the_reader_corrects_the_kind_of_number(small_world: World) -> None:
    page = send(small_world, "/", identifier=STOLEN).text
    assert "(IMEI van een telefoon)" in page
    page = send(small_world, "/", identifier=STOLEN, type="engraving").text
    assert "(gravure)" in page
    assert send(small_world, "/", identifier=STOLEN, type="shoe").status_code == 422


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0612345678", "telephone"),
        ("06-12345678", "telephone"),
        ("+31 6 12345678", "telephone"),
        ("€ 120,00", "amount"),
        ("12-06-1998", "date"),
        ("SM-S911B", "model"),
        ("8710400280507", "product_code"),
        ("8710400280508", None),
        (STOLEN, None),
        ("GZ4417093", None),
        ("", None),
    ],
)
def test_what_is_taken_for_a_number(small_world: World, text: str, code: str | None) -> None:
    assert mistaken_for(text) == code
    if code:
        said = messages(CATALOGS["nl"])[f"check.mistaken.{code}"]
        assert said in send(small_world, "/", identifier=text).text


def test_what_is_no_number_leads_to_where_the_number_is(small_world: World) -> None:
    page = send(small_world, "/", identifier="onbekend", category="bicycle").text
    assert 'href="/help/bicycle"' in page
    assert 'href="/help/"' in send(small_world, "/", identifier="n.v.t.").text


def test_there_is_help_for_every_kind_of_goods(small_world: World) -> None:
    assert tuple(PLACES) == CATEGORIES
    drawings = ROOT / "registry" / "web" / "templates" / "citizen" / "drawings"
    for language in CATALOGS:
        known = messages(CATALOGS[language])
        for category, places in PLACES.items():
            texts = [f"help.drawing.{category}"]
            texts += [f"help.{category}.{place}" for place in range(1, places + 1)]
            assert set(texts) <= set(known)
            drawn = (drawings / f"{category}.svg").read_text()
            assert re.findall(r"<text [^>]*>(\d)</text>", drawn) == list(
                map(str, range(1, places + 1))
            ), category
    page = small_world.client.get("/help/watch").text
    assert 'role="img" aria-label="Horloge met de achterkant ernaast"' in page
    assert small_world.client.get("/help/spaceship").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("number", [STOLEN, CLEAN, "onbekend"])
def test_a_receipt_on_paper(small_world: World, language: str, number: str) -> None:
    small_world.lose()
    receipt = checked(small_world, number)
    answer = send(small_world, "/receipt", receipt=receipt, language=language)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    statement = json.loads(receipt)["statement"]
    assert number not in answer.headers["Content-Disposition"]
    reader = PdfReader(BytesIO(answer.data))
    assert str(reader.root_object["/Lang"]) == language
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert statement["event"] in text
    assert statement["number"] in text
    assert messages(CATALOGS[language])[f"check.heading.{statement['outcome']}"] in text
    assert json.loads(receipt)["signature"] in text


def test_only_our_own_receipts_are_printed(small_world: World) -> None:
    receipt = checked(small_world, CLEAN)
    forged = receipt.replace("not_listed", "listed")
    for text in (forged, "{}", "<b>", receipt[:-2]):
        answer = send(small_world, "/receipt", receipt=text, language="nl")
        assert answer.status_code == 400, text
    assert send(small_world, "/receipt", receipt=receipt, language="fr").status_code == 400


def test_many_numbers(small_world: World) -> None:
    small_world.lose()
    lines = [STOLEN, "", "  " + CLEAN, "€ 50,00", ONE_SLIP]
    page = send(small_world, "/many", numbers="\r\n".join(lines))
    said = messages(CATALOGS["nl"])
    badges = re.findall(r'class="badge[^"]*">([^<]+)<', page.text)
    assert badges == [
        said[f"outcome.{o}"] for o in ("listed", "not_listed", "not_checkable", "similar_listed")
    ]
    receipts = re.findall(r"name=\"receipt\" value='([^']+)'", page.text)
    assert len(receipts) == 4
    for receipt in receipts:
        answer = send(small_world, "/receipt", receipt=receipt, language="nl")
        assert answer.status_code == 200


def test_many_answers_have_the_same_size(small_world: World) -> None:
    small_world.lose()
    sizes = {
        len(send(small_world, "/many", numbers="\n".join([number] * 9)).data) for number in OUTCOMES
    }
    assert len(sizes) == 1
    assert sizes.pop() % BYTES_OF_A_LINE == 0


def test_too_many_numbers_are_refused(small_world: World) -> None:
    many = "\n".join(f"AB{n:08}" for n in range(12_000_345, 12_000_345 + MOST + 1))
    refused = send(small_world, "/many", numbers=many)
    assert refused.status_code == 422
    assert "te veel nummers" in refused.text
    assert send(small_world, "/many", numbers=many.rpartition("\n")[0]).status_code == 200
    assert send(small_world, "/many", numbers="A1" * 61).status_code == 422
    assert send(small_world, "/many", numbers=" \n ").status_code == 422


def test_what_is_refused_neither_waits_nor_swells(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a short form could hold a thread for minutes, and be answered with megabytes."""
    waits: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: 1000.0, sleep=waits.append)
    monkeypatch.setattr(even_times, "time", fake)
    refused = send(small_world, "/many", numbers="A\n" * 3_000)
    assert refused.status_code == 422
    assert waits == []
    assert len(refused.data) < 50_000


def test_each_of_many_numbers_counts(stores: Stores, keys) -> None:  # type: ignore[no-untyped-def]  # a folder
    world = World(stores.sqlite(), keys, public_calls_per_minute=12)
    numbers = "\n".join(f"AB9988776{n}" for n in range(9))
    assert send(world, "/many", numbers=numbers).status_code == 200
    assert send(world, "/many", numbers=numbers).status_code == 429
    # What was refused as a whole was not counted, but for the request itself.
    assert send(world, "/", identifier=CLEAN).status_code == 200
    assert send(world, "/", identifier=CLEAN).status_code == 200
    assert send(world, "/", identifier=CLEAN).status_code == 429


def test_a_description_says_little(small_world: World) -> None:
    small_world.lose(stolen_good(item=RING))
    small_world.lose(stolen_good(item=item("GZ4417093", category="bicycle", brand="Gazelle")))
    ring = {"category": "jewellery", "marks": "Anna 12-06-1998", "description": "ring goud"}
    alike = send(small_world, "/describe", **ring)
    assert outcome(alike.text) == "similar_listed"
    others = (
        {**ring, "marks": "Piet 2001"},
        {"category": "jewellery", "description": "gouden ring 18 karaat"},
        {"category": "bicycle", "brand": "Gazelle", "description": "fiets"},
        # A number, or a piece of one, does not browse the register here.
        {"category": "phone", "brand": "Samsung", "model": "Galaxy S23", "description": "telefoon"},
    )
    for described in others:
        page = send(small_world, "/describe", **described)
        assert outcome(page.text) == "not_checkable", described
        assert len(page.data) == len(alike.data)
    assert send(small_world, "/describe", category="bicycle", brand="Gazelle").status_code == 422
    with small_world.register.database.read() as session:
        leaves = session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.name == "stop-heling:check:answer")
        ).all()
    assert len(leaves) == 1 + len(others)
    assert "Anna" not in " ".join(leaves)


def test_the_list_of_possessions_is_nowhere_on_the_server(small_world: World) -> None:
    page = small_world.client.get("/possessions").text
    assert "JavaScript" in page
    assert page.count("<tr><td>") == 12
    assert small_world.client.post("/possessions", data={}).status_code in {400, 405}
    module = (ROOT / "registry" / "web" / "static" / "possessions.js").read_text()
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(", module)
