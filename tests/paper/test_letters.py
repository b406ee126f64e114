"""Letters and papers: every text in both languages, and nobody's data in the mail."""

import ast
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from registry.access.actors import Role
from registry.ids import new_id
from registry.paper.letters import LANGUAGES, SEPARATOR, letter
from registry.settings import ROOT
from registry.tables import OutgoingMessage
from tests.web.test_forms import CATALOGS, messages
from tests.world import ADDRESS, PURCHASE, UTRECHT, World

TEXTS = {language: messages(path) for language, path in CATALOGS.items()}
KINDS = sorted(key.split(".")[1] for key in TEXTS["nl"] if re.fullmatch(r"mail\.\w+\.subject", key))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def kinds_in_the_code() -> set[str]:
    """Return every kind of message that a rule puts into the outbox."""
    found: set[str] = set()
    for path in (ROOT / "registry").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            for given in (k.value for k in call.keywords if k.arg == "kind"):
                if name not in {"put", "tell"}:
                    continue
                inner = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
                found |= {str(n.value) for n in inner if isinstance(n, ast.Constant)}
                found |= {texts[n.id] for n in inner if isinstance(n, ast.Name) if n.id in texts}
                for begun in (n for n in inner if isinstance(n, ast.JoinedStr)):
                    start = ast.unparse(begun)[2:].partition("{")[0]
                    found |= {kind for kind in KINDS if kind.startswith(start)} or {start}
    return found


def written(kind: str, facts: dict[str, str]) -> tuple[str, list[str]]:
    """Return the subject of a message, and its text in each language."""
    message = OutgoingMessage(
        id=new_id(),
        kind=kind,
        recipient="police",
        facts=facts,
        created_at=datetime(2026, 6, 15, tzinfo=UTC),
    )
    mail = letter(message, sender="register@r.example", address="a@b.example", token="T" * 64)
    assert mail.get_content_type() == "text/plain"
    assert mail["Content-Language"] == "nl, en"
    return str(mail["Subject"]), mail.get_content().split(SEPARATOR)


def test_the_code_sends_no_kind_of_mail_that_has_no_text() -> None:
    used = kinds_in_the_code()
    assert {"confirm_email", "dealer_submitted", "premises_ended"} <= used
    assert used <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mail_is_whole_in_both_languages(kind: str) -> None:
    facts = {
        name: f"<{name}>"
        for language in LANGUAGES
        for name in PLACEHOLDER.findall(TEXTS[language][f"mail.{kind}.body"])
    }
    subject, halves = written(kind, facts)
    assert len(halves) == len(LANGUAGES)
    for language, half in zip(LANGUAGES, halves, strict=True):
        assert TEXTS[language][f"mail.{kind}.subject"] in subject
        assert TEXTS[language]["mail.foot"] in half
        asked = PLACEHOLDER.findall(TEXTS[language][f"mail.{kind}.body"])
        for name in asked:
            assert ("T" * 64 if name == "token" else f"<{name}>") in half
    assert "mail." not in subject
    assert not any(re.search(r"mail\.\w+|%\(", half) for half in halves)
    assert subject.isprintable()


def test_no_mail_of_a_whole_story_names_a_seller(small_world: World) -> None:
    dealer = f"/dealers/{small_world.dealer}"
    small_world.buy()
    small_world.lose()
    (hit,) = small_world.hits()
    judged = {"judgement": "confirmed"}
    small_world.call("POST", f"/hits/{hit['id']}/judgement", Role.POLICE, json=judged)
    small_world.demand("PL0900-1")
    moved = {
        "address": ADDRESS,
        "municipality_code": UTRECHT,
        "happened_at": small_world.clock().isoformat(),
    }
    assert small_world.call("POST", f"{dealer}/moves", Role.DEALER, json=moved).status_code == 201
    ended = {"happened_at": small_world.clock().isoformat()}
    small_world.new_premises("GM0363")
    assert small_world.call("POST", f"{dealer}/end", Role.DEALER, json=ended).status_code == 201
    with small_world.register.database.read() as session:
        sent = list(session.scalars(select(OutgoingMessage)))
    assert len({message.kind for message in sent}) >= 4
    seller = PURCHASE["seller"]
    for message in sent:
        subject, halves = written(message.kind, message.facts)
        text = " ".join([subject, *halves])
        for never in (
            seller["name"],  # type: ignore[index]  # a plain dict
            seller["id_document"]["number"],  # type: ignore[index]  # a plain dict
            ADDRESS["street"],
            "35-209900",
        ):
            assert never not in text


# What documents of a kind share, which says next to nothing itself.
LAYOUTS = {"document.html", "dossier.html", "receipt.html"}


@pytest.mark.parametrize("path", sorted((ROOT / "registry/paper/templates").glob("*.html")))
def test_every_text_on_paper_is_there_in_both_languages(path) -> None:  # type: ignore[no-untyped-def]  # a path
    template = path.read_text(encoding="utf-8")
    named = re.findall(r"t\.say\(\s*['\"]([a-z_.]+)['\"]\s*[,)]", template)
    either = re.findall(r"t\.say\(\"([a-z_.]+)\" if [^\"]+ else \"([a-z_.]+)\"", template)
    keys = {*named, *(key for pair in either for key in pair)}
    assert len(keys) > 10 or path.name in LAYOUTS
    for language in LANGUAGES:
        assert not {key for key in keys if not TEXTS[language].get(key)}
    for spoken in re.sub(
        r"\{[{%#].*?[}%#]\}|<style>.*?</style>|<[^>]+>", " ", template, flags=re.DOTALL
    ).split():
        assert not re.search(r"[^\W\d_]{2,}", spoken.replace("&ndash;", "")), spoken
