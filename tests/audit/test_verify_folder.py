"""The folder, the manifest, the keys and the checkpoints: each odd form is refused and named."""

import base64
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.audit import export, verify
from registry.audit.checkpoint import VerifierKey
from registry.audit.export import public_key_file, write
from tests.audit.mutations import files_of, put, with_manifest
from tests.audit.synthetic import LOG, ORIGIN, Log, event, events, key, problems


def add(name: str, data: bytes = b"") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def link(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        target = (folder / name).rename(folder.parent / "elsewhere")
        (folder / name).symlink_to(target)

    return change


def special(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return change


def unreadable_name(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[2J"))).write_bytes(b"")


ODD_FOLDERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "an unknown file": (add("notes.txt"), "notes.txt: is no file"),
    "a hidden file": (add(".x"), ".x: is no file"),
    "an unknown entry file": (add("entries/00000001.jsonl"), "entries/00000001.jsonl: is no file"),
    "a name of no text": (unreadable_name, r"\udcff\x1b"),
    "an unknown folder": (lambda folder: (folder / "more").mkdir(), "more: is no file"),
    "no manifest": (remove("manifest.json"), "manifest.json: can't be read"),
    "no checkpoint": (remove("checkpoint"), "checkpoint: is missing"),
    "no key": (remove("public-key.pem"), "public-key.pem: is missing"),
    "no entries": (remove("entries/00000000.jsonl"), "entries/00000000.jsonl: is missing"),
    "no folder of entries": (lambda folder: shutil.rmtree(folder / "entries"), "entries: can't"),
    "a linked file": (link("checkpoint"), "checkpoint: is no file"),
    "a linked file of entries": (link("entries/00000000.jsonl"), "00.jsonl: is no file"),
    "a linked folder": (link("entries"), "entries: is no file"),
    "a linked manifest": (link("manifest.json"), "manifest.json: is no file"),
    "a folder for a file": (special("checkpoint", Path.mkdir), "checkpoint: is no file"),
    "a folder for the manifest": (special("manifest.json", Path.mkdir), "is no plain file"),
    "a pipe for a file": (special("checkpoint", os.mkfifo), "checkpoint: is no file"),
    "a pipe for the manifest": (special("manifest.json", os.mkfifo), "is no plain file"),
    "a huge checkpoint": (add("checkpoint", b"a" * 2_000_000), "more than 1048576 bytes"),
}


@pytest.mark.parametrize(("change", "said"), ODD_FOLDERS.values(), ids=list(ODD_FOLDERS))
def test_the_folder_is_closed(folder: Path, change: Callable[[Path], None], said: str) -> None:
    change(folder)
    found = problems(folder)
    assert said in "\n".join(found)
    assert all(line.isascii() and line.isprintable() for line in found)


def manifest(folder: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return made


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"size": True},
        {"size": -1},
        {"size": "300"},
        {"size": 9_007_199_254_740_991},
        {"size": 0},
        {"size": 10_001},
        {"files": []},
        {"files": {}},
        {"files": None},
        {"files": [1]},
        {"files": [{"bytes": 1, "name": [], "sha256": "x"}]},
        {"format": "audit-export/2"},
        {"origin": None},
        {"origin": "another"},
        {"root": "00"},
    ],
)
def test_the_manifest_says_nothing_else(folder: Path, change: dict[str, Any]) -> None:
    (folder / "manifest.json").write_bytes(rfc8785.dumps({**manifest(folder), **change}))
    assert any(problem.startswith("manifest.json: ") for problem in problems(folder))


def test_a_size_is_a_number(tmp_path: Path) -> None:
    log = Log(events(1), [1], [key(1)])
    log.key_file(tmp_path / "key.pem")
    folder = log.export(tmp_path / "log")
    (folder / "manifest.json").write_bytes(rfc8785.dumps({**manifest(folder), "size": True}))
    assert [problem[:15] for problem in problems(folder)] == ["manifest.json: "]


def test_the_manifest_has_one_form(folder: Path) -> None:
    right = (folder / "manifest.json").read_bytes()
    for data in (
        b"",
        b"[]",
        b"{}",
        b"null",
        right + b"\n",
        json.dumps(manifest(folder)).encode(),
        right.replace(b'"size":300', b'"size":300,"size":300'),
        right.replace(b'"size":300', b'"size":300.0'),
    ):
        (folder / "manifest.json").write_bytes(data)
        assert [problem[:15] for problem in problems(folder)] == ["manifest.json: "]


def test_keys_can_be_rotated(tmp_path: Path) -> None:
    old, new, leaves = key(1), key(2), events(90)
    notes = [
        *Log(leaves, [30, 90], [old]).notes()[:1],
        *Log(leaves, [60, 90], [old, new]).notes()[:1],
        *Log(leaves, [90], [new]).notes(),
    ]
    verifiers = [VerifierKey.of(ORIGIN, old), VerifierKey.of(ORIGIN, new)]
    folder, keys = tmp_path / "log", tmp_path / "keys"
    write(folder, leaves, notes, verifiers)
    keys.write_bytes(public_key_file(verifiers))
    assert keys.read_text().count("\n") == 2
    assert problems(folder, key=keys) == []
    keys.write_text("".join(reversed(keys.read_text().splitlines(keepends=True))))
    assert problems(folder, key=keys) == []
    keys.write_text(f"{verifiers[1]}\n")
    said = "\n".join(problems(folder, key=keys))
    assert f"public-key.pem: {ORIGIN}+{verifiers[0].hash.hex()} is not trusted" in said
    assert (
        "checkpoints/00000000.jsonl line 1: is not signed by trusted keys of this log only" in said
    )


def test_the_keys_in_the_folder_have_one_form(folder: Path) -> None:
    files, (verifier,) = files_of(folder), LOG.verifiers()
    for data in (
        f"{verifier}\n".encode(),
        f"{verifier}\n{verifier}\n".encode(),
        files["public-key.pem"] * 2,
        files["public-key.pem"].replace(b"\n", b"\r\n"),
        b"",
    ):
        put(folder, files, with_manifest({**files, "public-key.pem": data}))
        (problem,) = problems(folder)
        assert problem.startswith("public-key.pem: ")


def test_a_key_file_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    pem, (verifier,) = (tmp_path / "key.pem").read_bytes(), LOG.verifiers()
    other = VerifierKey(f"{ORIGIN}2", verifier.public)
    for data in (
        b"",
        b"\n",
        b"\xff",
        b"key\n",
        pem[:-1],
        pem + pem,
        pem.replace(b"=", b""),
        pem.replace(b"MCow", b"MCoW"),
        f"{verifier}".encode(),
        f"{verifier}\n ".encode(),
        f"{verifier}\n{verifier}\n".encode(),
        f"{other}\n".encode(),
        str(verifier).replace(verifier.hash.hex(), "00000000").encode() + b"\n",
        b"-----BEGIN PRIVATE KEY-----\n",
        b"a" * 2_000_000,
    ):
        (tmp_path / "odd").write_bytes(data)
        (problem,) = problems(folder, key=tmp_path / "odd")
        assert problem.startswith(f"{tmp_path}/odd: ")
    for path in (tmp_path, tmp_path / "none", Path("/dev/null"), tmp_path / "\0"):
        assert problems(folder, key=path)


def test_a_checkpoint_held_outside_must_be_right(folder: Path, tmp_path: Path) -> None:
    held, right, other = (
        tmp_path / "held",
        LOG.notes()[0],
        LOG.notes()[1].replace(ORIGIN, "other", 1),
    )
    text, (verifier,) = other.partition("\n\n")[0] + "\n", LOG.verifiers()
    signature = base64.b64encode(verifier.hash + key(1).sign(text.encode())).decode()
    for note in (
        "",
        f"{right}{right.splitlines(keepends=True)[-1]}",
        right[:-3] + chr(ord(right[-3]) + 1) + "=\n",
        f"{text}\n— {ORIGIN} {signature}\n",
        LOG.notes()[0] + "\n",
        LOG.notes()[0].replace("\n7\n", "\n8\n"),
        Log(LOG.leaves, [7, 300], [key(2)]).notes()[0],
        Log(LOG.leaves, [7, 300], [key(1)], origin="another/log").notes()[0],
    ):
        held.write_text(note)
        (problem,) = problems(folder, held)
        assert problem.startswith(f"{held}: ")
    # Others may sign too what we hold, though not in the folder.
    extra = Log(LOG.leaves, [7, 300], [key(1), key(2)]).notes()[0]
    held.write_text(extra)
    assert problems(folder, held) == []
    files = files_of(folder)
    older = files["checkpoints/00000000.jsonl"].splitlines(keepends=True)
    older[0] = rfc8785.dumps(extra) + b"\n"
    put(folder, files, with_manifest({**files, "checkpoints/00000000.jsonl": b"".join(older)}))
    (problem,) = problems(folder)
    assert (
        problem
        == "checkpoints/00000000.jsonl line 1: is not signed by trusted keys of this log only"
    )


def test_older_checkpoints_stand_in_order(folder: Path) -> None:
    files, name = files_of(folder), "checkpoints/00000000.jsonl"
    one, two = files[name].splitlines(keepends=True)
    newest = rfc8785.dumps(files["checkpoint"].decode()) + b"\n"
    for lines in ([two, one], [one, one, two], [one, two, newest]):
        put(folder, {}, with_manifest({**files, name: b"".join(lines)}))
        (problem,) = problems(folder)
        assert problem.endswith("is not in the order of sizes")


def test_the_lines_stand_in_the_files_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LINES_A_FILE", 100)
    monkeypatch.setattr(verify, "LINES_A_FILE", 100)
    LOG.key_file(tmp_path / "key.pem")
    folder = LOG.export(tmp_path / "log")
    assert problems(folder) == []
    files = files_of(folder)
    first, second = "entries/00000000.jsonl", "entries/00000001.jsonl"
    *lines, last = files[first].splitlines(keepends=True)
    moved = {**files, first: b"".join(lines), second: last + files[second]}
    put(folder, files, with_manifest(moved))
    assert problems(folder) == [
        f"{first}: has 99 lines, not 100",
        f"{second}: has 101 lines, not 100",
    ]


def test_entries_after_the_newest_checkpoint_are_not_accepted(folder: Path) -> None:
    files, name = files_of(folder), "entries/00000000.jsonl"
    more = files[name] + event(Random(2), 1_000) + b"\n"
    put(folder, files, with_manifest({**files, name: more}))
    assert problems(folder) == ["checkpoint: covers only 300 entries of 301"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an export of LOG that all the examples of a test share."""
    place = tmp_path_factory.mktemp("lasting")
    LOG.key_file(place / "key.pem")
    return LOG.export(place / "log")


@settings(deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_file_ends_in_a_problem(lasting: Path, data: st.DataObject) -> None:
    files = files_of(lasting)
    name = data.draw(st.sampled_from(sorted(files)))
    held = json.loads(files["manifest.json"]) if name == "manifest.json" else {"at": "", "id": ""}
    field = data.draw(st.sampled_from(sorted(held)))
    near = {**held, field: data.draw(JSON)}
    odd = data.draw(
        st.sampled_from(
            [json.dumps(near).encode(), json.dumps(near, separators=(",", ":")).encode() + b"\n"]
        )
        | st.binary()
        | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
    changed = {**files, name: odd}
    if name != "manifest.json" and data.draw(st.booleans()):
        changed = with_manifest(changed)
    put(lasting, files, changed)
    found = problems(lasting)
    put(lasting, changed, files)
    assert found or odd == files[name]
    assert all(line.isascii() and line.isprintable() for line in found)


@settings(deadline=None)
@given(
    odd=st.binary() | st.text().map(str.encode) | JSON.map(lambda value: json.dumps(value).encode())
)
def test_whatever_is_given_ends_in_a_problem(lasting: Path, odd: bytes) -> None:
    path, right = lasting.parent / "odd", str(lasting.parent / "key.pem")
    path.write_bytes(odd)
    for given_key, older, receipt in (
        (str(path), [], ()),
        (right, [str(path)], ()),
        (right, [], (str(path), right)),
        (right, [], (right, str(path))),
    ):
        (problem,) = verify.verify(str(lasting), given_key, older, receipt).problems
        assert problem.isascii()
