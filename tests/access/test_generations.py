"""Generations of a secret, and the master keys: found, renewed, destroyed, never shown."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from environs import EnvError

from registry.access.generations import Generations
from registry.access.master_keys import EnvironmentMasterKeys, FileMasterKeys, MasterKeys
from registry.errors import Conflict, MissingKeys
from registry.settings import load_settings

OLD, NEW = "sealing-1:" + "A" * 43 + "=", "sealing-10:" + "B" * 42 + "A="


def of_files(folder: Path) -> MasterKeys:
    kept = FileMasterKeys(folder)
    kept.add()
    return kept


def of_the_environment(_folder: Path) -> MasterKeys:
    return EnvironmentMasterKeys(OLD)


@pytest.mark.parametrize("made", [of_files, of_the_environment])
def test_a_box_is_opened_with_its_key_for_its_record_only(
    tmp_path: Path, made: Callable[[Path], MasterKeys]
) -> None:
    kept = made(tmp_path)
    name, box = kept.wrap(b"a record's key", b"its id")
    assert name == kept.current == "sealing-1"
    assert kept.unwrap(name, box, b"its id") == b"a record's key"
    with pytest.raises(InvalidTag):
        kept.unwrap(name, box, b"another id")
    with pytest.raises(InvalidTag):
        kept.unwrap(name, box[:-1] + bytes([box[-1] ^ 1]), b"its id")
    with pytest.raises(MissingKeys):
        kept.unwrap("sealing-7", box, b"its id")


def test_the_highest_number_is_current(tmp_path: Path) -> None:
    kept = Generations(tmp_path, "sealing")
    with pytest.raises(MissingKeys):
        _ = kept.current
    assert [kept.add() for _ in range(11)][-1] == "sealing-11"
    assert kept.current == "sealing-11"
    assert EnvironmentMasterKeys(f"{OLD} {NEW}").current == "sealing-10"


def test_other_files_are_no_keys(tmp_path: Path) -> None:
    kept = Generations(tmp_path, "sealing")
    kept.add()
    for name in ("sealing-02.key", "sealing-3.key.bak", "sealing-.key", "blind-9.key"):
        (tmp_path / name).write_bytes(b"x" * 32)
    assert kept.names() == ["sealing-1"]


def test_a_destroyed_key_is_forgotten_by_all(tmp_path: Path) -> None:
    kept, elsewhere = FileMasterKeys(tmp_path), FileMasterKeys(tmp_path)
    kept.add()
    name, box = elsewhere.wrap(b"k", b"id")
    kept.add()
    with (tmp_path / "sealing-1.key").open("rb") as held:
        secret = held.read()
        kept.destroy("sealing-1")
        held.seek(0)
        # Whoever still has the file open finds other bytes in it.
        assert held.read() != secret
    assert elsewhere.names() == ["sealing-2"]
    with pytest.raises(MissingKeys):
        elsewhere.unwrap(name, box, b"id")
    with pytest.raises(MissingKeys):
        kept.destroy("sealing-1")


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    kept = Generations(tmp_path / "keys", "blind")
    kept.add()
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_keys_of_the_environment_are_made_elsewhere() -> None:
    kept = EnvironmentMasterKeys(OLD)
    with pytest.raises(Conflict):
        kept.add()
    with pytest.raises(Conflict):
        kept.destroy("sealing-1")
    assert "AAAA" not in repr(kept)


@pytest.mark.parametrize(
    "setting", ["", "sealing-1", "sealing-1:AAAA", f"{OLD} {OLD}", "key:" + "A" * 43 + "="]
)
def test_a_bad_setting_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    monkeypatch.setenv("SEALING_KEYS", setting)
    with pytest.raises(EnvError, match="SEALING_KEYS") as refused:
        load_settings(tmp_path / "none")
    assert "AAAA" not in str(refused.value)


def test_a_good_setting_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEALING_KEYS", f"{NEW} {OLD}")
    settings = load_settings(tmp_path / "none")
    assert settings.sealing_keys == f"{NEW} {OLD}"
    assert "BBBB" not in repr(settings)
