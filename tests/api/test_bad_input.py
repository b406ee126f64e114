"""Bad input: a clear problem document that names the field, nothing stored, no trace."""

import json
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.access.actors import Role
from registry.tables import IdempotencyKey, Purchase, SealedIdentity
from tests.world import PURCHASE, STOLEN_GOOD, World


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the purchase with the value at a JSON pointer replaced, or removed if `...`."""
    body = deepcopy(PURCHASE)
    *parents, last = path.strip("/").split("/")
    at: Any = body
    for name in parents:
        at = at[int(name)] if isinstance(at, list) else at[name]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return body


BAD_FIELDS = [
    ("/acquired_at", ..., "required"),
    ("/acquired_at", None, "required"),
    ("/acquired_at", 1764000000, "not_a_time"),
    ("/acquired_at", "yesterday", "not_a_time"),
    ("/acquired_at", "2026-06-15T11:00:00", "time_without_zone"),
    ("/acquired_at", "2027-01-01T00:00:00Z", "in_the_future"),
    ("/acquired_at", "0001-01-01T00:00:00+14:00", "not_a_time"),
    ("/acquired_at", "9999-12-31T23:59:59-14:00", "not_a_time"),
    ("/acquisition", "theft", "not_one_of_these"),
    ("/acquisition", ["purchase"], "not_text"),
    ("/item", ..., "required"),
    ("/item", [], "not_an_object"),
    ("/item", "a phone", "not_an_object"),
    ("/item/category", ..., "required"),
    ("/item/category", "spaceship", "not_one_of_these"),
    ("/item/identifiers", ..., "nothing_to_recognise_it_by"),
    ("/item/identifiers", [], "nothing_to_recognise_it_by"),
    ("/item/identifiers", {"value": "x"}, "not_a_list"),
    ("/item/identifiers/0/value", 352099001761481, "not_text"),
    ("/item/identifiers/0/value", "", "wrong_length"),
    ("/item/identifiers/0/value", "3520\x0099", "control_character"),
    ("/item/identifiers/0/value", "3520\ud80099", "control_character"),
    ("/item/identifiers/0/value", "3520\n99", "control_character"),
    ("/item/identifiers/0/value", "9" * 121, "wrong_length"),
    ("/item/identifiers/0/colour", "red", "unknown_field"),
    ("/item/brand", {"nested": "deep"}, "not_text"),
    ("/item/model", "x" * 201, "wrong_length"),
    ("/colour", "red", "unknown_field"),
    ("/price", ..., "price_or_conditions"),
    ("/price/amount", "-5.00", "not_an_amount"),
    ("/price/amount", "NaN", "not_an_amount"),
    ("/price/amount", float("nan"), "not_text"),
    ("/price/amount", float("inf"), "not_text"),
    ("/price/amount", 120, "not_text"),
    ("/price/amount", "1e5", "not_an_amount"),
    ("/price/amount", "120,00", "not_an_amount"),
    ("/price/amount", "١٢٠", "not_an_amount"),
    ("/price/amount", "120.00\n", None),
    ("/price/currency", "EURO", "not_a_currency"),
    ("/price/currency", ..., "required"),
    ("/payment", "bitcoin", "not_one_of_these"),
    ("/seller", ..., "required"),
    ("/seller/name", "   ", "wrong_length"),
    ("/seller/adult", False, "seller_minor"),
    ("/seller/adult", "true", "not_true_or_false"),
    ("/seller/adult", 1, "not_true_or_false"),
    ("/seller/adult", ..., "required"),
    ("/seller/bsn", "123456782", "unknown_field"),
    ("/seller/address", ..., "required"),
    ("/seller/address/country", "Holland", "not_a_country"),
    ("/seller/id_document/type", "library_card", "not_one_of_these"),
    ("/seller/id_document/number", ..., "required"),
    ("/premises_id", "the shop", "not_an_id"),
]


def assert_nothing_stored(world: World) -> None:
    with world.register.database.read() as session:
        for table in (Purchase, SealedIdentity, IdempotencyKey):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    problem: dict[str, Any] = answer.json
    assert problem["status"] == status
    assert problem["title"] != f"problem.{problem['code']}.title"
    for word in ("Traceback", "sqlalchemy", "marshmallow", ".py", "SELECT"):
        assert word not in answer.text
    return problem


@pytest.mark.parametrize(("pointer", "value", "code"), BAD_FIELDS, ids=lambda v: repr(v)[:40])
def test_a_bad_field_is_named(
    small_world: World, pointer: str, value: Any, code: str | None
) -> None:
    headers = {
        **small_world.headers(Role.DEALER),
        "Idempotency-Key": "k",
        "Content-Type": "application/json",
    }
    answer = small_world.client.post(
        "/api/v1/purchases", headers=headers, data=json.dumps(changed(pointer, value))
    )
    if code is None:  # White space around a value is forgiven.
        assert answer.status_code == 201
        return
    problem = assert_problem(answer, 422)
    found = {error["pointer"]: error for error in problem["errors"]}
    assert pointer in found, found
    assert found[pointer]["code"] == code
    assert found[pointer]["detail"] != f"field.{code}"
    assert_nothing_stored(small_world)


BAD_BODIES = [
    (b"", 400),
    (b"null", 422),
    (b"[]", 422),
    (b'"text"', 422),
    (b"12", 422),
    (b"{", 400),
    (b"{'a': 1}", 400),
    (b"\xff\xfe{}", 400),
    (b'{"acquisition": "\xe9"}', 400),
    (b'{"payment": "cash", "payment": "bank"}', 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    (b'{"price": ' + b"9" * 5_000 + b"}", 400),
    (b"{}", 422),
]


@pytest.mark.parametrize(("body", "status"), BAD_BODIES, ids=lambda v: repr(v)[:30])
def test_a_bad_body_is_refused(small_world: World, body: bytes, status: int) -> None:
    headers = {
        **small_world.headers(Role.DEALER),
        "Idempotency-Key": "k",
        "Content-Type": "application/json",
    }
    answer = small_world.client.post("/api/v1/purchases", headers=headers, data=body)
    assert_problem(answer, status)
    assert_nothing_stored(small_world)


def test_a_body_that_is_not_json(small_world: World) -> None:
    headers = {**small_world.headers(Role.DEALER), "Idempotency-Key": "k"}
    answer = small_world.client.post("/api/v1/purchases", headers=headers, data={"a": "b"})
    assert_problem(answer, 415)


def test_an_oversized_body(small_world: World) -> None:
    headers = {
        **small_world.headers(Role.DEALER),
        "Idempotency-Key": "k",
        "Content-Type": "application/json",
    }
    answer = small_world.client.post("/api/v1/purchases", headers=headers, data=b" " * 10_000_000)
    assert assert_problem(answer, 413)["code"] == "too_large"
    assert_nothing_stored(small_world)


def test_an_oversized_body_in_chunks(small_world: World) -> None:
    from io import BytesIO

    sent = BytesIO(b" " * 3_000_000)
    answer = small_world.client.post(
        "/api/v1/checks",
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": sent, "wsgi.input_terminated": True},
    )
    assert assert_problem(answer, 413)["code"] == "too_large"
    assert sent.read() == b"", "what was not read keeps the client from reading the answer"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"stolen_at": "2027-01-01T00:00:00Z"}, "/stolen_at", "in_the_future"),
        ({"reported_at": "2027-01-01T00:00:00Z"}, "/reported_at", "in_the_future"),
        ({"reported_at": "2026-06-01T00:00:00Z"}, "/reported_at", "before_the_theft"),
        (
            {"stolen_between": ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"]},
            "/stolen_at",
            "one_time_of_theft",
        ),
        ({"stolen_at": ...}, "/stolen_at", "one_time_of_theft"),
        (
            {"stolen_at": ..., "stolen_between": ["2026-06-02T00:00:00Z", "2026-06-01T00:00:00Z"]},
            "/stolen_between",
            "ends_before_it_begins",
        ),
        (
            {"stolen_at": ..., "stolen_between": ["2026-06-02T00:00:00Z"]},
            "/stolen_between",
            "wrong_length",
        ),
        ({"report_number": ...}, "/report_number", "required"),
        ({"victim": "A. Person"}, "/victim", "unknown_field"),
    ],
)
def test_a_bad_report(small_world: World, changes: dict[str, Any], pointer: str, code: str) -> None:
    body = {k: v for k, v in {**STOLEN_GOOD, **changes}.items() if v is not ...}
    problem = assert_problem(small_world.call("POST", "/stolen-goods", Role.POLICE, json=body), 422)
    assert {"pointer": pointer, "code": code} in [
        {"pointer": e["pointer"], "code": e["code"]} for e in problem["errors"]
    ]


@pytest.mark.parametrize("path", ["/nothing", "/purchases/not-an-id", "/hits/1"])
def test_no_such_thing(small_world: World, path: str) -> None:
    assert_problem(small_world.call("GET", path, Role.POLICE), 404)


def test_a_method_that_is_not_there(small_world: World) -> None:
    answer = small_world.call("DELETE", "/hits", Role.POLICE)
    assert_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "many"},
        {"cursor": "???"},
        {"status": "odd"},
        {"extra": "1"},
        {"since": "2026-01-01"},
        {"dealer": "me"},
    ],
)
def test_a_bad_query(small_world: World, query: dict[str, str]) -> None:
    assert_problem(small_world.call("GET", "/hits", Role.POLICE, query_string=query), 422)


def test_problems_speak_the_readers_language(small_world: World) -> None:
    english = small_world.client.get("/api/v1/hits", headers={"Accept-Language": "en"})
    dutch = small_world.client.get("/api/v1/hits")
    assert (english.json["title"], dutch.json["title"]) == ("Not signed in", "Niet ingelogd")
