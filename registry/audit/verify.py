"""Verify an exported audit log with nothing but the public key of the log.

    python -m registry.audit.verify FOLDER --key KEYFILE [--checkpoint OLDER]...
        [--receipt RECEIPT --receipt-key PEM]

Exits with 0 and a summary if everything is right, else with 1 and what is wrong where. KEYFILE is
all that is trusted: take it, and older checkpoints, from somewhere else than the folder. This
file needs Python 3.11 and the package `cryptography`, shares no code with what it verifies, and
runs when copied elsewhere. The format is described in docs/audit-format.md.
"""

import argparse
import base64
import hashlib
import heapq
import json
import os
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "audit-export/1"
LINES_A_FILE = 10_000
LONGEST_LINE = LARGEST_FILE = 1 << 20
LARGEST_MANIFEST = 1 << 26
LARGEST_INTEGER = 2**53 - 1
MOST_PROBLEMS, MOST_SIGNATURES = 50, 100
PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]+)\n-----END PUBLIC KEY-----\n")
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")

Keys = dict[str, Ed25519PublicKey]
"""Public keys, each under its "name+hash", the beginning of its C2SP form."""


class Refused(ValueError):
    """Something is not what it has to be; the message says what."""


ODD = (
    *(AttributeError, InvalidSignature, LookupError, OSError, RecursionError, TypeError),
    *(ValueError, sqlite3.Error),
)
"""What input can cause that is not of its form."""


