"""The counter: what a clerk is promised, without a browser."""

import csv
import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from registry.access.actors import Role
from registry.tables import AuditEvent
from tests.browsing import hidden, send, sign_in
from tests.web.dealing import ENTRY, PHONE, SELLER
from tests.world import World, item, purchase, stolen_good

COUNTER = "/dealer/counter"
BUYER = {
    name.replace("seller.", "buyer."): value
    for name, value in SELLER.items()
    if name == "seller.name" or ".address." in name
}


def entries(world: World) -> list[dict[str, object]]:
    found: list[dict[str, object]] = world.call("GET", "/purchases", Role.DEALER).json["items"]
    return found


def events(world: World, name: str) -> int:
    with world.register.database.read() as session:
        statement = select(func.count()).where(AuditEvent.name == name)
        return session.scalar(statement) or 0


def test_a_purchase_is_entered_and_the_clerk_reads_what_to_do(small_world: World) -> None:
    sign_in(small_world)
    answer = send(small_world, COUNTER, **ENTRY)
    assert answer.status_code == 200
    assert "U mag het verkopen vanaf vr 19 jun 2026" in answer.text
    (entry,) = entries(small_world)
    assert entry["sequence_number"] == 1
    assert entry["price"] == {"amount": "120", "currency": "EUR"}
    assert entry["acquired_at"] == "2026-06-15T10:00:00Z", "nothing typed is now"
    assert entry["item"] == {
        "category": "phone",
        "brand": "Samsung",
        "model": "Galaxy S23",
        "identifiers": [{"value": "35-209900-176148-1"}],
    }


def test_a_form_that_is_sent_twice_is_one_entry(small_world: World) -> None:
    sign_in(small_world)
    kept = hidden(small_world, COUNTER)
    for _ in range(2):
        answer = small_world.client.post(COUNTER, data={**kept, **ENTRY})
        assert answer.status_code == 200
        assert "<dd>1</dd>" in answer.text
    assert len(entries(small_world)) == 1


def test_a_form_that_was_changed_after_it_was_sent_is_not_entered_again(
    small_world: World,
) -> None:
    sign_in(small_world)
    kept = hidden(small_world, COUNTER)
    small_world.client.post(COUNTER, data={**kept, **ENTRY})
    answer = small_world.client.post(COUNTER, data={**kept, **ENTRY, "goods.0.amount": "90"})
    assert answer.status_code == 409
    assert "al verstuurd en geregistreerd" in answer.text
    assert len(entries(small_world)) == 1


def test_enter_without_javascript_looks_and_does_not_enter(small_world: World) -> None:
    sign_in(small_world)
    answer = send(small_world, COUNTER, **{**ENTRY, "step": "look"})
    assert answer.status_code == 200
    assert "IMEI van een telefoon, het controlecijfer klopt" in answer.text
    assert 'value="Jantje Voorbeeld"' in answer.text
    assert entries(small_world) == []
    page = small_world.client.get(COUNTER).text
    first = re.search(r"<form[^>]*data-counter.*?<button[^>]*value=\"(\w+)\"", page, re.DOTALL)
    assert first is not None
    assert first[1] == "look", "the first button is the one that Enter presses"


def test_everything_that_is_missing_is_said_at_once(small_world: World) -> None:
    sign_in(small_world)
    filled_in = {"seller.address.country": "NL", "seller.id_document.country": "NL"}
    answer = send(small_world, COUNTER, step="enter", **filled_in)
    assert answer.status_code == 422
    for field in ("goods-0-category", "goods-0-amount", "payment", "seller-adult"):
        assert f'href="#{field}"' in answer.text, field
    for field in ("seller-name", "seller-address-street", "seller-id_document-number"):
        assert f'id="{field}-error"' in answer.text or f'href="#{field}"' in answer.text, field
    assert "Vul een nummer in, of beschrijf het voorwerp" in answer.text
    assert entries(small_world) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seller.adult": "false"}, "Van een minderjarige mag niet worden gekocht"),
        ({"seller.detention": "suspected"}, "in een inrichting is opgenomen"),
        ({"goods.0.amount": "veel"}, "Vul een bedrag in, zoals 120"),
        ({"acquired_at": "2026-06-16T10:00"}, "Dit tijdstip ligt in de toekomst"),
        ({"goods.0.weight_grams": "3,5"}, "Dit hoort alleen bij edelmetaal"),
    ],
)
def test_what_the_law_or_the_register_refuses_is_said_in_words(
    small_world: World, changes: dict[str, str], sentence: str
) -> None:
    sign_in(small_world)
    answer = send(small_world, COUNTER, **{**ENTRY, **changes})
    assert answer.status_code == 422
    assert sentence in answer.text, re.findall(r'class="error"[^>]*>([^<]*)', answer.text)
    assert 'value="Jantje Voorbeeld"' in answer.text, "nothing that was typed is lost"
    assert entries(small_world) == []


