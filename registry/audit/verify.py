"""Verify an exported audit log with nothing but the public key of the log.

    python -m registry.audit.verify FOLDER --key KEYFILE [--checkpoint OLDER]...
        [--receipt RECEIPT --receipt-key PEM]

Exits with 0 and a summary if everything is right, else with 1 and what is wrong where. KEYFILE is
all that is trusted: take it, and older checkpoints, from somewhere else than the folder. This
file needs Python 3.11 and `cryptography` only, shares no code with what it verifies, and runs
when copied elsewhere. docs/audit-format.md describes the format.
"""

import argparse
import base64
import heapq
import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import reduce
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "audit-export/1"
LINES_A_FILE = 10_000
LONGEST_LINE = LARGEST_FILE = 1 << 20
MOST_PROBLEMS = 50
HASH = re.compile("[0-9a-f]{64}")
NOTE = re.compile(
    r"([^\s+\x00-\x1f]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:\u2014 \S+ \S+\n)+)"
)
PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]+)\n-----END PUBLIC KEY-----\n")
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")
# What input can cause that is not of its form.
ODD = (InvalidSignature, LookupError, OSError, RecursionError, TypeError, ValueError, sqlite3.Error)
Keys = dict[str, Ed25519PublicKey]  # each under its "name+hash", as in its C2SP form


class Refused(ValueError):
    """Something is not what it has to be; the message says what."""


class Note:
    """A signed note with a checkpoint; raises some of `ODD` if it is not of its one form."""

    def __init__(self, data: bytes, where: str) -> None:
        found = NOTE.fullmatch(data.decode())
        if found is None:
            raise Refused("is no signed checkpoint in its one form")
        self.origin, size, root, signatures = found.groups()
        self.size, self.root, self.where = int(size), _base64(root), where
        self._text = f"{self.origin}\n{size}\n{root}\n".encode()
        self._signatures: dict[str, bytes] = {}
        for line in signatures[:-1].split("\n"):
            _, name, encoded = line.split(" ")
            packed = _base64(encoded)
            self._signatures[f"{name}+{packed[:4].hex()}"] = packed[4:]
        if len(self._signatures) != signatures.count("\n"):
            raise Refused("is signed twice by one key")

    def signers(self, keys: Keys, origin: str, *, others: bool) -> list[str]:
        """Return the names of the known keys that signed, once their signatures are checked."""
        names = [name for name in self._signatures if name in keys]
        unknown = len(self._signatures) - len(names)
        if self.origin != origin or not names or (unknown and not others):
            raise Refused("is not signed by trusted keys of this log only")
        for name in names:
            keys[name].verify(self._signatures[name], self._text)
        return names


