"""The police's pages without a browser: what is refused, what is recorded, what stays hidden."""

import base64
import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select

from registry.access.actors import Actor, Role
from registry.followers.loop import catch_up
from registry.images import read_picture
from registry.rules import photos
from registry.tables import AuditEvent, StolenGood
from tests.pages.pictures import drawn_photo
from tests.pages.police import CSV
from tests.web.policing import Officer
from tests.world import World, item, purchase, stolen_good

SELLER = "Jantje Voorbeeld"


def hit_of(world: World) -> tuple[str, str]:
    """Return the ids of a hit and of its purchase."""
    world.lose()
    bought = world.buy()
    return world.hits()[0]["id"], bought["id"]


def events(world: World, name: str) -> list[dict[str, Any]]:
    with world.register.database.read() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
        return [json.loads(row.leaf) for row in rows]


def test_two_officers_and_one_hit(small_world: World) -> None:
    anna, bas = Officer(small_world, "anna"), Officer(small_world, "bas")
    hit, _ = hit_of(small_world)
    page = f"/police/hits/{hit}"
    anna.post(f"{page}/claim", page)
    assert "anna werkt sinds" in bas.get(page)
    assert "anna" in bas.get("/police/hits/")
    refused = bas.post(f"{page}/claim", page, 409)
    assert "Een andere agent heeft deze treffer in behandeling" in refused
    refused = bas.post(page, page, 409, judgement="rejected", version="1")
    assert "Een andere agent heeft deze treffer in behandeling" in refused
    assert small_world.hits()[0]["status"] == "new"
    bas.post(f"{page}/take-over", page, 422)
    bas.post(f"{page}/take-over", page, reason="Anna is ziek")
    assert "bas werkt sinds" in anna.get(page)
    bas.post(page, page, judgement="confirmed", version="1", note="gezien")
    assert small_world.hits()[0]["status"] == "confirmed"
    anna.post(f"{page}/release", page, 409)
    bas.post(f"{page}/release", page)
    assert "Niemand werkt aan deze treffer" in anna.get(page)


def test_looking_at_ones_own_hit_keeps_the_claim(small_world: World) -> None:
    anna, bas = Officer(small_world, "anna"), Officer(small_world, "bas")
    hit, _ = hit_of(small_world)
    page = f"/police/hits/{hit}"
    anna.post(f"{page}/claim", page)
    for _ in range(6):
        small_world.clock.move(timedelta(minutes=25))
        bas.get(page)
        anna.get(page)
    bas.post(f"{page}/claim", page, 409)
    for _ in range(3):
        # Whoever rests for longer is signed out.
        small_world.clock.move(timedelta(minutes=20))
        bas.get(page)
    bas.post(f"{page}/claim", page)


def test_a_seller_is_opened_on_a_ground_and_nowhere_kept(small_world: World) -> None:
    officer = Officer(small_world)
    hit, bought = hit_of(small_world)
    path = f"/police/entries/{bought}/seller"
    asked = officer.get(f"{path}?hit={hit}")
    assert SELLER not in asked
    assert "wordt vastgelegd" in asked
    refused = officer.post(path, path, 409, ground="confirmed_hit", case_number="7")
    assert SELLER not in refused
    assert events(small_world, "dor:seller:disclose") == []
    assert officer.post(path, path, 409, ground="demand", case_number="7").count(SELLER) == 0
    officer.post(path, path, 422, ground="curiosity", case_number="7")
    officer.post(path, path, 422, ground="court_order")

    officer.post(f"/police/hits/{hit}", f"/police/hits/{hit}", judgement="confirmed", version="1")
    opened = officer.post(path, path, 200, ground="confirmed_hit", case_number="2026-0417")
    assert SELLER in opened
    assert "Vastgelegd is dat u deze verkoper hebt geopend" in opened
    (event,) = events(small_world, "dor:seller:disclose")
    assert event["details"]["case_number"] == "2026-0417"
    assert event["actor"]["subject"] == "demo-officer"
    for url in (path, f"/police/hits/{hit}"):
        answer = officer.client.get(url)
        assert answer.headers["Cache-Control"] == "no-store"
        assert SELLER not in answer.text


