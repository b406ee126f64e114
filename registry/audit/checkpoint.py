"""Signed checkpoints of the log: C2SP tlog-checkpoint in a signed note, with Ed25519.

    register.example/log
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — register.example/log Az3grlgtzPICa5OS8npVmf1Myq/5IZni...

The lines are the origin, the number of leaves, the root in base64, an empty line, and a line for
each signature over the first three. We are stricter than C2SP where it leaves a choice: there are
no extension lines, a key's name is the origin, and every text has one form only.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
MOST_SIGNATURES = 100


class NoteRefused(ValueError):
    """A note, a checkpoint or a verifier key is not of the one form we accept; says why."""

    @property
    def reason(self) -> str:
        """A sentence in English for the log, without a full stop."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log as it is at `size` leaves: `root` is the root of its tree, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what no note may say (`NoteRefused`)."""
        _check_name(self.origin)
        if self.size < 0:
            raise NoteRefused("a log has no negative size")
        if len(self.root) != hashlib.sha256().digest_size:
            raise NoteRefused("a root has 32 bytes")

    @property
    def text(self) -> str:
        """What is signed: three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key of the log: its name is the log's origin, `public` its 32 bytes (Ed25519)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name or a key that C2SP does not allow (`NoteRefused`)."""
        _check_name(self.name)
        if len(self.public) != hashlib.sha256().digest_size:
            raise NoteRefused("an Ed25519 key has 32 bytes")

    @classmethod
    def of(cls, name: str, key: Ed25519PrivateKey | Ed25519PublicKey) -> Self:
        """Return the verifier key of this pair of keys under the name of the log."""
        public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
        return cls(name, public.public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that stands there as `name+hash+base64`.

        Raises `NoteRefused` if it is not of the very form that `str` gives.
        """
        match text.split("+", 2):
            case [name, hashed, encoded]:
                packed = _decoded(encoded)
            case _:
                raise NoteRefused("a verifier key reads name+hash+base64")
        if packed[:1] != ED25519:
            raise NoteRefused("the key is not of Ed25519")
        key = cls(name, packed[1:])
        if hashed != key.hash.hex():
            raise NoteRefused("the hash of the key is not that of its name and bytes")
        return key

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature names its key (C2SP calls them the key id)."""
        return hashlib.sha256(f"{self.name}\n".encode() + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


def sign(checkpoint: Checkpoint, *keys: Ed25519PrivateKey) -> str:
    """Return the signed note of this checkpoint, with a signature of each key in this order.

    Raises `ValueError` without a key, or when one is given twice.
    """
    verifiers = [VerifierKey.of(checkpoint.origin, key) for key in keys]
    if not keys or len(set(verifiers)) != len(keys):
        raise ValueError("a note is signed by one key or by several that differ")
    text = checkpoint.text
    lines = [
        f"{DASH} {verifier.name} {base64.b64encode(verifier.hash + signature).decode()}\n"
        for verifier, signature in zip(
            verifiers, (key.sign(text.encode()) for key in keys), strict=True
        )
    ]
    return f"{text}\n{''.join(lines)}"


def opened(note: str, verifiers: Sequence[VerifierKey], *, only_known: bool = False) -> Checkpoint:
    """Return what the note says, once a known key of its log has signed it.

    Signatures of unknown keys are passed over, as C2SP asks, so that others can sign too; with
    `only_known` they are refused. Raises `NoteRefused` when the note is not of the one form that
    `sign` gives, a known key's signature is wrong, or no known key signed.
    """
    text, separator, ending = note.rpartition("\n\n")
    if not separator or not ending.endswith("\n"):
        raise NoteRefused("a note has a text, an empty line, and lines of signatures")
    checkpoint = _parsed(f"{text}\n")
    lines = ending[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteRefused(f"the note has more than {MOST_SIGNATURES} signatures")
    signatures = [_signature(line) for line in lines]
    if len({(name, packed[:4]) for name, packed in signatures}) != len(signatures):
        raise NoteRefused("a key signed the note twice")
    known = {(key.name, key.hash): key for key in verifiers}
    signers = [
        (known[name, packed[:4]], packed[4:])
        for name, packed in signatures
        if (name, packed[:4]) in known
    ]
    if not signers:
        raise NoteRefused("no known key signed the note")
    if only_known and len(signers) < len(signatures):
        raise NoteRefused("an unknown key signed the note too")
    for key, signature in signers:
        if key.name != checkpoint.origin:
            raise NoteRefused("the key that signed the note is that of another log")
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(
                signature, checkpoint.text.encode()
            )
        except InvalidSignature as error:
            raise NoteRefused(f"the signature of key {key.hash.hex()} is wrong") from error
    return checkpoint


def _parsed(text: str) -> Checkpoint:
    match text.split("\n"):
        case [origin, size, root, ""]:
            if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
                raise NoteRefused("the size is no plain decimal number")
            return Checkpoint(origin, int(size), _decoded(root))
        case _:
            raise NoteRefused("a checkpoint has three lines")


def _signature(line: str) -> tuple[str, bytes]:
    """Return the name, and the hash of the key with the signature behind it."""
    match line.split(" "):
        case [dash, name, encoded] if dash == DASH:
            _check_name(name)
            packed = _decoded(encoded)
        case _:
            raise NoteRefused("a line of a signature reads: em dash, name, base64")
    if len(packed) <= 4:
        raise NoteRefused("a signature has more than the hash of its key")
    return name, packed


def _decoded(text: str) -> bytes:
    """Return the bytes of base64 in its one form: no line breaks, no stray bits at the end."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused("this is no base64") from error
    if base64.b64encode(decoded).decode() != text:
        raise NoteRefused("the base64 does not encode to itself again")
    return decoded


def _check_name(name: str) -> None:
    if not name or any(c.isspace() or c == "+" or c < " " for c in name):
        raise NoteRefused("a name is not empty and has no spaces, plus or control characters")
    if any("\ud800" <= c <= "\udfff" for c in name):
        raise NoteRefused("a name has no half characters")