class Verification:
    """What is found in a folder: it is right if there are no problems, and the facts hold then."""

    def __init__(self, folder: str) -> None:
        self.problems: list[str] = []
        self.facts: dict[str, object] = {}
        self._folder = Path(folder)
        self._files: dict[str, tuple[int, str]] = {}
        self._ids = sqlite3.connect("", isolation_level=None)  # a temporary file, not memory
        self._ids.executescript("CREATE TABLE ids (id PRIMARY KEY, place) WITHOUT ROWID; BEGIN")

    def lines(self) -> list[str]:
        """Return what people read, in ASCII whatever the folder holds."""
        if self.problems:
            return ["NOT OK, because:", *(f"  {problem}" for problem in self.problems)]
        facts = (f"  {name:12} {_shown(str(fact))}" for name, fact in self.facts.items())
        return ["OK: the log is whole and as it was signed", *facts]

    def verify(self, key: str, older: Sequence[str], promised: bytes | None) -> None:
        """Check everything; raises `Refused` where it makes no sense to go on."""
        with _at("manifest.json"):
            claimed = self._manifest()
        self._closed()
        with _at("checkpoint"):
            newest = Note(self._small("checkpoint"), "checkpoint")
        with _at(_shown(key)):
            keys = _keys(_bytes_of(Path(key)), origin := newest.origin)
        with _at("public-key.pem"):
            within = self._keys_within(origin, keys)
        with _at("checkpoint"):
            signers = newest.signers(within, origin, others=False)
        self.facts |= {"log": origin, "entries": newest.size, "root": newest.root.hex()}
        self.facts["signed by"] = ", ".join(signers)
        if Path(key).resolve().is_relative_to(self._folder.resolve()):
            self.facts["but"] = "the key came with the folder: it may be as false as that"
        if claimed != [origin, newest.root.hex(), newest.size]:
            self._add("manifest.json", "its origin, root or size is not the checkpoint's")
        held = [newest]
        for path in older:
            with _at(_shown(path)):
                held.append(Note(_bytes_of(Path(path)), _shown(path)))
                held[-1].signers(keys, origin, others=True)
        by_size = attrgetter("size")
        marks = heapq.merge(self._older(within, newest), sorted(held, key=by_size), key=by_size)
        self._follow(marks, newest, promised)

    def _manifest(self) -> list[object]:
        manifest = _canonical(_bytes_of(self._folder / "manifest.json", 1 << 26))
        self._files = {file["name"]: (file["bytes"], file["sha256"]) for file in manifest["files"]}
        parts = -(-manifest["size"] // LINES_A_FILE)
        older = len(self._files) - parts - 2
        if not str(manifest["size"]).isdigit() or older < 0:
            raise Refused("has no size, or not files enough for it")
        names = ["checkpoint", *(f"checkpoints/{number:08}.jsonl" for number in range(older))]
        names += [*(f"entries/{number:08}.jsonl" for number in range(parts)), "public-key.pem"]
        if [file["name"] for file in manifest["files"]] != names or manifest["format"] != FORMAT:
            raise Refused(f"is not that of an export in format {FORMAT} with its files in order")
        if any(len(file) != 3 for file in manifest["files"]) or len(manifest) != 5:
            raise Refused("has more fields than the format knows")
        return [manifest["origin"], manifest["root"], manifest["size"]]

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
                        self._add(_shown(name), "is no file that manifest.json lists")
        for name in sorted(missing):
            self._add(name, "is missing")

    def _small(self, name: str) -> bytes:
        data = _bytes_of(self._folder / name)
        self._compare(name, len(data), sha256(data).hexdigest())
        return data

    def _add(self, where: str, what: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{where}: {what}")

    def _compare(self, name: str, length: int, digest: str) -> None:
        if self._files[name] != (length, digest):
            self._add(name, "has another length or hash than manifest.json says")

    def _keys_within(self, origin: str, trusted: Keys) -> Keys:
        data = self._small("public-key.pem")
        keys, lines = _keys(data, origin), data.splitlines()
        if not PEM.fullmatch(data) and (len(keys) == 1 or lines != sorted(lines)):
            raise Refused("is neither one key as PEM nor several in order")
        for name in [name for name, key in keys.items() if trusted.get(name) != key]:
            self._add("public-key.pem", f"{_shown(name)} is not trusted")
            del keys[name]
        return keys

    def _lines(self, kind: str) -> Iterator[tuple[str, bytes]]:
        names = [name for name in self._files if name.startswith(f"{kind}/")]
        for name in names:
            digest, length, number = sha256(), 0, 0
            with _at(name), _opened(self._folder / name) as file:
                while line := file.readline(LONGEST_LINE):
                    digest.update(line)
                    number, length = number + 1, length + len(line)
                    if not line.endswith(b"\n"):
                        raise Refused(f"line {number} is too long or does not end")
                    yield f"{name} line {number}", line[:-1]
            self._compare(name, length, digest.hexdigest())
            if not 0 < number <= LINES_A_FILE or (number < LINES_A_FILE and name != names[-1]):
                self._add(name, f"has {number} lines, not {LINES_A_FILE}")

    def _older(self, keys: Keys, newest: Note) -> Iterator[Note]:
        last = -1
        for where, data in self._lines("checkpoints"):
            try:
                note = Note(str.encode(_canonical(data)), where)
                note.signers(keys, newest.origin, others=False)
            except ODD as error:
                self._add(where, _said(error))
            else:
                if last < note.size < newest.size:
                    yield note
                else:
                    self._add(where, "is not in the order of sizes")
                last = max(last, note.size)

    def _follow(self, notes: Iterator[Note], newest: Note, promised: bytes | None) -> None:
        """Grow the tree (the roots of its full subtrees), and hold it against each checkpoint."""
        peaks, size, right = list[bytes](), 0, [0]
        note = next(notes, None)
        for where, data in chain([("", b"")], self._lines("entries")):
            if where:
                try:
                    self._event(data, where)
                except ODD as error:
                    self._add(where, _said(error))
                node, carry = sha256(b"\x00" + data).digest(), size
                if node == promised:
                    self.facts["receipt"] = f"right, of entry {size} counted from 0"
                while carry & 1:
                    node, carry = _node(node, peaks.pop()), carry >> 1
                peaks.append(node)
                size += 1
            while note and note.size == size:
                if note.root == (reduce(_node, peaks[::-1]) if peaks else sha256().digest()):
                    right.append(size)
                else:
                    what = f"is not over the first {size} entries as they are here"
                    self._add(note.where, f"{what}; the first {right[-1]} are right")
                note = next(notes, None)
        self.facts["checkpoints"] = f"{len(right) - 1}, which all agree"
        for late in chain([note] if note else [], notes):
            self._add(late.where, f"covers {late.size} entries of {size}: it was cut or forked")
        if size > newest.size:
            self._add("checkpoint", f"covers only {newest.size} entries of {size}")
        if promised and "receipt" not in self.facts:
            self._add("receipt", "its event is not in the log")

    def _event(self, data: bytes, where: str) -> None:
        event = _canonical(data)
        identity, at = event["id"], datetime.fromisoformat(event["at"])
        if type(identity) is not str or len(identity) not in range(1, 101) or not at.tzinfo:
            raise Refused("is an event without an id or a time")
        self.facts |= {"first event": self.facts.get("first event", at), "last event": at}
        insert = "INSERT OR IGNORE INTO ids VALUES (?, ?)"
        if self._ids.execute(insert, (identity, where)).rowcount == 0:
            query = self._ids.execute("SELECT place FROM ids WHERE id = ?", (identity,))
            raise Refused(f"repeats the event id of {query.fetchone()[0]}")


def verify(
    folder: str, key: str, checkpoints: Sequence[str] = (), receipt: Sequence[str | None] = ()
) -> Verification:
    """Verify the export in `folder` (all are paths, `receipt` two); odd input is a problem."""
    found = Verification(folder)
    try:
        found.verify(key, checkpoints, _promised_leaf(*receipt) if {*receipt} - {None} else None)
    except ODD as error:
        found.problems.append(_said(error))
    return found


def _promised_leaf(receipt: str | None, key: str | None) -> bytes:
    if receipt is None or key is None:
        raise Refused("a receipt and its key go together")
    with _at(_shown(key)):
        (public,) = _keys(_bytes_of(Path(key)), "receipts").values()
    with _at(_shown(receipt)):
        found = _JSON.decode(_bytes_of(Path(receipt)).decode())
        statement, event = found["statement"], found["statement"]["event"]
        public.verify(_base64(found["signature"]), _ENCODE(statement).encode())
        if len(found) != 3 or type(found["key"]) is not str or not HASH.fullmatch(event):
            raise Refused("has other fields than statement, key and signature, or no event")
        return bytes.fromhex(event)


def _keys(data: bytes, origin: str) -> Keys:
    """Return the keys of a file: one in PEM, or one in C2SP form a line."""
    keys: Keys = {}
    if found := PEM.fullmatch(data):
        prefix, public = (packed := _base64(found[1].decode()))[:12], packed[12:]
        data = f"{_key_line(origin, public)}\n".encode() if prefix == PEM_PREFIX else b""
    *lines, rest = data.decode().split("\n")
    for line in lines:
        name, hashed, encoded = line.split("+", 2)
        public = _base64(encoded)[1:]
        if line != _key_line(origin, public) or f"{name}+{hashed}" in keys:
            raise Refused("has a key of another log, in another form, or twice")
        keys[f"{name}+{hashed}"] = Ed25519PublicKey.from_public_bytes(public)
    if not keys or rest:
        raise Refused("has no key, or something more")
    return keys


def _key_line(origin: str, public: bytes) -> str:
    packed = b"\x01" + public
    hashed = sha256(f"{origin}\n".encode() + packed).hexdigest()[:8]
    return f"{origin}+{hashed}+{base64.b64encode(packed).decode()}"


def _base64(text: str) -> bytes:
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise Refused("has base64 that does not encode to itself again")
    return decoded


def _node(right: bytes, left: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with its keys in the order of RFC 8785: that of UTF-16."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("has a key twice in one object")
    key = None if "".join(found).isascii() else lambda name: name.encode("utf-16-be")
    return {name: found[name] for name in sorted(found, key=key)}


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > 2**53 - 1:
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
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, OSError | sqlite3.Error):
        return f"can't be read: {_shown(str(error))}"
    if isinstance(error, InvalidSignature):
        return "has a wrong signature"
    return "is not of the form that docs/audit-format.md describes"


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Say where it was that something was refused, could not be read, or was not of its form."""
    try:
        yield
    except ODD as error:
        raise Refused(f"{where}: {_said(error)}") from error


def _opened(path: Path) -> BinaryIO:
    if path.exists() and not path.is_file():  # a pipe would make us wait
        raise Refused("is no plain file")
    return path.open("rb")


def _bytes_of(path: Path, most: int = LARGEST_FILE) -> bytes:
    with _opened(path) as file:
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
    found = verify(given.folder, given.key, given.checkpoint, (given.receipt, given.receipt_key))
    sys.stdout.write("".join(f"{line}\n" for line in found.lines()))
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
