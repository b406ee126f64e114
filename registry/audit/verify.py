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
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

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
ODD = (AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)

Keys = dict[str, Ed25519PublicKey]
"""Public keys, each under its "name+hash", the beginning of its C2SP form."""


class Refused(ValueError):
    """Something is not what it has to be; the message says what."""


class Mark(NamedTuple):
    """What a checkpoint says, and where it stands."""

    size: int
    root: bytes
    origin: str
    where: str


@dataclass
class Report:
    """What was found; the log is right if there are no problems."""

    problems: list[str] = field(default_factory=list)
    more_problems: int = 0
    origin: str = ""
    size: int = 0
    root: str = ""
    checkpoints: int = 0
    keys: list[str] = field(default_factory=list)
    first_at: str = ""
    last_at: str = ""
    receipt_index: int | None = None
    key_from_folder: bool = False

    def add(self, where: str, what: object) -> None:
        """Note a problem; after the first fifty they are only counted."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{where}: {what}")
        else:
            self.more_problems += 1

    def lines(self) -> Iterator[str]:
        """Yield what people read, in ASCII whatever the folder holds."""
        if self.problems:
            yield "NOT OK: this is not the log that was signed, or not its export"
            yield from (f"  {problem}" for problem in self.problems)
            if self.more_problems:
                yield f"  and {self.more_problems} more"
            return
        yield f"OK: the log {_shown(self.origin)} is whole and as it was signed"
        yield f"  entries      {self.size}"
        yield f"  root         {self.root}"
        yield f"  checkpoints  {self.checkpoints}, and all agree"
        yield f"  signed by    {', '.join(map(_shown, self.keys))}"
        if self.size:
            yield f"  events       from {self.first_at} to {self.last_at}"
        if self.receipt_index is not None:
            yield f"  receipt      right; its event is entry {self.receipt_index}, counted from 0"
        if self.key_from_folder:
            yield "  but the key came with the folder: who made one could make the other"


class Tree:
    """The RFC 6962 tree of the leaves so far, as the roots of its full subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        carry = self.size
        while carry & 1:
            leaf = hashlib.sha256(b"\x01" + self._peaks.pop() + leaf).digest()
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root, which without leaves is the SHA-256 of nothing."""
        if not self._peaks:
            return hashlib.sha256().digest()
        found = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            found = hashlib.sha256(b"\x01" + peak + found).digest()
        return found


class Note:
    """A signed note with a checkpoint; raises `ValueError` if it is not of its one form."""

    def __init__(self, data: bytes, where: str) -> None:
        text, _, ending = data.decode().rpartition("\n\n")
        origin, size, root = text.split("\n")
        *lines, rest = ending.split("\n")
        self._text = f"{text}\n".encode()
        self._signatures: dict[str, bytes] = {}
        for line in lines:
            dash, name, encoded = line.split(" ")
            packed = _base64(encoded)
            if dash != "\N{EM DASH}" or len(packed) <= 4:
                raise Refused("has a line that is no signature")
            self._signatures[f"{_name(name)}+{packed[:4].hex()}"] = packed[4:]
        if len(self._signatures) != len(lines) or len(lines) > MOST_SIGNATURES or rest:
            raise Refused("has a key that signed twice, too many signatures, or something more")
        if not re.fullmatch("0|[1-9][0-9]{0,15}", size) or len(_base64(root)) != 32:
            raise Refused("has no plain size, or a root that is no SHA-256")
        self.mark = Mark(int(size), _base64(root), _name(origin), where)

    def signers(self, keys: Keys, *, others: bool) -> list[str]:
        """Return the names of the known keys that signed, once their signatures are checked."""
        names = [name for name in self._signatures if name in keys]
        if not names or (not others and len(names) < len(self._signatures)):
            raise Refused("is signed by a key that is not trusted")
        for name in names:
            _check(keys[name], self._signatures[name], self._text)
        return names


class Export:
    """The folder, what its manifest lists, and what is found in it."""

    def __init__(self, folder: str, report: Report) -> None:
        self._folder, self._report = Path(folder), report
        self._files: dict[str, tuple[int, str]] = {}

    def verify(self, key: str, older: Sequence[str], promised: bytes | None) -> None:
        """Check everything; raises `Refused` where it makes no sense to go on."""
        report = self._report
        with _at("manifest.json"):
            claimed = self._manifest()
        self._closed()
        with _at("checkpoint"):
            note = Note(self._small("checkpoint"), "checkpoint")
        newest = note.mark
        with _at(_shown(key)):
            keys = _keys(_bytes_of(Path(key)), newest.origin)
            report.key_from_folder = Path(key).resolve().is_relative_to(self._folder.resolve())
        with _at("public-key.pem"):
            within = self._keys_within(newest.origin, keys)
        with _at("checkpoint"):
            report.keys = note.signers(within, others=False)
        if claimed != (newest.origin, newest.root.hex(), newest.size):
            report.add("manifest.json", "its origin, root or size is not the checkpoint's")
        report.origin, report.root, report.size = claimed
        marks = [newest]
        for path in older:
            with _at(_shown(path)):
                note = Note(_bytes_of(Path(path)), _shown(path))
                note.signers(keys, others=True)
                marks.append(_of_log(note.mark, newest))
        self._follow(heapq.merge(self._older(within, newest), sorted(marks)), newest, promised)

    def _manifest(self) -> tuple[str, str, int]:
        manifest = _canonical(_bytes_of(self._folder / "manifest.json", LARGEST_MANIFEST))
        files, size = manifest["files"], manifest["size"]
        self._files = {file["name"]: (file["bytes"], file["sha256"]) for file in files}
        parts = -(-size // LINES_A_FILE)
        older = len(self._files) - parts - 2
        if not str(size).isdigit() or older < 0:
            raise Refused("has no size, or too few files for it")
        names = ["checkpoint", *(_part("checkpoints", number) for number in range(older))]
        names += [*(_part("entries", number) for number in range(parts)), "public-key.pem"]
        rebuilt = {
            "files": [
                {"bytes": length, "name": name, "sha256": digest}
                for name, (length, digest) in self._files.items()
            ],
            "format": FORMAT,
            "origin": manifest["origin"],
            "root": manifest["root"],
            "size": size,
        }
        if list(self._files) != names or manifest != rebuilt:
            raise Refused(f"is not that of an export of {size} entries in format {FORMAT}")
        return manifest["origin"], manifest["root"], size

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

    def _lines(self, kind: str) -> Iterator[tuple[int, int, bytes]]:
        names = [name for name in self._files if name.startswith(f"{kind}/")]
        for part, name in enumerate(names):
            digest, length, number = hashlib.sha256(), 0, 0
            with _at(name), _opened(self._folder / name, links=False) as file:
                while line := file.readline(LONGEST_LINE):
                    digest.update(line)
                    number, length = number + 1, length + len(line)
                    if not line.endswith(b"\n"):
                        raise Refused(f"line {number} is too long or does not end")
                    yield part, number, line[:-1]
            self._compare(name, length, digest.hexdigest())
            if not 0 < number <= LINES_A_FILE or (number < LINES_A_FILE and name != names[-1]):
                self._report.add(name, f"has {number} lines, not {LINES_A_FILE}")

    def _older(self, keys: Keys, newest: Mark) -> Iterator[Mark]:
        last = -1
        for part, number, data in self._lines("checkpoints"):
            where = _place(part, number, "checkpoints")
            try:
                note = Note(_canonical(data).encode(), where)
                note.signers(keys, others=False)
                mark = _of_log(note.mark, newest)
            except ODD as error:
                self._report.add(where, _said(error))
            else:
                if not last < mark.size < newest.size:
                    self._report.add(where, "is not in the order of sizes")
                    continue
                last = mark.size
                yield mark

    def _follow(self, marks: Iterator[Mark], newest: Mark, promised: bytes | None) -> None:
        report, tree, ids, agreed = self._report, Tree(), _no_ids(), 0
        mark = next(marks, None)
        for part, number, data in chain([(0, 0, b"")], self._lines("entries")):
            if number:
                try:
                    self._event(data, part, number, ids)
                except ODD as error:
                    report.add(_place(part, number), _said(error))
                leaf = hashlib.sha256(b"\x00" + data).digest()
                if leaf == promised:
                    report.receipt_index = tree.size
                tree.add(leaf)
            while mark and mark.size == tree.size:
                if mark.root == tree.root():
                    report.checkpoints, agreed = report.checkpoints + 1, mark.size
                else:
                    what = f"was signed over other entries than the first {mark.size}"
                    report.add(mark.where, f"{what}; the first {agreed} are right")
                mark = next(marks, None)
        while mark:
            what = f"covers {mark.size} entries and there are {tree.size}"
            report.add(mark.where, f"{what}: the log was cut or forked")
            mark = next(marks, None)
        if tree.size > newest.size:
            report.add("checkpoint", f"covers {newest.size} entries and there are {tree.size}")
        if promised and report.receipt_index is None:
            report.add("receipt", "its event is not in the log")

    def _event(self, data: bytes, part: int, number: int, ids: sqlite3.Connection) -> None:
        event = _canonical(data)
        identity, at = event["id"], datetime.fromisoformat(event["at"])
        if type(identity) is not str or not 0 < len(identity) <= 100 or at.tzinfo is None:
            raise Refused("is an event without an id or a time")
        self._report.last_at = at.isoformat()
        self._report.first_at = self._report.first_at or self._report.last_at
        row = (identity, part << 32 | number)
        if ids.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", row).rowcount == 0:
            ((first,),) = ids.execute("SELECT place FROM ids WHERE id = ?", row[:1])
            raise Refused(f"repeats the event id of {_place(first >> 32, first & 0xFFFFFFFF)}")


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
    except (*ODD, sqlite3.Error) as error:
        report.problems.append(_said(error))
    return report


def _no_ids() -> sqlite3.Connection:
    """Return a table for event ids in a temporary file of SQLite, so that memory stays flat."""
    ids = sqlite3.connect("", isolation_level=None)
    ids.execute("PRAGMA cache_size = -16384")
    ids.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
    ids.execute("BEGIN")
    return ids


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
        if found.keys() != {"statement", "key", "signature"} or type(found["key"]) is not str:
            raise Refused("has other fields than statement, key and signature")
        _check(public, _base64(found["signature"]), _ENCODE(found["statement"]).encode())
        if not re.fullmatch("[0-9a-f]{64}", found["statement"]["event"]):
            raise Refused("names no event")
        return bytes.fromhex(found["statement"]["event"])


def _keys(data: bytes, origin: str) -> Keys:
    """Return the keys of a file: one in PEM, or one in C2SP form a line."""
    if data.startswith(b"-----BEGIN"):
        return {_key_line(origin, key := _pem(data))[0]: key}
    *lines, rest = data.decode().split("\n")
    keys: Keys = {}
    for line in lines:
        packed = _base64(line.split("+", 2)[2])
        key = Ed25519PublicKey.from_public_bytes(packed[1:])
        name, whole = _key_line(origin, key)
        if line != whole or name in keys:
            raise Refused("has a key of another log, in another form, or twice")
        keys[name] = key
    if not keys or rest:
        raise Refused("has no key, or something more")
    return keys


def _pem(data: bytes) -> Ed25519PublicKey:
    found = PEM.fullmatch(data)
    packed = _base64(found[1].decode()) if found else b""
    if not packed.startswith(PEM_PREFIX):
        raise Refused("is not PEM with one Ed25519 public key and nothing else")
    return Ed25519PublicKey.from_public_bytes(packed[len(PEM_PREFIX) :])


def _key_line(origin: str, key: Ed25519PublicKey) -> tuple[str, str]:
    """Return the name of a key with its hash, and its whole C2SP form."""
    packed = b"\x01" + key.public_bytes_raw()
    hashed = hashlib.sha256(f"{_name(origin)}\n".encode() + packed).hexdigest()[:8]
    return f"{origin}+{hashed}", f"{origin}+{hashed}+{base64.b64encode(packed).decode()}"


def _check(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> None:
    try:
        key.verify(signature, signed)
    except InvalidSignature as error:
        raise Refused("has a wrong signature") from error


def _of_log(mark: Mark, newest: Mark) -> Mark:
    if mark.origin != newest.origin:
        raise Refused("is a checkpoint of another log")
    return mark


def _name(name: str) -> str:
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise Refused("has a name with a space, a plus or a control character")
    return name


def _base64(text: str) -> bytes:
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise Refused("has base64 that does not encode to itself again")
    return decoded


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with its keys in the order of RFC 8785: that of UTF-16."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("has a key twice in one object")
    key = None if "".join(found).isascii() else lambda name: name.encode("utf-16-be")
    return {name: found[name] for name in sorted(found, key=key)}


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST_INTEGER:
        raise Refused("has a number beyond 2^53")
    return int(digits)


def _no_number(digits: str) -> NoReturn:
    raise Refused(f"has the number {_shown(digits)}, which is no integer")


_JSON = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_no_number,
    parse_constant=_no_number,
)
_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _canonical(data: bytes) -> Any:
    """Return the value of canonical JSON (RFC 8785 without floats)."""
    value = _JSON.decode(data.decode())
    if _ENCODE(value).encode() != data:
        raise Refused("is not canonical JSON")
    return value


def _part(kind: str, number: int) -> str:
    return f"{kind}/{number:08}.jsonl"


def _place(part: int, number: int, kind: str = "entries") -> str:
    return f"{_part(kind, part)} line {number}"


def _shown(text: str) -> str:
    """Return text from outside so that it can't do anything to a terminal."""
    return text if len(text) <= 120 and text.isascii() and text.isprintable() else ascii(text)[:120]


def _said(error: Exception) -> str:
    match error:
        case Refused():
            return str(error)
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


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.format_usage()}{message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify as the command line says, print what was found, and return the exit code."""
    parser = _Parser(prog="verify", description="Verify an exported audit log.")
    parser.add_argument("folder")
    parser.add_argument("--key", required=True, help="public key of the log: PEM or C2SP")
    parser.add_argument("--checkpoint", action="append", default=[], help="held outside")
    parser.add_argument("--receipt", help="JSON of a receipt whose event must be in the log")
    parser.add_argument("--receipt-key", help="public key of receipts, PEM")
    given = parser.parse_args(arguments)
    report = verify(given.folder, given.key, given.checkpoint, given.receipt, given.receipt_key)
    sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
