"""Every text for people stands in the translations, and nothing else does."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from registry.settings import ROOT
from tests.web.test_forms import CATALOGS, messages

TEMPLATES = sorted(
    path
    for ending in ("html", "txt", "svg")
    for path in ROOT.glob(f"registry/*/templates/**/*.{ending}")
)
VIEWS = sorted((ROOT / "registry" / "web").rglob("*.py"))
CODE = sorted(
    path for folder in ("registry", "schemas", "matching") for path in (ROOT / folder).rglob("*.py")
)
SCRIPTS = sorted((ROOT / "registry" / "web" / "static").glob("*.js"))
# Attributes that are read out or shown.
SHOWN = {"title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
# Names that are the same in every language, and the names of languages in their own.
NAMES = {
    "Nederlands",
    "English",
    "CSV",
    "Excel",
    "PDF",
    "IMEI",
    "KvK",
    "JSON",
    "API",
    "QR",
    "SHA",
    "SODA",
}
CODE_ELEMENTS = {"code", "kbd", "script", "style"}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,},? [^\W\d_]{2,}|^[A-Z][a-z]+ [a-z]+")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
ANYTHING = "\0"


class _Texts(HTMLParser):
    """Collects what of a page is read, but not what is code."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in CODE_ELEMENTS
        self.texts += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in CODE_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._code:
            # Blocks and macros may write attributes alone, for a tag elsewhere.
            self.texts.append(re.sub(r'[\w-]+="[^"]*"|\bdata-[a-z-]+', "", data))


def untranslated(template: str) -> list[str]:
    """Return the words of a template that stand outside the translations."""
    texts = _Texts()
    texts.feed(JINJA.sub("", template))
    said = {word for text in texts.texts for word in WORD.findall(text)}
    tree = environment.parse(template)
    keys = {id(item.arg) for item in tree.find_all(nodes.Getitem)}
    for constant in tree.find_all(nodes.Const):
        if id(constant) in keys:
            continue
        if isinstance(constant.value, str) and re.match(r"[A-Z][a-z]", constant.value):
            said.add(constant.value)
    return sorted(said - NAMES)


def sentences(code: str) -> list[str]:
    """Return the strings of Python code that look like sentences and are not for developers."""
    tree = ast.parse(code)
    documentation = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise | ast.Assert)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for part in ast.walk(node)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
        and SENTENCE.search(node.value)
    ]


def _in_template(node: nodes.Node) -> str:
    """Return what an expression writes, with a mark for each part that only running it tells."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    if isinstance(node, nodes.Concat):
        return "".join(map(_in_template, node.nodes))
    if isinstance(node, nodes.Add):
        return _in_template(node.left) + _in_template(node.right)
    return ANYTHING


def _in_code(node: ast.AST) -> str:
    """Return what an expression writes, with a mark for each part that only running it tells."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_in_code, node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _in_code(node.left) + _in_code(node.right)
    return ANYTHING


def _written() -> Iterator[str]:
    for path in TEMPLATES:
        for found in environment.parse(path.read_text()).find_all(
            (nodes.Const, nodes.Concat, nodes.Add)
        ):
            yield _in_template(found)
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
                yield _in_code(node)


@cache
def mentioned() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the strings of templates and code, and the patterns of those that are composed.

    A composed string says something only if it begins with a part of a key, such as `role.`.
    """
    written = set(_written())
    composed = {text for text in written if re.match(rf"[a-z_]+\.[a-z_.]*{ANYTHING}", text)}
    composed |= {text + ANYTHING for text in written if re.fullmatch(r"([a-z_]+\.)+", text)}
    patterns = (".+".join(map(re.escape, text.split(ANYTHING))) for text in sorted(composed))
    return frozenset(written), tuple(map(re.compile, patterns))


def is_used(key: str) -> bool:
    """Tell whether a key is asked for, by its name or as one of those that are composed."""
    literals, patterns = mentioned()
    return key in literals or any(pattern.fullmatch(key) for pattern in patterns)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_text_stands_in_a_template(path: Path) -> None:
    assert untranslated(path.read_text()) == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_text_stands_in_a_view(path: Path) -> None:
    assert sentences(path.read_text()) == []


def test_no_text_stands_in_a_script() -> None:
    for path in SCRIPTS:
        code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        for _, text in re.findall(r"([\"'`])(.*?)\1", code):
            assert not SENTENCE.search(text), f"{path.name}: {text}"


def test_texts_in_the_wrong_place_are_found() -> None:
    assert untranslated('<p title="Hello">{{ _("a.b") }} there <code>x y</code></p>') == [
        "Hello",
        "there",
    ]
    assert untranslated('<p>{{ "Nothing" if x else _("a.b") }}</p>') == ["Nothing"]
    assert untranslated('<a class="b c" href="/d">{{ _("a." ~ b) }} - CSV</a>') == []
    assert sentences('"""Told to people."""\nx = "That is not known"\ny = "a.b"') == [
        "That is not known"
    ]


def test_every_text_of_a_link_is_there() -> None:
    known = messages(CATALOGS["nl"])
    asked = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                asks = {"gettext": 0, "_": 0, "lazy_gettext": 0, "Link": 1}.get(node.func.id)
                if asks is not None and len(node.args) > asks:
                    asked.add(_in_code(node.args[asks]))
    assert {key for key in asked if ANYTHING not in key} <= set(known)


def test_every_text_is_used() -> None:
    assert [key for key in messages(CATALOGS["nl"]) if not is_used(key)] == []


def test_a_text_that_nobody_asks_for_is_found() -> None:
    assert is_used("site.name")
    assert is_used("role.police")
    assert not is_used("site.nobody_asks")
    assert not is_used("rule.police")
