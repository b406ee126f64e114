"""Random mutations of an export: what somebody might do who can write to the folder.

A folder is a dict of file names and bytes here. Every mutation makes a difference in bytes, and
leaves something that no honest export of this log is. (So none leaves an older checkpoint out
and puts the manifest right: that is another export of the same log.)
"""

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.audit import export
from registry.audit.checkpoint import Checkpoint, VerifierKey, sign
from registry.audit.export import public_key_file
from tests.audit.synthetic import Log, event, key

Files = dict[str, bytes]
STRANGER = key(99)


class Mutations:
    """What can be done to the export of one log."""

    def __init__(self, log: Log, folder: Path, scratch: Path) -> None:
        self.log, self.scratch = log, scratch
        self.files = files_of(folder)
        self._kinds: list[Callable[[random.Random], Files]] = [
            self.bytes_changed,
            self.files_changed,
            self.lines_changed,
            self.lines_changed_and_manifest,
            self.manifest_changed,
            self.cut,
            self.rolled_back,
            self.forked,
            self.signed_by_a_stranger,
            self.checkpoints_changed,
        ]

    def draw(self, rng: random.Random) -> tuple[str, Files]:
        """Return the name of a mutation and the files after it."""
        while True:
            kind = rng.choice(self._kinds)
            files = kind(rng)
            if files != self.files:
                return kind.__name__, files

    def bytes_changed(self, rng: random.Random) -> Files:
        """Flip, delete, insert, repeat or cut off bytes of any file."""
        name = rng.choice(sorted(self.files))
        data = self.files[name]
        at = rng.randrange(len(data))
        until = min(len(data), at + rng.choice([1, 1, 2, 30, 1_000]))
        flipped = bytes([data[at] ^ 1 << rng.randrange(8)])
        changed = rng.choice(
            [
                data[:at] + flipped + data[at + 1 :],
                data[:at] + data[until:],
                data[:at] + rng.randbytes(until - at) + data[at:],
                data[:until] + data[at:until] + data[until:],
                data[:at],
                data + rng.choice([b"\n", b" ", b"\0", data]),
            ]
        )
        return {**self.files, name: changed}

    def files_changed(self, rng: random.Random) -> Files:
        """Remove, add, rename or swap files."""
        name, other = rng.sample(sorted(self.files), 2)
        rest = {each: data for each, data in self.files.items() if each != name}
        new = rng.choice(
            [f"{name}~", ".hidden", "entries/99999999.jsonl", "checkpoints.old", "a/b"]
        )
        return rng.choice(
            [
                rest,
                {**self.files, new: rng.choice([b"", self.files[name]])},
                {**rest, new: self.files[name]},
                {**self.files, name: self.files[other], other: self.files[name]},
            ]
        )

    def lines_changed(self, rng: random.Random) -> Files:
        """Delete, insert, repeat, swap or edit lines of the entries or the older checkpoints."""
        name = rng.choice([name for name in sorted(self.files) if name.endswith(".jsonl")])
        lines = self.files[name].splitlines(keepends=True)
        self._change(lines, rng)
        return {**self.files, name: b"".join(lines)}

    def lines_changed_and_manifest(self, rng: random.Random) -> Files:
        """Change the entries and put the manifest right."""
        leaves = list(self.log.leaves)
        self._change(leaves, rng)
        return self._with_leaves(leaves)

    def manifest_changed(self, rng: random.Random) -> Files:
        """Let the manifest say something else, in canonical form or nearly."""
        manifest = json.loads(self.files["manifest.json"])
        file = rng.choice(manifest["files"])
        change = rng.randrange(7)
        if change == 0:
            file["sha256"] = hashlib.sha256(rng.randbytes(8)).hexdigest()
        elif change == 1:
            file["bytes"] += rng.choice([-1, 1])
        elif change == 2:
            manifest["size"] += rng.choice([-1, 1])
        elif change == 3:
            manifest["root"] = hashlib.sha256(rng.randbytes(8)).hexdigest()
        elif change == 4:
            manifest["origin"] += "x"
        elif change == 5:
            rng.choice([manifest, file])["more"] = "x"
        else:
            manifest["files"].remove(file)
        if rng.random() < 0.2:
            return {**self.files, "manifest.json": json.dumps(manifest, indent=1).encode()}
        return {**self.files, "manifest.json": rfc8785.dumps(manifest)}

    def cut(self, rng: random.Random) -> Files:
        """Leave out the newest entries and put the manifest right."""
        return self._with_leaves(self.log.leaves[: rng.randrange(len(self.log.leaves))])

    def rolled_back(self, rng: random.Random) -> Files:
        """Go back to an older checkpoint, so that the folder is the export of that time."""
        sizes = self.log.sizes[: rng.randrange(1, len(self.log.sizes))]
        return self._exported(replace(self.log, leaves=self.log.leaves[: sizes[-1]], sizes=sizes))

    def forked(self, rng: random.Random) -> Files:
        """Write another history, longer or shorter, and sign it with the log's own key."""
        leaves = list(self.log.leaves)
        if rng.random() < 0.3:
            del leaves[rng.randrange(1, len(leaves)) :]
        while leaves == self.log.leaves[: len(leaves)]:
            self._change(leaves, rng)
        return self._exported(self._changed_log(leaves, self.log.keys, rng))

    def signed_by_a_stranger(self, rng: random.Random) -> Files:
        """Write this or another history, and sign it with a key of our own."""
        leaves = list(self.log.leaves)
        if rng.random() < 0.5:
            self._change(leaves, rng)
        files = self._exported(self._changed_log(leaves, [STRANGER], rng))
        if rng.random() < 0.5:
            files["public-key.pem"] = self.files["public-key.pem"]
            files = with_manifest(files)
        return files

    def checkpoints_changed(self, rng: random.Random) -> Files:
        """Change a checkpoint or the keys, and put the manifest right."""
        files, origin, size = dict(self.files), self.log.origin, len(self.log.leaves)
        false = Checkpoint(origin, rng.randrange(size + 2), rng.randbytes(32))
        stranger = VerifierKey.of(origin, STRANGER)
        name = rng.choice([name for name in sorted(files) if name.startswith("checkpoint")])
        change = rng.randrange(6)
        if change == 0:
            files["public-key.pem"] = public_key_file([stranger])
        elif change == 1:
            files["public-key.pem"] = public_key_file([stranger, *self.log.verifiers()])
        elif change == 2:
            files["public-key.pem"] = b"".join(b"%s\n" % str(v).encode() for v in [stranger] * 2)
        elif change == 3:
            files["checkpoint"] = sign(false, rng.choice([STRANGER, *self.log.keys])).encode()
        elif name == "checkpoint":
            files[name] += files[name].splitlines(keepends=True)[-1]
        else:
            lines = files[name].splitlines(keepends=True)
            at = rng.randrange(len(lines))
            note = sign(false, rng.choice([STRANGER, *self.log.keys]))
            lines[at : at + 1] = rng.choice(
                [[lines[at]] * 2, [rfc8785.dumps(note) + b"\n"], [lines[at], b"\n"], [b"{}\n"]]
            )
            files[name] = b"".join(lines)
        return with_manifest(files)

    def _change(self, lines: list[bytes], rng: random.Random) -> None:
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        change = rng.randrange(6)
        ending = b"\n" if lines[at].endswith(b"\n") else b""
        if change == 0:
            del lines[at]
        elif change == 1:
            lines.insert(at, event(rng, rng.randrange(1 << 30)) + ending)
        elif change == 2:
            lines.insert(other, lines[at])
        elif change == 3:
            lines[at], lines[other] = lines[other], lines[at]
        elif change == 4:
            lines.insert(other, lines.pop(at))
        else:
            byte = rng.randrange(len(lines[at]))
            lines[at] = lines[at][:byte] + b"%d" % rng.randrange(10) + lines[at][byte + 1 :]

    def _changed_log(
        self, leaves: list[bytes], keys: Sequence[Ed25519PrivateKey], rng: random.Random
    ) -> Log:
        sizes = sorted({*rng.sample(range(len(leaves)), min(3, len(leaves))), len(leaves)})
        return Log(leaves, sizes, keys, self.log.origin)

    def _with_leaves(self, leaves: Sequence[bytes]) -> Files:
        """Return the folder with other entries under the same checkpoints."""
        kept = {name: data for name, data in self.files.items() if not name.startswith("entries/")}
        for start in range(0, len(leaves), export.LINES_A_FILE):
            part = leaves[start : start + export.LINES_A_FILE]
            name = f"entries/{start // export.LINES_A_FILE:08}.jsonl"
            kept[name] = b"".join(leaf + b"\n" for leaf in part)
        return with_manifest(kept)

    def _exported(self, log: Log) -> Files:
        folder = log.export(self.scratch / "export")
        files = files_of(folder)
        shutil.rmtree(folder)
        return files


def files_of(folder: Path) -> Files:
    """Return what lies in the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def put(folder: Path, before: Files, after: Files) -> None:
    """Make the folder, which holds what was before, hold what comes after."""
    for name in before.keys() - after.keys():
        (folder / name).unlink()
        if name.count("/") and name.partition("/")[0] not in {n.partition("/")[0] for n in after}:
            (folder / name).parent.rmdir()
    for name, data in after.items():
        if before.get(name) != data:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)


def with_manifest(files: Files) -> Files:
    """Return the files with a manifest that lists them as they are."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"bytes": len(data), "name": name, "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
        if name != "manifest.json"
    ]
    return {**files, "manifest.json": rfc8785.dumps(manifest)}
