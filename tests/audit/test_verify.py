"""The verifier: what it accepts, and each form it refuses, with the place named."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.audit import verify
from registry.audit.checkpoint import VerifierKey
from registry.audit.export import ExportRefused, public_key_file, write
from registry.audit.receipts import sign_receipt
from registry.audit.tree import leaf_hash
from tests.audit.mutations import files_of, put, with_manifest
from tests.audit.synthetic import ORIGIN, Log, event, events, key

LOG = Log(events(300), [7, 128, 300], [key(1)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an export of LOG, and its key beside it."""
    LOG.key_file(tmp_path / "key.pem")
    return LOG.export(tmp_path / "log")


def problems(folder: Path, *older: Path, key: Path | None = None) -> list[str]:
    key = key or folder.parent / "key.pem"
    return verify.verify(str(folder), str(key), [str(path) for path in older]).problems


def of_leaves(tmp_path: Path, leaves: list[bytes]) -> list[str]:
    """Return what is found in a rightly signed log of these leaves."""
    log = Log(leaves, [len(leaves)], [key(1)])
    log.key_file(tmp_path / "key.pem")
    return problems(log.export(tmp_path / "log"))


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 10_000, 10_001])
def test_an_honest_log_is_accepted(tmp_path: Path, count: int) -> None:
    log = Log(events(count), sorted({0, count // 2, count}), [key(1)])
    log.key_file(tmp_path / "key.pem")
    held = tmp_path / "held"
    held.write_text(log.notes()[0])
    report = verify.verify(
        str(log.export(tmp_path / "log")), str(tmp_path / "key.pem"), [str(held)]
    )
    assert report.problems == []
    assert report.facts["entries"] == count
    assert report.facts["checkpoints"] == f"{len(log.sizes) + 1}, which all agree"
    assert len(list((tmp_path / "log").glob("entries/*"))) == -(-count // 10_000)


def test_the_summary_tells_what_was_verified(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(folder), "--key", str(folder.parent / "key.pem")]) == 0
    said = capsys.readouterr().out
    for fact in (
        "OK: the log is whole",
        ORIGIN,
        "300",
        base64.b64decode(LOG.notes()[-1].split("\n")[2]).hex(),
        "2026-03-29 01:59:00+00:00",
        "2026-03-29 02:03:59+00:00",
        str(LOG.verifiers()[0]).rpartition("+")[0],
    ):
        assert fact in said
    assert "the key came with the folder" not in said
    verify.main([str(folder), "--key", str(folder / "public-key.pem")])
    assert "the key came with the folder" in capsys.readouterr().out


def test_a_fork_by_the_key_of_the_log_shows_against_a_checkpoint_held_outside(
    folder: Path, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    held.write_text(LOG.notes()[1])
    assert problems(folder, held) == []
    forked = Log([*events(100), *events(250, seed=1)[100:]], [250], [key(1)])
    export = forked.export(tmp_path / "forked")
    assert problems(export) == []
    (problem,) = problems(export, held)
    assert (
        "held: is not over the first 128 entries as they are here; the first 0 are right" in problem
    )
    held.write_text(LOG.notes()[2])
    (problem,) = problems(export, held)
    assert "held: covers 300 entries of 250: it was cut or forked" in problem


def test_the_change_is_narrowed_down_by_the_checkpoints(folder: Path) -> None:
    files = files_of(folder)
    lines = files["entries/00000000.jsonl"].splitlines(keepends=True)
    lines[200] = lines[200].replace(b"dealer", b"police")
    put(folder, files, with_manifest({**files, "entries/00000000.jsonl": b"".join(lines)}))
    (problem,) = problems(folder)
    assert (
        problem
        == "checkpoint: is not over the first 300 entries as they are here; the first 128 are right"
    )
    put(folder, {}, {**files, "entries/00000000.jsonl": b"".join(lines)})
    assert len(problems(folder)) == 2


ONE = event(Random(1), 1)
ODD_LINES = {
    "a space": ONE.replace(b'":', b'": ', 1),
    "a space at the end": ONE + b" ",
    "a carriage return": ONE + b"\r",
    "keys in another order": b'{"z":1,' + ONE[1:],
    "a key twice": ONE[:-1] + b"," + ONE[ONE.index(b'"name"') :],
    "a key twice within": ONE.replace(b'{"role"', b'{"role":"x","role"'),
    "a float": ONE.replace(b'"sequence_number":1', b'"sequence_number":1.5'),
    "an integer as float": ONE.replace(b'"sequence_number":1', b'"sequence_number":1.0'),
    "an exponent": ONE.replace(b'"sequence_number":1', b'"sequence_number":1e3'),
    "a number too large": ONE.replace(
        b'"sequence_number":1', b'"sequence_number":9007199254740992'
    ),
    "a number of a thousand digits": ONE.replace(b'_number":1', b'_number":' + b"1" * 5_000),
    "minus zero": ONE.replace(b'"sequence_number":1', b'"sequence_number":-0'),
    "a leading zero": ONE.replace(b'"sequence_number":1', b'"sequence_number":01'),
    "no number": ONE.replace(b'"sequence_number":1', b'"sequence_number":NaN'),
    "infinity": ONE.replace(b'"sequence_number":1', b'"sequence_number":-Infinity'),
    "an escape without need": ONE.replace(b"dealer", b"d\\u0065aler", 1),
    "a solidus escaped": ONE.replace(b"dealer", b"d\\/aler", 1),
    "upper case in an escape": ONE.replace(b"dealer", b"d\\u001Faler", 1),
    "a character that needs its escape": ONE.replace(b"dealer", b"d\x1faler", 1),
    "half a character": ONE.replace(b"dealer", b"\\ud800", 1),
    "no UTF-8": ONE.replace(b"dealer", b"\xff", 1),
    "UTF-8 of half a character": ONE.replace(b"dealer", b"\xed\xa0\x80", 1),
    "a byte order mark": b"\xef\xbb\xbf" + ONE,
    "nothing": b"",
    "two values": ONE + ONE,
    "no object": b"[]",
    "a string": b'"event"',
    "no JSON": b"event",
    "too deep": b"[" * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "no id": b'{"at":"2026-01-01T00:00:00+00:00"}',
    "an id that is no text": b'{"at":"2026-01-01T00:00:00+00:00","id":1}',
    "an empty id": b'{"at":"2026-01-01T00:00:00+00:00","id":""}',
    "no time": b'{"id":"1"}',
    "a time without zone": b'{"at":"2026-01-01T00:00:00","id":"1"}',
    "a time that is none": b'{"at":"yesterday","id":"1"}',
    "keys by code point": '{"at":"2026-01-01T00:00Z","id":"1","\ufb33":1,"\U00010000":2}'.encode(),
}


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=list(ODD_LINES))
def test_a_line_that_is_no_canonical_event_is_named_though_it_was_signed(
    tmp_path: Path, line: bytes
) -> None:
    (problem,) = of_leaves(tmp_path, [*events(3), line, *events(6)[4:]])
    assert problem.startswith("entries/00000000.jsonl line 4: ")


@pytest.mark.parametrize(
    "line",
    [
        '{"at":"2026-01-01T00:00:00+00:00","id":"1","\U00010000":2,"\ufb33":1}',
        '{"at":"2026-01-01T00:00:00Z","id":"1","n":[-9007199254740991,9007199254740991,0,-1]}',
        '{"at":"2026-01-01T00:00:00Z","id":"\\u0000","t":"\\b\\t\\n\\f\\r\\"\\\\/\\u001f\x7f\u2028é𝄞"}',
        '{"":{},"at":"2026-01-01T00:00:00+02:00","id":"1","l":[null,true,false,[],""]}',
    ],
)
def test_canonical_lines_are_accepted(tmp_path: Path, line: str) -> None:
    assert rfc8785.dumps(json.loads(line)) == line.encode()
    assert of_leaves(tmp_path, [line.encode()]) == []


def test_repeated_lines_and_ids_are_named_with_where_they_stood_first(tmp_path: Path) -> None:
    leaves = events(20)
    same_id = leaves[3].replace(b"dealer", b"police")
    said = of_leaves(tmp_path, [*leaves, leaves[5], same_id])
    assert said == [
        "entries/00000000.jsonl line 21: repeats the event id of entries/00000000.jsonl line 6",
        "entries/00000000.jsonl line 22: repeats the event id of entries/00000000.jsonl line 4",
    ]


def test_a_line_longer_than_any_event_is_not_read_to_its_end(tmp_path: Path) -> None:
    (problem,) = of_leaves(tmp_path, [b" " * 5_000_000])
    assert problem == "entries/00000000.jsonl: line 1 is too long or does not end"


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
    held = tmp_path / "held"
    for note in (
        "",
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


def test_a_receipt_leads_to_its_entry(folder: Path, tmp_path: Path) -> None:
    receipts, public = key(5), tmp_path / "receipts.pem"
    public.write_bytes(public_key_file([VerifierKey.of("receipts", receipts)]))
    path = tmp_path / "receipt.json"

    def verified(text: str) -> verify.Verification:
        path.write_text(text)
        log_key = tmp_path / "key.pem"
        return verify.verify(str(folder), str(log_key), [], (str(path), str(public)))

    leaf = LOG.leaves[123]
    right = sign_receipt(receipts, "r", {"event": leaf_hash(leaf).hex(), "é": [1, None]})
    report = verified(json.dumps(right, indent=2))
    assert (report.problems, report.facts["receipt"]) == ([], "right, of entry 123 counted from 0")
    unknown = sign_receipt(receipts, "r", {"event": "0" * 64})
    assert verified(json.dumps(unknown)).problems == ["receipt: its event is not in the log"]
    text = json.dumps(right)
    for wrong in (
        "",
        "[]",
        "{}",
        "1" * 5_000,
        "[" * 100_000,
        text.replace("null", "1"),
        text.replace("null", "1.5"),
        text.replace('"key": "r"', '"key": 1'),
        text.replace('"key": "r"', '"key": "r", "more": 1'),
        text.replace('"key": "r"', '"key": "r", "key": "r"'),
        text.replace("signature", "Signature"),
        text.replace('"signature": "', '"signature": " '),
        json.dumps(sign_receipt(receipts, "r", {"event": leaf_hash(leaf).hex().upper()})),
        json.dumps(sign_receipt(receipts, "r", {"event": None})),
        json.dumps(sign_receipt(receipts, "r", {"event": ""})),
        json.dumps(sign_receipt(receipts, "r", {})),
        json.dumps(sign_receipt(key(6), "r", {"event": leaf_hash(leaf).hex()})),
        json.dumps({**right, "statement": "\ud800"}),
    ):
        (problem,) = verified(wrong).problems
        assert problem.startswith(f"{path}: ")
    alone = verify.verify(str(folder), str(tmp_path / "key.pem"), [], (str(path), None))
    assert alone.problems == ["a receipt and its key go together"]
    assert verify.verify(str(folder), str(tmp_path / "key.pem"), [], ("", "")).problems


def test_fifty_problems_are_enough(tmp_path: Path) -> None:
    leaves = [b"%d" % number for number in range(200)]
    log = Log(leaves, [200], [key(1)])
    report = verify.verify(str(log.export(tmp_path / "log")), str(log.key_file(tmp_path / "key")))
    assert len(report.lines()) == 51


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


def run(*command: str | Path, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, cwd=cwd, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_the_file_runs_alone_when_it_is_copied(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(verify.__file__, alone)
    command = ("-I", "verify.py", folder, "--key", tmp_path / "key.pem")
    code, out, err = run(*command, cwd=alone)
    assert (code, err) == (0, "")
    assert "entries      300" in out
    (folder / "more").touch()
    code, out, err = run(*command, cwd=alone)
    assert (code, err) == (1, "")
    assert "  more: is no file that manifest.json lists\n" in out


@pytest.mark.parametrize(
    "arguments", [[], ["x"], ["x", "--key"], ["x", "--key", "y", "--what"], ["x", "--key", "y"]]
)
def test_whatever_the_command_line_says_it_leaves_with_one(arguments: list[str]) -> None:
    assert verify.main(arguments) == 1


@pytest.mark.parametrize(
    ("leaves", "sizes", "said"),
    [
        (events(5), [6], "covers 6 entries, given were 5"),
        (events(5), [4], "covers 4 entries, given were 5"),
        (events(5), [3, 3, 5], "ascend"),
        (events(5), [5, 3], "ascend"),
        (events(5), [], "needs a checkpoint"),
        ([*events(4), b"{}\n{}"], [5], "entry 4 is more than a line"),
    ],
)
def test_what_does_not_fit_is_not_exported(
    tmp_path: Path, leaves: list[bytes], sizes: list[int], said: str
) -> None:
    notes = Log(events(6), sizes, [key(1)]).notes()
    with pytest.raises(ExportRefused, match=said):
        write(tmp_path / "log", leaves, notes, LOG.verifiers())
    assert list(tmp_path.iterdir()) == []


def test_an_export_needs_its_own_keys_and_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="not empty"):
        LOG.export(folder)
    with pytest.raises(ExportRefused, match="needs a folder"):
        LOG.export(tmp_path / "key.pem")
    notes, (verifier,) = LOG.notes(), LOG.verifiers()
    stranger = VerifierKey.of(ORIGIN, key(9))
    for verifiers, said in (
        ([stranger], "no known key"),
        ([verifier, verifier], "twice"),
        ([verifier, VerifierKey.of("another", key(9))], "several logs"),
    ):
        with pytest.raises(ExportRefused, match=said):
            write(tmp_path / "new", LOG.leaves, notes, verifiers)
    cosigned = Log(LOG.leaves, [300], [key(1), key(9)]).notes()
    with pytest.raises(ExportRefused, match="unknown key"):
        write(tmp_path / "new", LOG.leaves, cosigned, [verifier])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.pem", "log"]
    (tmp_path / "new").mkdir()
    assert problems(LOG.export(tmp_path / "new")) == []
