"""The structure: the documents that a stranger relies on agree with the code."""

import ast
import re

import pytest

from registry.settings import ROOT
from tests.world import World

PYTHON = [
    path
    for folder in ("registry", "matching", "schemas")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]
SYSTEMS = {"DOL": "dealers", "DOR": "purchases", "Stop Heling": "stolen_goods"}


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_are_small_and_say_what_they_are(path) -> None:  # type: ignore[no-untyped-def]  # a path
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text))


def test_the_dutch_systems_are_named_where_they_live() -> None:
    for system, noun in SYSTEMS.items():
        for folder in ("schemas", "registry/tables", "registry/rules", "registry/api"):
            first = (ROOT / folder / f"{noun}.py").read_text().splitlines()[0]
            assert system in first, (folder, noun)


def test_the_openapi_document_covers_every_endpoint_of_the_api(small_world: World) -> None:
    document = small_world.client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    documented = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    served = {
        (method, re.sub(r"<(\w+:)?(\w+)>", r"{\2}", rule.rule))
        for rule in small_world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert documented == served
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                assert operation["summary"], (path, method)


def test_the_document_names_who_needs_a_token_and_a_key(small_world: World) -> None:
    document = small_world.client.get("/openapi.json").json
    paths = document["paths"]
    purchase = paths["/api/v1/purchases"]["post"]
    assert purchase["security"] == [{"bearer": []}]
    keys = [p for p in purchase["parameters"] if p["name"] == "Idempotency-Key"]
    assert keys[0]["required"] is True
    assert "security" not in paths["/api/v1/checks"]["post"]
    refusal = document["components"]["responses"]["DEFAULT_ERROR"]
    assert set(refusal["content"]) == {"application/problem+json"}
    assert set(purchase["responses"]["201"]["content"]) == {"application/json"}


def test_settings_are_read_in_one_place() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if re.search(r"os\.environ|getenv", path.read_text())
    ]
    assert readers == ["registry/observe/metrics.py"]


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if re.search(r"datetime\.now\(|datetime\.utcnow|time\.time\(", path.read_text())
    ]
    assert readers == ["registry/clock.py"]