def test_the_same_seller_is_found_with_a_purpose_and_without_a_name(small_world: World) -> None:
    officer = Officer(small_world)
    _, bought = hit_of(small_world)
    elsewhere = small_world.new_dealer(name="Derde Kans")
    small_world.buy(subject=elsewhere)
    form, path = f"/police/entries/{bought}/seller", f"/police/entries/{bought}/same-seller"
    officer.post(path, form, 422)
    found = officer.post(path, form, 200, purpose="zaak 7")
    assert "Derde Kans" in found
    assert SELLER not in found
    (event,) = events(small_world, "dor:seller:compare")
    assert event["purpose"] == "zaak 7"


def test_a_hold_order_and_its_end(small_world: World) -> None:
    officer = Officer(small_world)
    hit, bought = hit_of(small_world)
    page, path = f"/police/hits/{hit}", f"/police/hits/{hit}/orders/{bought}"
    assert "Dit veld is verplicht" in officer.post(path, page, 422, ground="zaak 7")
    officer.post(path, page, 422, until="2026-06-14T12:00", ground="zaak 7")
    officer.post(path, page, 422, until="2026-09-01T12:00", ground="zaak 7")
    officer.post(path, page, until="2026-06-20T12:00", ground="zaak 7")
    (order,) = small_world.call("GET", "/hold-orders", Role.DEALER).json["items"]
    assert order["until"] == "2026-06-20T10:00:00Z", "the form goes by the Dutch clock"
    assert "Geldt" in officer.get(page)
    officer.post(f"{page}/orders/{order['id']}/release", page, reason="vrijgegeven")
    officer.post(f"{page}/orders/{order['id']}/release", page, 409)
    officer.post(path, page, 409, until="2026-06-20T12:00", ground="nog eens")


def test_goods_are_reported_changed_and_withdrawn(small_world: World) -> None:
    officer = Officer(small_world)
    bought = small_world.buy()
    fields = {
        "item__category": "phone",
        "item__brand": "Samsung",
        "item__identifiers__0__value": "35-209900-176148-1",
        "stolen_between__0": "2026-06-10T22:00",
        "stolen_between__1": "2026-06-11T07:00",
        "reported_at": "2026-06-12T09:00",
        "report_number": "PL0900-2026123456",
        "place": "Utrecht",
    }
    both = {**fields, "stolen_at": "2026-06-10T22:00"}
    officer.post("/police/goods/new", "/police/goods/new", 422, **both)
    page = officer.post("/police/goods/new", "/police/goods/new", **fields).partition("?")[0]
    (hit,) = small_world.hits()
    assert hit["purchase"]["id"] == bought["id"]
    form = officer.get(f"{page}/change")
    assert 'value="2026-06-10T22:00"' in form
    changed = {**fields, "place": "", "item__colour": "zwart", "version": "1"}
    officer.post(f"{page}/change", f"{page}/change", **changed)
    stale = officer.post(f"{page}/change", f"{page}/change", 412, **changed)
    assert "zwart" in stale
    good = small_world.call("GET", f"/stolen-goods/{page.rsplit('/')[-1]}", Role.POLICE).json
    assert (good["place"], good["item"]["colour"], good["version"]) == (None, "zwart", 2)
    officer.post(f"{page}/withdraw", page, 422, version="2")
    officer.post(f"{page}/withdraw", page, version="2", reason="terecht", returned_to_owner="true")
    assert small_world.hits()[0]["status"] == "withdrawn"
    officer.get(f"{page}/change")
    officer.post(f"{page}/withdraw", page, 409, version="3", reason="nog eens")


def test_doubles_are_merged_and_parted_on_the_page(small_world: World) -> None:
    officer = Officer(small_world)
    kept = small_world.lose(stolen_good(report_number="PL1"))
    double = small_world.lose(stolen_good(report_number="PL2"))
    small_world.buy()
    page = f"/police/goods/{double['id']}"
    assert "Voeg samen met PL1" in officer.get(page)
    officer.post(f"{page}/merge", page, 422, version="1", into=kept["id"])
    officer.post(f"{page}/merge", page, version="1", into=kept["id"], reason="zelfde diefstal")
    assert f"/police/goods/{double['id']}" in officer.get(f"/police/goods/{kept['id']}")
    hits = {h["stolen_good"]["id"]: h for h in small_world.hits()}
    closed = officer.get(f"/police/hits/{hits[double['id']]['id']}")
    assert f"/police/hits/{hits[kept['id']]['id']}" in closed
    assert "samengevoegd met een andere van dezelfde diefstal" in closed
    officer.post(f"{page}/part", page, version="2", reason="vergissing")
    assert "In het register" in officer.get(page)