@dataclass
class Report:
    """What was found: the log is right if there are no problems, and then the facts hold."""

    problems: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def add(self, where: str, what: object) -> None:
        """Note a problem, unless there are too many to read already."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{where}: {what}")

    def lines(self) -> Iterator[str]:
        """Yield what people read, in ASCII whatever the folder holds."""
        if self.problems:
            yield "NOT OK: this is not the log that was signed, or not its export"
            yield from (f"  {problem}" for problem in self.problems)
            yield from ["  and maybe more"] * (len(self.problems) == MOST_PROBLEMS)
        else:
            yield "OK: the log is whole and as it was signed"
            yield from (f"  {name:12} {_shown(str(fact))}" for name, fact in self.facts.items())


class Tree:
    """The RFC 6962 tree of the leaves so far, as the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        carry = self.size
        while carry & 1:
            leaf = _node(leaf, self._peaks.pop())
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root, which without leaves is the SHA-256 of nothing."""
        return reduce(_node, self._peaks[::-1]) if self._peaks else hashlib.sha256().digest()


class Note:
    """A signed note with a checkpoint; raises one of `ODD` if it is not of its one form."""

    def __init__(self, data: bytes, where: str) -> None:
        text, _, ending = data.decode().rpartition("\n\n")
        self.origin, size, root = text.split("\n")
        self.size, self.root, self.where = int(size), _base64(root), where
        self._text = f"{text}\n".encode()
        *lines, rest = ending.split("\n")
        self._signatures: dict[str, bytes] = {}
        for line in lines:
            dash, name, encoded = line.split(" ")
            packed = _base64(encoded)
            if dash != "\N{EM DASH}" or len(packed) <= 4:
                raise Refused("has a line that is no signature")
            self._signatures[f"{_name(name)}+{packed[:4].hex()}"] = packed[4:]
        if len(self._signatures) != len(lines) or len(lines) > MOST_SIGNATURES or rest:
            raise Refused("has a key that signed twice, too many signatures, or something more")
        if not re.fullmatch("0|[1-9][0-9]{0,15}", size) or len(self.root) != 32:
            raise Refused("has no plain size, or a root that is no SHA-256")

    def signers(self, keys: Keys, origin: str, *, others: bool) -> list[str]:
        """Return the names of the known keys that signed, once their signatures are checked."""
        names = [name for name in self._signatures if name in keys]
        if not names or (not others and len(names) < len(self._signatures)):
            raise Refused("is signed by a key that is not trusted")
        for name in names:
            keys[name].verify(self._signatures[name], self._text)
        if self.origin != origin:
            raise Refused("is a checkpoint of another log")
        return names


class Export:
    """The folder, what its manifest lists, and what is found in it."""

    def __init__(self, folder: str, report: Report) -> None:
        self._folder, self._report = Path(folder), report
        self._files: dict[str, tuple[int, str]] = {}
        # A temporary file of SQLite, so that memory stays flat.
        self._ids = sqlite3.connect("", isolation_level=None)
        self._ids.execute("PRAGMA cache_size = -16384")
        self._ids.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID")
        self._ids.execute("BEGIN")

    def verify(self, key: str, older: Sequence[str], promised: bytes | None) -> None:
        """Check everything; raises `Refused` where it makes no sense to go on."""
        with _at("manifest.json"):
            claimed = self._manifest()
        self._closed()
        with _at("checkpoint"):
            newest = Note(self._small("checkpoint"), "checkpoint")
            origin = _name(newest.origin)
        with _at(_shown(key)):
            keys = _keys(_bytes_of(Path(key)), origin)
        with _at("public-key.pem"):
            within = self._keys_within(origin, keys)
        with _at("checkpoint"):
            signers = newest.signers(within, origin, others=False)
        self._report.facts |= {"log": origin, "entries": newest.size, "root": newest.root.hex()}
        self._report.facts |= {"signed by": ", ".join(signers), "checkpoints": 0}
        if Path(key).resolve().is_relative_to(self._folder.resolve()):
            self._report.facts["but"] = "the key came with the folder: it may be as false as that"
        if claimed != [origin, newest.root.hex(), newest.size]:
            self._report.add("manifest.json", "its origin, root or size is not the checkpoint's")
        marks = [newest]
        for path in older:
            with _at(_shown(path)):
                marks.append(Note(_bytes_of(Path(path)), _shown(path)))
                marks[-1].signers(keys, origin, others=True)
        marks.sort(key=_size)
        self._follow(heapq.merge(self._older(within, newest), marks, key=_size), newest, promised)

    def _manifest(self) -> list[object]:
        data = _bytes_of(self._folder / "manifest.json", LARGEST_MANIFEST, links=False)
        manifest = _canonical(data)
        claimed = [manifest["origin"], manifest["root"], manifest["size"]]
        self._files = {file["name"]: (file["bytes"], file["sha256"]) for file in manifest["files"]}
        parts = -(-manifest["size"] // LINES_A_FILE)
        older = len(self._files) - parts - 2
        if not str(manifest["size"]).isdigit() or older < 0:
            raise Refused("has no size, or not files enough for it")
        names = ["checkpoint", *(f"checkpoints/{number:08}.jsonl" for number in range(older))]
        names += [*(f"entries/{number:08}.jsonl" for number in range(parts)), "public-key.pem"]
        fields = {"bytes", "name", "sha256"}
        if (
            [file["name"] for file in manifest["files"]] != names
            or any(file.keys() != fields for file in manifest["files"])
            or manifest.keys() != {"files", "format", "origin", "root", "size"}
            or manifest["format"] != FORMAT
        ):
            raise Refused(f"is not that of an export in format {FORMAT} with its files in order")
        return claimed

    def _closed(self) -> None:
        missing = {"manifest.json", *self._files}
        folders = {name.partition("/")[0] for name in missing if "/" in name}
        for below in ("", *sorted(folders)):
            with _at(below or "folder"), os.scandir(self._folder / below) as found:
                for entry in found:
                    name = f"{below}/{entry.name}" if below else entry.name
                    if name in missing and entry.is_file(follow_symlinks=False):
                        missing.discard(name)
                    elif name not in folders or not entry.is_dir(follow_symlinks=False):
                        self._report.add(_shown(name), "is no file that manifest.json lists")
        for name in sorted(missing):
            self._report.add(name, "is missing")

    def _small(self, name: str) -> bytes:
        data = _bytes_of(self._folder / name, links=False)
        self._compare(name, len(data), hashlib.sha256(data).hexdigest())
        return data

    def _compare(self, name: str, length: int, digest: str) -> None:
        if self._files[name] != (length, digest):
            self._report.add(name, "has another length or hash than manifest.json says")

    def _keys_within(self, origin: str, trusted: Keys) -> Keys:
        data = self._small("public-key.pem")
        keys, lines = _keys(data, origin), data.splitlines()
        if not PEM.fullmatch(data) and (len(keys) == 1 or lines != sorted(lines)):
            raise Refused("is neither one key as PEM nor several in order")
        for name in [name for name, key in keys.items() if trusted.get(name) != key]:
            self._report.add("public-key.pem", f"{_shown(name)} is not trusted")
            del keys[name]
        return keys

    def _lines(self, kind: str) -> Iterator[tuple[str, bytes]]:
        names = [name for name in self._files if name.startswith(f"{kind}/")]
        for name in names:
            digest, length, number = hashlib.sha256(), 0, 0
            with _at(name), _opened(self._folder / name, links=False) as file:
                while line := file.readline(LONGEST_LINE):
                    digest.update(line)
                    number, length = number + 1, length + len(line)
                    if not line.endswith(b"\n"):
                        raise Refused(f"line {number} is too long or does not end")
                    yield f"{name} line {number}", line[:-1]
            self._compare(name, length, digest.hexdigest())
            if not 0 < number <= LINES_A_FILE or (number < LINES_A_FILE and name != names[-1]):
                self._report.add(name, f"has {number} lines, not {LINES_A_FILE}")

    def _older(self, keys: Keys, newest: Note) -> Iterator[Note]:
        last = -1
        for where, data in self._lines("checkpoints"):
            try:
                note = Note(_canonical(data).encode(), where)
                note.signers(keys, newest.origin, others=False)
            except ODD as error:
                self._report.add(where, _said(error))
                continue
            if not last < note.size < newest.size:
                self._report.add(where, "is not in the order of sizes")
                continue
            last = note.size
            yield note

    def _follow(self, notes: Iterator[Note], newest: Note, promised: bytes | None) -> None:
        report, tree, agreed = self._report, Tree(), 0
        note = next(notes, None)
        for where, data in chain([("", b"")], self._lines("entries")):
            if where:
                try:
                    self._event(data, where)
                except ODD as error:
                    report.add(where, _said(error))
                leaf = hashlib.sha256(b"\x00" + data).digest()
                if leaf == promised:
                    report.facts["receipt"] = f"right, of entry {tree.size} counted from 0"
                tree.add(leaf)
            while note and note.size == tree.size:
                if note.root == tree.root():
                    agreed = note.size
                    report.facts["checkpoints"] = int(str(report.facts["checkpoints"])) + 1
                else:
                    what = f"was signed over other entries than the first {note.size}"
                    report.add(note.where, f"{what}; the first {agreed} are right")
                note = next(notes, None)
        while note:
            what = f"covers {note.size} entries and there are {tree.size}"
            report.add(note.where, f"{what}: the log was cut or forked")
            note = next(notes, None)
        if tree.size > newest.size:
            report.add("checkpoint", f"covers {newest.size} entries and there are {tree.size}")
        if promised and "receipt" not in report.facts:
            report.add("receipt", "its event is not in the log")

    def _event(self, data: bytes, where: str) -> None:
        event = _canonical(data)
        identity, at = event["id"], datetime.fromisoformat(event["at"])
        if type(identity) is not str or not 0 < len(identity) <= 100 or at.tzinfo is None:
            raise Refused("is an event without an id or a time")
        self._report.facts.setdefault("first event", at)
        self._report.facts["last event"] = at
        insert = "INSERT OR IGNORE INTO ids VALUES (?, ?)"
        if self._ids.execute(insert, (identity, where)).rowcount == 0:
            query = self._ids.execute("SELECT place FROM ids WHERE id = ?", (identity,))
            raise Refused(f"repeats the event id of {query.fetchone()[0]}")


def verify(
    folder: str,
    key: str,
    checkpoints: Sequence[str] = (),
    receipt: str | None = None,
    receipt_key: str | None = None,
) -> Report:
    """Verify the export in `folder`; all parameters are paths. Whatever is odd is a problem."""
    report = Report()
    try:
        promised = _promised(receipt, receipt_key)
        Export(folder, report).verify(key, checkpoints, promised)
    except ODD as error:
        report.problems.append(_said(error))
    return report


def _promised(receipt: str | None, key: str | None) -> bytes | None:
    """Return the leaf hash that a rightly signed receipt names."""
    if receipt is None and key is None:
        return None
    if receipt is None or key is None:
        raise Refused("a receipt and its key go together")
    with _at(_shown(key)):
        public = _pem(_bytes_of(Path(key)))
    with _at(_shown(receipt)):
        found = _JSON.decode(_bytes_of(Path(receipt)).decode())
        public.verify(_base64(found["signature"]), _ENCODE(found["statement"]).encode())
        if found.keys() != {"key", "signature", "statement"} or type(found["key"]) is not str:
            raise Refused("has other fields than statement, key and signature")
        if not re.fullmatch("[0-9a-f]{64}", found["statement"]["event"]):
            raise Refused("names no event")
        return bytes.fromhex(found["statement"]["event"])


def _keys(data: bytes, origin: str) -> Keys:
    """Return the keys of a file: one in PEM, or one in C2SP form a line."""
    if data.startswith(b"-----BEGIN"):
        return {_key_line(origin, key := _pem(data)).rpartition("+")[0]: key}
    *lines, rest = data.decode().split("\n")
    keys: Keys = {}
    for line in lines:
        name, hashed, encoded = line.split("+", 2)
        key = Ed25519PublicKey.from_public_bytes(_base64(encoded)[1:])
        if line != _key_line(origin, key) or f"{name}+{hashed}" in keys:
            raise Refused("has a key of another log, in another form, or twice")
        keys[f"{name}+{hashed}"] = key
    if not keys or rest:
        raise Refused("has no key, or something more")
    return keys


def _pem(data: bytes) -> Ed25519PublicKey:
    found = PEM.fullmatch(data)
    packed = _base64(found[1].decode()) if found else b""
    if not packed.startswith(PEM_PREFIX):
        raise Refused("is not PEM with one Ed25519 public key and nothing else")
    return Ed25519PublicKey.from_public_bytes(packed[len(PEM_PREFIX) :])


def _key_line(origin: str, key: Ed25519PublicKey) -> str:
    packed = b"\x01" + key.public_bytes_raw()
    hashed = hashlib.sha256(f"{origin}\n".encode() + packed).hexdigest()[:8]
    return f"{origin}+{hashed}+{base64.b64encode(packed).decode()}"


def _name(name: str) -> str:
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise Refused("has a name with a space, a plus or a control character")
    return name


def _base64(text: str) -> bytes:
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise Refused("has base64 that does not encode to itself again")
    return decoded


def _node(right: bytes, left: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _size(note: Note) -> int:
    return note.size


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with its keys in the order of RFC 8785: that of UTF-16."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("has a key twice in one object")
    key = None if "".join(found).isascii() else lambda name: name.encode("utf-16-be")
    return {name: found[name] for name in sorted(found, key=key)}


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST_INTEGER:
        raise Refused("has a number that is no integer below 2^53")
    return int(digits)


_JSON = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_integer, parse_constant=_integer
)
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _canonical(data: bytes) -> Any:
    """Return the value of canonical JSON (RFC 8785 without floats)."""
    value = _JSON.decode(data.decode())
    if _ENCODE(value).encode() != data:
        raise Refused("is not canonical JSON")
    return value


def _shown(text: str) -> str:
    """Return text from outside so that it can't do anything to a terminal."""
    return text if len(text) <= 200 and text.isascii() and text.isprintable() else ascii(text)[:200]


