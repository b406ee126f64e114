"""Which passwords may be chosen, and how long they take whoever's they are."""

import unicodedata
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.access import passwords
from registry.access.passwords import LONGEST, SHORTEST, matches, password_hash, refusal
from registry.settings import ROOT

EMAIL = "jan.devries@winkel.example"
CASES = [
    ("vier losse woorden hier", None),
    ("aB3$aB3$aB3$", None),
    ("zomaarietsanders", None),
    ("elf tekens!", "password_too_short"),
    ("", "password_too_short"),
    ("welkom123456", "password_too_common"),
    ("Welkom123456", "password_too_common"),
    ("correct horse battery staple", "password_too_common"),
    ("abababababababab", "password_too_common"),
    (EMAIL, "password_is_email"),
    (EMAIL.upper(), "password_is_email"),
    ("jan.devries2026", "password_is_email"),
    ("jan.devries is niet de enige naam", None),
]


@pytest.mark.parametrize(("password", "code"), CASES)
def test_which_may_be_chosen(password: str, code: str | None) -> None:
    assert refusal(password, EMAIL) == code


def test_the_list_holds_what_length_alone_lets_through() -> None:
    text = (ROOT / "registry" / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) > 250
    assert lines == sorted(set(lines))
    assert all(len(line) >= SHORTEST and line == line.lower() for line in lines)


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=LONGEST))
def test_the_right_one_matches_and_no_other(password: str) -> None:
    kept = password_hash(password)
    assert matches(kept, password)
    assert matches(kept, unicodedata.normalize("NFD", password))
    assert not matches(kept, password + "x")


def test_without_a_hash_one_is_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Mock(**{"hash.return_value": "the hash of nobody", "verify.return_value": True})
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", watching)
    assert not matches(None, "whatever it is")
    watching.verify.assert_called_once_with("the hash of nobody", "whatever it is")
    passwords._nobodys.cache_clear()