def test_an_officer_names_the_other_report(small_world: World) -> None:
    officer = Officer(small_world)
    for number in ("5CD1234XYZ", "9QQ8877AAB"):
        small_world.lose(stolen_good(item=item(number), report_number="PL-several"))
    kept = small_world.lose(stolen_good(item=item("AB12345678"), report_number="PL-one"))
    double = small_world.lose(stolen_good(item=item("CD99887766"), report_number="PL-two"))
    page = f"/police/goods/{double['id']}"
    named = {"version": "1", "reason": "zelfde inbraak"}
    refused = officer.post(f"{page}/merge", page, 422, **named, report_number="PL-none")
    assert "geen goed met dit aangiftenummer" in refused
    refused = officer.post(f"{page}/merge", page, 422, **named, report_number="PL-several")
    assert "meer goederen" in refused
    refused = officer.post(f"{page}/merge", page, 422, **named, report_number="PL-two")
    assert "met zichzelf" in refused
    officer.post(f"{page}/merge", page, 422, **named)
    officer.post(f"{page}/merge", page, **named, report_number="PL-one")
    assert page in officer.get(f"/police/goods/{kept['id']}")


def test_a_search_is_recorded_with_its_purpose_and_not_its_number(small_world: World) -> None:
    officer = Officer(small_world)
    lost = small_world.lose()
    bought = small_world.buy()
    path = "/police/search/"
    asked = {"side": "good", "number": "176148"}
    assert "Dit veld is verplicht" in officer.post(path, path, 422, **asked)
    assert events(small_world, "stop-heling:good:consult") == []
    found = officer.post(path, path, 200, **asked, purpose="zaak 2026-0417")
    assert lost["id"] in found
    assert "bevat dit deel" in found
    (event,) = events(small_world, "stop-heling:good:consult")
    assert event["purpose"] == "zaak 2026-0417"
    assert event["details"] == {"listed": [lost["id"]], "searched_by": ["number"]}
    found = officer.post(path, path, 200, side="purchase", brand="sam", purpose="zaak 8")
    assert bought["id"] in found
    assert SELLER not in found
    assert events(small_world, "dor:purchase:consult")[-1]["purpose"] == "zaak 8"
    assert "geen nummer" in officer.post(
        path, path, 422, side="good", number="onbekend", purpose="zaak 8"
    )
    assert "Vul iets in" in officer.post(path, path, 422, side="good", purpose="zaak 8")


def test_results_come_in_pages_under_one_purpose(small_world: World) -> None:
    officer = Officer(small_world)
    made = {small_world.buy(purchase(item=item(f"5CD{n:04}XYZ")))["id"] for n in range(52)}
    path, asked = "/police/search/", {"side": "purchase", "brand": "sam", "purpose": "zaak 8"}
    first = officer.post(path, path, 200, **asked)
    cursor = re.search(r'name="cursor" value="([^"]+)"', first)
    assert cursor is not None
    second = officer.post(path, path, 200, **asked, cursor=cursor[1])
    shown = [set(re.findall(r"/police/entries/([0-9a-f-]{36})", page)) for page in (first, second)]
    assert [len(each) for each in shown] == [50, 2]
    assert shown[0] | shown[1] == made
    officer.post(path, path, 422, **asked, cursor="x")


def test_a_saved_search_tells_its_officer(small_world: World) -> None:
    anna, bas = Officer(small_world, "anna"), Officer(small_world, "bas")
    asked = {"side": "purchase", "brand": "sam", "purpose": "zaak 8"}
    anna.post("/police/searches/", "/police/search/", 422, **asked)
    anna.post("/police/searches/", "/police/search/", **asked, name="Samsungs")
    catch_up(small_world.register)
    small_world.buy()
    catch_up(small_world.register)
    assert "Nieuw bij uw bewaarde zoekopdrachten: 1" in anna.get("/police/hits/")
    assert "zoekopdrachten: 1" not in bas.get("/police/hits/")
    (link,) = set(
        re.findall(r"/police/searches/[0-9a-f-]{36}(?=\")", anna.get("/police/searches/"))
    )
    assert "Tweede Kans" in anna.get(link)
    bas.get(link, 404)
    assert bas.client.post(f"{link}/end").status_code == 400
    bas.post(f"{link}/end", "/police/search/", 404)
    anna.post(f"{link}/end", "/police/searches/")
    assert link not in anna.get("/police/searches/")