def _said(error: Exception) -> str:
    match error:
        case Refused():
            return str(error)
        case InvalidSignature():
            return "has a wrong signature"
        case OSError() | sqlite3.Error():
            return f"can't be read: {_shown(str(error))}"
        case _:
            return "is not of the form that docs/audit-format.md describes"


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Say where it was that something was refused, could not be read, or was not of its form."""
    try:
        yield
    except ODD as error:
        raise Refused(f"{where}: {_said(error)}") from error


@contextmanager
def _opened(path: Path, *, links: bool = True) -> Iterator[BinaryIO]:
    """Open a plain file; a pipe must not make us wait."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if links else flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused("is no plain file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def _bytes_of(path: Path, most: int = LARGEST_FILE, *, links: bool = True) -> bytes:
    with _opened(path, links=links) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(f"has more than {most} bytes")
    return data


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify as the command line says, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(prog="verify", description="Verify an exported audit log.")
    parser.add_argument("folder")
    parser.add_argument("--key", required=True, help="public key of the log: PEM or C2SP")
    parser.add_argument("--checkpoint", action="append", default=[], help="held outside")
    parser.add_argument("--receipt", help="JSON of a receipt whose event must be in the log")
    parser.add_argument("--receipt-key", help="public key of receipts, PEM")
    try:
        given = parser.parse_args(arguments)
    except SystemExit as leaving:  # argparse has said why; it would leave with 2
        return 1 if leaving.code else 0
    report = verify(given.folder, given.key, given.checkpoint, given.receipt, given.receipt_key)
    sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