def test_amounts_are_typed_as_people_do(small_world: World) -> None:
    sign_in(small_world)
    for amount in ("€ 1.250,50", "120,5", "80,-"):
        answer = send(small_world, COUNTER, **{**ENTRY, "goods.0.amount": amount})
        assert answer.status_code == 200, amount
    amounts = [entry["price"]["amount"] for entry in entries(small_world)]  # type: ignore[index]  # of the wire
    assert amounts == ["80", "120.5", "1250.50"]


def test_several_goods_of_one_seller_are_entered_together(small_world: World) -> None:
    sign_in(small_world)
    more = send(small_world, COUNTER, **{**ENTRY, "step": "more"})
    assert 'name="goods.1.number"' in more.text
    second = {
        "goods.3.number": "GZ1234567",
        "goods.3.category": "bicycle",
        "goods.3.brand": "Gazelle",
        "goods.3.amount": "75",
    }
    answer = send(small_world, COUNTER, **ENTRY, **second)
    assert answer.status_code == 200
    assert [entry["sequence_number"] for entry in entries(small_world)] == [2, 1]
    wrong = send(small_world, COUNTER, **ENTRY, **{**second, "goods.3.amount": ""})
    assert wrong.status_code == 422
    assert 'id="goods-1-amount-error"' in wrong.text, "the row that is shown, not that was sent"