def test_a_file_is_previewed_and_then_taken(small_world: World) -> None:
    officer = Officer(small_world)
    page = "/police/goods/import/"
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.get(page))
    assert token is not None

    def upload(content: bytes, **fields: str) -> str:

        data = {"csrf_token": token[1], "file": (BytesIO(content), "goods.csv"), **fields}
        return str(officer.client.post(f"{page}preview", data=data).text)

    shown = upload(CSV.encode())
    assert "Wordt overgenomen: 1. Stond er al: 0. Wordt geweigerd: 1." in shown
    with small_world.register.database.read() as session:
        assert session.scalars(select(StolenGood)).all() == []
    content = re.search(r'name="content" value="([^"]+)"', shown)
    assert content is not None
    assert base64.b64decode(content[1]) == CSV.encode()
    taken = officer.post(f"{page}take", page, 200, content=content[1])
    assert "Overgenomen: 1. Stond er al: 0. Geweigerd: 1." in taken
    again = officer.post(f"{page}take", page, 200, content=content[1])
    assert "Overgenomen: 0. Stond er al: 1. Geweigerd: 1." in again
    assert "Stond er al: 1" in upload(CSV.replace(",", ";").encode())
    assert "past niet bij de kolommen" in upload(b"a,b\n1,2\n")
    assert "toewijzing klopt niet" in upload(CSV.encode(), mapping="[file]\n")
    assert "te groot" in upload(b"x" * 300_001)
    assert "verplicht" in upload(b"")
    officer.post(f"{page}take", page, 422, content="no base64!")


def test_notices_and_demands_go_to_the_dealer(small_world: World) -> None:
    officer = Officer(small_world)
    dealer = small_world.dealer
    form = f"/police/notices/new?dealer={dealer}"
    fields = {"text": "Gestolen telefoon", "item__category": "phone", "item__marks": "kras"}
    officer.post("/police/notices/new", form, 422, **fields)
    officer.post("/police/notices/new", form, **fields, dealers__0=dealer)
    (notice,) = small_world.call("GET", "/notices", Role.DEALER).json["items"]
    assert notice["text"] == "Gestolen telefoon"
    assert "Gelezen door: 1." in officer.get("/police/notices/")
    page, path = f"/police/dealers/{dealer}", f"/police/dealers/{dealer}/demands"
    officer.post(path, page, 422, text="Van wie?", due_at="2026-06-01T12:00", case_number="7")
    officer.post(path, page, text="Van wie?", due_at="2026-06-20T12:00", case_number="7")
    (demand,) = small_world.call("GET", "/demands", Role.DEALER).json["items"]
    assert demand["text"] == "Van wie?"
    assert "Van wie?" in officer.get("/police/demands/")


def test_photos_of_the_purchase_are_seen_while_its_hit_stands(small_world: World) -> None:
    officer = Officer(small_world)
    hit, bought = hit_of(small_world)
    with small_world.register.database.write() as session:
        dealer = Actor(Role.DEALER, small_world.dealer)
        photos.add(
            session,
            dealer,
            small_world.clock(),
            kind=photos.PURCHASE,
            subject_id=UUID(bought),
            picture=read_picture(drawn_photo(0)),
        )
    page = officer.get(f"/police/hits/{hit}")
    (small,) = re.findall(r'<img src="(/photos/[^"]+)"', page)
    assert officer.client.get(small).mimetype == "image/jpeg"
    assert len(events(small_world, "dor:photo:consult")) == 1
    good = small_world.hits()[0]["stolen_good"]["id"]
    path = f"/stolen-goods/{good}/withdrawal"
    small_world.call("POST", path, Role.POLICE, json={"reason": "found"})
    assert "/photos/" not in officer.get(f"/police/hits/{hit}")
    assert officer.client.get(small).status_code == 403


def test_addresses_hold_no_numbers_and_spoiled_ones_are_refused(small_world: World) -> None:
    officer = Officer(small_world)
    hit_of(small_world)
    for page in ("/police/hits/", "/police/goods/", "/police/dealers/", "/police/notices/"):
        links = re.findall(r'(?:href|action)="([^"]+)"', officer.get(page))
        assert not any("176148" in link or "Jantje" in link for link in links)
        officer.get(f"{page}?cursor=x", 422)
    officer.get("/police/hits/?order=random", 422)
    officer.get("/police/hits/?whatever=1", 422)
    for path in ("hits", "goods", "dealers", "searches"):
        officer.get(f"/police/{path}/{UUID(int=7)}", 404)
