"""Pages without a browser: CSRF, cookies, headers, languages, translations."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from registry.settings import ROOT
from registry.web.choices import municipalities
from registry.web.forms import Form, unflatten
from schemas.purchases import PurchaseIn
from tests.browsing import csrf, signed_in
from tests.world import World

CATALOGS = {
    language: ROOT / "registry" / "translations" / language / "LC_MESSAGES" / "messages.po"
    for language in ("nl", "en")
}


def messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


NAMES = st.lists(st.sampled_from(["a", "b", "0", "1", "10", ""]), min_size=1, max_size=12)


@given(st.dictionaries(NAMES.map(".".join), st.text(max_size=3), max_size=8))
def test_any_names_of_fields_make_a_value(flat: dict[str, str]) -> None:
    assert isinstance(unflatten(flat), dict)


def test_dotted_names_make_nested_values() -> None:
    flat = {"seller.name": "J", "items.0.item.brand": "A", "items.10.item.brand": "C"}
    flat |= {"items.9.item.brand": "B", "reason": "r"}
    assert unflatten(flat) == {
        "seller": {"name": "J"},
        "items": [{"item": {"brand": brand}} for brand in "ABC"],
        "reason": "r",
    }


def test_an_error_stands_with_the_row_that_was_typed(small_world: World) -> None:
    sent = {
        "item.identifiers.1.value": "AB12345678",
        "item.identifiers.4.value": "x" * 121,
        "seller.name": " ",
    }
    with small_world.app.test_request_context("/", method="POST", data=sent):
        form = Form.sent(PurchaseIn())
    assert "item.identifiers.4.value" in form.errors
    assert "item.identifiers.1.value" not in form.errors
    assert form.errors["seller"] == "required"
    assert form.status == 422
    assert not form.ok


def test_a_name_of_many_dots_is_an_unknown_field() -> None:
    name = ".".join(["a"] * 100_000)
    assert unflatten({name: "x"}) == {name: "x"}


@pytest.mark.parametrize("path", ["/", "/demo", "/language", "/sign-out"])
def test_a_form_from_elsewhere_is_refused(small_world: World, path: str) -> None:
    assert small_world.dealer
    token = csrf(small_world, "/demo")
    small_world.client.post("/demo", data={"role": "police", "csrf_token": token})
    answer = small_world.client.post(path, data={"identifier": "AB12345678", "role": "police"})
    assert answer.status_code == 400
    assert "Formulier verlopen" in answer.text


def test_the_session_cookie_is_for_the_server_only(small_world: World) -> None:
    answer = small_world.client.post(
        "/demo", data={"role": "police", "csrf_token": csrf(small_world, "/demo")}
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "register_staff" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("cursor", ["%00", "x", "x" * 501, "%ff"])
def test_a_spoiled_link_to_the_next_page_is_refused(small_world: World, cursor: str) -> None:
    small_world.client.post(
        "/demo", data={"role": "police", "csrf_token": csrf(small_world, "/demo")}
    )
    assert small_world.client.get(f"/police/hits/?cursor={cursor}").status_code in {400, 422}
    assert small_world.client.get("/police/hits/?cursor=").status_code == 200


def test_signing_out_ends_the_session_on_the_server(small_world: World) -> None:
    small_world.client.post(
        "/demo", data={"role": "police", "csrf_token": csrf(small_world, "/demo")}
    )
    stolen = small_world.client.get_cookie("register_staff")
    assert stolen is not None
    assert small_world.client.get("/police/hits/").status_code == 200
    token = csrf(small_world, "/")
    assert small_world.client.get("/sign-out").status_code == 405
    out = small_world.client.post("/sign-out", data={"csrf_token": token})
    assert out.status_code == 303
    small_world.client.set_cookie("register_staff", stolen.value)
    assert small_world.client.get("/police/hits/").status_code == 401


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_nobody_is_sent_elsewhere(small_world: World, back: str) -> None:
    token = csrf(small_world, "/")
    answer = small_world.client.post(
        "/language", data={"csrf_token": token, "language": "en", "back": back}
    )
    assert answer.headers["Location"] == "/"


def test_every_answer_is_hardened(small_world: World) -> None:
    for path in ("/", "/healthz", "/api/v1/hits", "/nothing", "/static/register.css"):
        answer = small_world.client.get(path)
        answer.close()
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert small_world.client.get("/api/v1/hits").headers["API-Version"]


def test_pages_hold_no_inline_script_or_style(small_world: World) -> None:
    for path in ("/", "/demo", "/police/hits/"):
        text = small_world.client.get(path).text
        assert not re.search(r"<style|\son\w+=|\sstyle=", text), path
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
        assert len(scripts) == text.count("<script"), path
        for attributes, within in scripts:
            assert "nonce=" in attributes, path
            assert not within.strip(), path


def test_a_number_is_never_in_an_address(small_world: World) -> None:
    page = small_world.client.get("/?identifier=AB12345678").text
    assert "AB12345678" not in page


def test_both_languages_say_the_same_things() -> None:
    dutch, english = (messages(CATALOGS[language]) for language in ("nl", "en"))
    assert set(dutch) == set(english)
    for key in dutch:
        assert dutch[key], key
        assert english[key], key
        assert re.findall(r"%\(\w+\)s", dutch[key]) == re.findall(r"%\(\w+\)s", english[key])


def test_every_text_that_is_asked_for_is_there() -> None:
    known = messages(CATALOGS["nl"])
    wanted = set()
    for path in (ROOT / "registry").rglob("*.html"):
        wanted |= set(re.findall(r'_\(["\']([a-z_.]+)["\'][,)]', path.read_text()))
    code = " ".join(
        path.read_text()
        for folder in ("registry", "schemas")
        for path in (ROOT / folder).rglob("*.py")
    )
    wanted |= {f"field.{c}" for c in re.findall(r'error="(\w+)"', code)}
    wanted |= {f"field.{c}" for c in re.findall(r'code="(\w+)"', code)}
    wanted |= {f"field.{c}" for c in re.findall(r'ValidationError\("(\w+)"', code)}
    wanted |= {f"field.{c}" for c in re.findall(r'Invalid\.field\([^,]+, "(\w+)"', code)}
    for codes in re.findall(
        r'(?:Conflict|Forbidden|NotFound|BadRequest|Invalid|StoreUnavailable)\("(\w+)"', code
    ):
        wanted |= {f"problem.{codes}.title", f"problem.{codes}.detail"}
    from matching import CATEGORIES, IDENTIFIER_TYPES

    wanted |= {f"category.{c}" for c in CATEGORIES} | {f"kind.{t}" for t in IDENTIFIER_TYPES}
    assert len(wanted) > 100
    assert wanted - set(known) == set()


def test_every_problem_has_its_texts() -> None:
    from registry import errors
    from registry.http.problems import CODES

    known = messages(CATALOGS["nl"])
    codes = set(CODES.values()) | {"internal", "csrf"}
    codes |= {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.Problem)
    }
    missing = {
        c for c in codes if f"problem.{c}.title" not in known or f"problem.{c}.detail" not in known
    }
    assert missing == set()


def test_every_reason_why_a_number_is_none_is_explained() -> None:
    from matching.placeholders import _REASONS

    known = messages(CATALOGS["nl"])
    assert {f"check.{code}" for code, _ in _REASONS} <= set(known)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("dealer", "/dealer/purchases"),
        ("dealer", "/dealer/notices"),
        ("police", "/police/offers/"),
        ("police", "/police/hits/"),
        ("inspector", "/inspector/inspections/"),
        ("municipality", "/municipality/"),
        ("municipality", "/municipality/notifications"),
    ],
)
def test_a_filter_that_a_page_does_not_know_is_refused(
    small_world: World, role: str, path: str
) -> None:
    browser = signed_in(small_world, role)
    assert browser.get(f"{path}?done=sold&cursor=").status_code == 200
    assert browser.get(f"{path}?dealers=all").status_code == 422


def test_places_stand_by_their_names(small_world: World) -> None:
    with small_world.app.test_request_context():
        names = [name for _, name in municipalities()]
    assert names.index("'s-Hertogenbosch") > names.index("Rotterdam")
    assert names.index("'s-Hertogenbosch") < names.index("Utrecht")