def test_the_same_seller_is_kept_for_what_comes_next_and_nowhere_else(small_world: World) -> None:
    sign_in(small_world)
    answer = send(small_world, COUNTER, **ENTRY)
    kept = dict(re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', answer.text))
    again = small_world.client.post("/dealer/counter/again", data=kept)
    assert 'value="Jantje Voorbeeld"' in again.text
    assert 'value="35-209900-176148-1"' not in again.text
    assert "Jantje" not in small_world.client.get(COUNTER).text
    assert "Jantje" not in str(answer.headers)


def test_the_number_is_read_while_it_is_typed_and_nothing_is_betrayed(small_world: World) -> None:
    small_world.lose()
    sign_in(small_world)
    token = hidden(small_world, COUNTER)["csrf_token"]
    said = [
        small_world.client.post(
            f"{COUNTER}/number", data={"csrf_token": token, "number": number}
        ).json
        for number in ("352099001761481", "352099001761482", "onbekend")
    ]
    assert [each["standing"] for each in said] == ["fine", "doubt", "none"]
    assert said[0]["category"] == "phone"
    assert "gestolen" not in str(said)
    answer = small_world.client.post(f"{COUNTER}/number", data={"number": "352099001761481"})
    assert answer.status_code == 400, "not without the word of the form"


def test_a_hit_is_told_calmly(small_world: World) -> None:
    small_world.lose()
    sign_in(small_world)
    answer = send(small_world, COUNTER, **ENTRY)
    assert answer.status_code == 200
    for sentence in (
        "Dit voorwerp staat als gestolen geregistreerd",
        "Houd het voorwerp apart en bewaar het",
        "spreek de verkoper er niet op aan",
        "Geef het voorwerp niet terug",
    ):
        assert sentence in answer.text
    assert "U mag het verkopen" not in answer.text


def test_an_entry_like_a_stolen_good_is_only_looked_at(small_world: World) -> None:
    small_world.lose()
    sign_in(small_world)
    answer = send(small_world, COUNTER, **{**ENTRY, "goods.0.number": "352099001767481"})
    assert "Deze inkoop wordt nagekeken" in answer.text
    assert "staat als gestolen geregistreerd" not in answer.text


def test_a_refused_minor_is_recorded(small_world: World) -> None:
    sign_in(small_world)
    send(small_world, COUNTER, **{**ENTRY, "seller.adult": "false"})
    assert events(small_world, "dor:purchase:refuse") == 1


def test_a_thrift_shop_asks_no_document(small_world: World) -> None:
    small_world._dealer = small_world.new_dealer(thrift_shop=True)
    sign_in(small_world)
    untold = {n: v for n, v in ENTRY.items() if "id_document" not in n}
    answer = send(
        small_world, COUNTER, **{**untold, "seller.id_document.country": "NL", "payment": "bank"}
    )
    assert answer.status_code == 200, answer.text


class TestRegister:
    """The dealer's own register."""

    def test_it_is_searched_in_every_way(self, small_world: World) -> None:
        small_world.buy()
        small_world.buy(
            purchase(item=item("GZ1234567", category="bicycle", brand="Gazelle", model=None))
        )
        sign_in(small_world)
        for query, wanted in {
            "": {"1", "2"},
            "number=2": {"2"},
            "category=bicycle": {"2"},
            "words=gaz": {"2"},
            "words=GALAXY+samsung": {"1"},
            "standing=held": {"1", "2"},
            "standing=free": set(),
            "since=2026-06-15&until=2026-06-15": {"1", "2"},
            "since=2026-06-16": set(),
            "words=%25": set(),
        }.items():
            page = small_world.client.get(f"/dealer/purchases?{query}").text
            shown = set(re.findall(r'purchases/[0-9a-f-]{36}">(\d+)</a>', page))
            assert shown == wanted, query
        small_world.clock.move(timedelta(days=10))
        sign_in(small_world)
        assert "Galaxy" in small_world.client.get("/dealer/purchases?standing=free").text
        found = send(
            small_world, "/dealer/purchases/find", page="/dealer/purchases", identifier="gz-1234"
        )
        assert "Gazelle" in found.text
        assert "Galaxy" not in found.text

    def test_it_is_nobody_elses(self, small_world: World) -> None:
        assert small_world.dealer
        other = small_world.new_dealer(name="Ander", kvk_number="87654321")
        theirs = small_world.buy(subject=other)["id"]
        sign_in(small_world)
        assert small_world.client.get("/dealer/purchases").text.count("<tbody>") == 0
        for path in ("", "/sale", "/return", "/correct"):
            assert small_world.client.get(f"/dealer/purchases/{theirs}{path}").status_code == 404
        assert (
            send(
                small_world,
                f"/dealer/purchases/{theirs}/seller",
                page=COUNTER,
                purpose="nieuwsgierig",
            ).status_code
            == 404
        )

    def test_it_is_for_dealers_only(self, small_world: World) -> None:
        assert small_world.client.get("/dealer/purchases").status_code == 401
        sign_in(small_world, "municipality")
        assert small_world.client.get("/dealer/purchases").status_code == 403

    def test_files_hold_no_formulas_and_no_sellers(self, small_world: World) -> None:
        small_world.buy(purchase(item={**item("AB123456"), "brand": "=cmd()", "model": "+1"}))
        small_world.buy()
        sign_in(small_world)
        answer = small_world.client.get("/dealer/purchases/export?file=csv&number=1")
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) == 2, "the filters are kept"
        assert "'=cmd()" in rows[1]
        assert "'+1" in rows[1]
        assert "Jantje" not in answer.text
        sheet = small_world.client.get("/dealer/purchases/export?file=xlsx")
        from python_calamine import load_workbook

        read = load_workbook(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
        assert len(read) == 3
        assert read[2][4] == "'=cmd()"
        assert read[1][0] == 2.0
        sheet.close()

    def test_an_entry_is_corrected_with_a_reason(self, small_world: World) -> None:
        entry = small_world.buy()
        sign_in(small_world)
        path = f"/dealer/purchases/{entry['id']}/correct"
        page = small_world.client.get(path).text
        same = {
            "numbers": "35-209900-176148-1",
            "category": "phone",
            "brand": "Samsung",
            "model": "Galaxy S23",
            "amount": "120,00",
            "payment": "cash",
            "acquisition": "purchase",
            "acquired_at": "2026-06-15T11:00",
        }
        for name, value in same.items():
            assert value in page, name
        nothing = send(small_world, path, **same, reason="zomaar")
        assert nothing.status_code == 422
        assert "Er is niets gewijzigd" in nothing.text
        without = send(small_world, path, **{**same, "amount": "90"})
        assert without.status_code == 422
        stale = hidden(small_world, path)
        done = send(small_world, path, **{**same, "amount": "90,50"}, reason="verkeerd bedrag")
        assert done.status_code == 303, done.text
        shown = small_world.client.get(done.headers["Location"]).text
        assert "verkeerd bedrag" in shown
        assert "€&nbsp;90,50" in shown.replace("\xa0", "&nbsp;")
        late = small_world.client.post(path, data={**stale, **same, "brand": "LG", "reason": "x"})
        assert late.status_code == 412
        (row,) = entries(small_world)
        assert row["version"] == 2
        assert row["item"]["identifiers"] == entry["item"]["identifiers"]  # type: ignore[index]  # of the wire

    def test_the_receipt_is_a_paper_without_the_seller(self, small_world: World) -> None:
        entry = small_world.buy()
        sign_in(small_world)
        answer = small_world.client.get(f"/dealer/purchases/{entry['id']}/receipt.pdf")
        assert answer.mimetype == "application/pdf"
        read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        assert "Tweede Kans" in read
        assert "35-209900-176148-1" in read
        assert "Jantje" not in read

    def test_the_seller_is_opened_for_a_purpose_which_is_recorded(self, small_world: World) -> None:
        entry = small_world.buy()
        sign_in(small_world)
        page = f"/dealer/purchases/{entry['id']}"
        assert "Jantje" not in small_world.client.get(page).text
        assert send(small_world, f"{page}/seller", page=page).status_code == 422
        opened = send(small_world, f"{page}/seller", page=page, purpose="de politie vraagt ernaar")
        assert "Jantje Voorbeeld" in opened.text
        assert events(small_world, "dor:seller:consult") == 1


class TestLeaving:
    """Sales, returns and the hold calendar."""

    def test_a_sale_inside_the_hold_is_refused_in_words(self, small_world: World) -> None:
        entry = small_world.buy()
        sign_in(small_world)
        path = f"/dealer/purchases/{entry['id']}/sale"
        assert "19 jun 2026" in small_world.client.get(path).text
        answer = send(small_world, path, amount="200", **BUYER)
        assert answer.status_code == 409
        assert "19-06-2026" in answer.text
        assert "%(until)s" not in answer.text

    def test_goods_are_sold_once(self, small_world: World) -> None:
        entry = small_world.buy()
        small_world.clock.move(timedelta(days=7))
        sign_in(small_world)
        path = f"/dealer/purchases/{entry['id']}/sale"
        nobody = send(small_world, path, amount="200", **{"buyer.address.country": "NL"})
        assert nobody.status_code == 422, "a phone needs a buyer"
        kept = hidden(small_world, path)
        for _ in range(2):
            sold = small_world.client.post(path, data={**kept, "amount": "200", **BUYER})
            assert sold.status_code == 303, sold.text
        again = send(small_world, path, amount="200", **BUYER)
        assert again.status_code == 409

    def test_goods_under_an_order_stay(self, small_world: World) -> None:
        entry = small_world.buy()
        until = small_world.clock() + timedelta(days=10)
        small_world.call(
            "POST",
            f"/purchases/{entry['id']}/hold-orders",
            Role.POLICE,
            json={"until": until.isoformat(), "ground": "onderzoek"},
        )
        sign_in(small_world)
        path = f"/dealer/purchases/{entry['id']}/return"
        answer = send(small_world, path, reason="purchase_undone")
        assert answer.status_code == 409
        assert "25-06-2026" in answer.text
        month = small_world.client.get("/dealer/hold").text
        assert "Bevel van de politie" in month
        assert re.search(r'<span class="day">25</span>\s*<ul>', month), "kept till the order ends"

    def test_goods_are_given_back(self, small_world: World) -> None:
        entry = small_world.buy()
        sign_in(small_world)
        path = f"/dealer/purchases/{entry['id']}/return"
        assert send(small_world, path, reason="purchase_undone").status_code == 303
        assert entry["id"] not in small_world.client.get("/dealer/hold").text

    def test_the_calendar_does_not_tell_of_hits(self, small_world: World) -> None:
        small_world.lose(stolen_good())
        small_world.buy()
        sign_in(small_world)
        month = small_world.client.get("/dealer/hold").text
        assert re.search(r'<span class="day">19</span>\s*<ul>', month)
        assert "gestolen geregistreerd" not in month
        assert small_world.client.get("/dealer/hold?month=2026-13").status_code == 422
        assert "januari 2027" in small_world.client.get("/dealer/hold?month=2027-01").text


def test_a_scanned_number_with_a_line_end_is_the_number(small_world: World) -> None:
    sign_in(small_world)
    answer = send(small_world, COUNTER, **{**ENTRY, **PHONE, "goods.0.number": "352099001761481\t"})
    assert answer.status_code == 200
