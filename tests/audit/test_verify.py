"""The verifier: what it accepts, the events and receipts it refuses, and how it is run."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import rfc8785

from registry.audit import verify
from registry.audit.checkpoint import VerifierKey
from registry.audit.export import public_key_file
from registry.audit.receipts import sign_receipt
from registry.audit.tree import leaf_hash
from tests.audit.mutations import files_of, put, with_manifest
from tests.audit.synthetic import LOG, ORIGIN, Log, event, events, key, problems


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
    written = forked.export(tmp_path / "forked")
    assert problems(written) == []
    (problem,) = problems(written, held)
    assert (
        "held: is not over the first 128 entries as they are here; the first 0 are right" in problem
    )
    held.write_text(LOG.notes()[2])
    (problem,) = problems(written, held)
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
