"""The export of the log: a closed folder that `registry.audit.verify` checks without the register.

    manifest.json                canonical JSON; names every other file with its length and hash
    public-key.pem               the keys that may have signed
    checkpoint                   the newest signed checkpoint, over all entries
    checkpoints/00000000.jsonl   older ones, a JSON string a line, their sizes ascending
    entries/00000000.jsonl       the events, one a line, in the order of the log

Files in `entries` and `checkpoints` have 10,000 lines each, the last one the rest. Where there
are no older checkpoints or no entries, the folder for them is missing too. docs/audit-format.md
has every detail.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from registry.audit.checkpoint import Checkpoint, NoteRefused, VerifierKey, opened

FORMAT = "audit-export/1"
LINES_A_FILE = 10_000


class ExportRefused(ValueError):
    """The export can't be made of this, or not there; says why."""


def write(
    folder: Path,
    leaves: Iterable[bytes],
    checkpoint_notes: Sequence[str],
    verifiers: Sequence[VerifierKey],
) -> Checkpoint:
    """Write the export to `folder`, which is empty or not there yet, and return what it covers.

    `leaves` are the bytes of the entries, in order, as many as the newest checkpoint covers.
    `checkpoint_notes` are signed notes of ascending sizes, the last one the newest. `verifiers`
    are the keys that signed them. The folder appears at once and whole, and is on the disk when
    this returns. Raises `ExportRefused` when something does not fit, and leaves no trace then.

    The root is not computed again: a log that was doctored can be exported, and the verifier says
    what is wrong with it.
    """
    folder = folder.absolute()
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ExportRefused("the export needs a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise ExportRefused("the folder is not empty")
    newest = _checked(checkpoint_notes, verifiers)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _fill(aside, leaves, checkpoint_notes, newest, verifiers)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside)
        raise
    _settle(folder.parent)
    return newest


def public_key_file(verifiers: Sequence[VerifierKey]) -> bytes:
    """Return public keys as a file: PEM if there is but one, else a C2SP key a line, sorted."""
    match verifiers:
        case [only]:
            key = Ed25519PublicKey.from_public_bytes(only.public)
            return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        case _:
            return "".join(f"{line}\n" for line in sorted(map(str, verifiers))).encode()


def _checked(notes: Sequence[str], verifiers: Sequence[VerifierKey]) -> Checkpoint:
    """Return the newest checkpoint, once all of them are fit to stand in one export."""
    try:
        checkpoints = [opened(note, verifiers, only_known=True) for note in notes]
    except NoteRefused as error:
        raise ExportRefused(f"a checkpoint is not fit for export: {error.reason}") from error
    if not checkpoints:
        raise ExportRefused("an export needs a checkpoint")
    newest = checkpoints[-1]
    if {key.name for key in verifiers} | {each.origin for each in checkpoints} != {newest.origin}:
        raise ExportRefused("checkpoints and keys are of several logs")
    if len(set(verifiers)) != len(verifiers):
        raise ExportRefused("a key is given twice")
    if any(one.size >= two.size for one, two in pairwise(checkpoints)):
        raise ExportRefused("the sizes of the checkpoints don't ascend")
    return newest


def _fill(
    aside: Path,
    leaves: Iterable[bytes],
    notes: Sequence[str],
    newest: Checkpoint,
    verifiers: Sequence[VerifierKey],
) -> None:
    older = (rfc8785.dumps(note) for note in notes[:-1])
    files = [
        _written(aside, "checkpoint", [notes[-1].encode()]),
        _written(aside, "public-key.pem", [public_key_file(verifiers)]),
        *_in_files(aside, "checkpoints", older),
        *_in_files(aside, "entries", _counted(leaves, newest.size)),
    ]
    manifest: dict[str, Any] = {
        "files": sorted(files, key=lambda file: str(file["name"])),
        "format": FORMAT,
        "origin": newest.origin,
        "root": newest.root.hex(),
        "size": newest.size,
    }
    _written(aside, "manifest.json", [rfc8785.dumps(manifest)])
    _settle(aside)


def _counted(leaves: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the leaves, and see that they are as many as the checkpoint covers."""
    count = 0
    for count, leaf in enumerate(leaves, 1):
        if b"\n" in leaf:
            raise ExportRefused(f"entry {count - 1} is more than a line")
        yield leaf
    if count != size:
        raise ExportRefused(f"the checkpoint covers {size} entries, given were {count}")


def _in_files(aside: Path, kind: str, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Write the lines to as many files as they need, and yield what the manifest says of each."""
    rest = iter(lines)
    for number, first in enumerate(rest):
        if number == 0:
            (aside / kind).mkdir()
        part = chain([first], islice(rest, LINES_A_FILE - 1))
        yield _written(aside, f"{kind}/{number:08}.jsonl", (line + b"\n" for line in part))
    if (aside / kind).is_dir():
        _settle(aside / kind)


def _written(aside: Path, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Write one file to the disk, and return what the manifest says of it."""
    digest, length = hashlib.sha256(), 0
    with (aside / name).open("xb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            length += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": length, "name": name, "sha256": digest.hexdigest()}


def _settle(folder: Path) -> None:
    """See that the names in the folder are on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
