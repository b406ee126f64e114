"""Synthetic logs for the verifier's tests: events from a seed, checkpoints, and an export."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.audit.checkpoint import Checkpoint, VerifierKey, sign
from registry.audit.export import public_key_file, write
from registry.audit.tree import extended, leaf_hash, root
from registry.audit.verify import verify

ORIGIN = "register.example/log"
START = datetime(2026, 3, 29, 1, 59, tzinfo=UTC)


def key(seed: int) -> Ed25519PrivateKey:
    """Return the same key for the same seed."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def event(rng: random.Random, number: int) -> bytes:
    """Return the canonical JSON of an event of no importance."""
    return rfc8785.dumps(
        {
            "id": str(UUID(int=number << 80 | rng.getrandbits(80))),
            "name": rng.choice(["dor:purchase:register", "desk:hit:find", "dol:dealer:consult"]),
            "at": (START + timedelta(seconds=number)).isoformat(),
            "actor": {"role": "dealer", "subject": f"d{rng.randrange(500)}"},
            "details": {"sequence_number": number, "note": rng.choice(["", "één", 'é\n"𝄞'])},
        }
    )


def events(count: int, seed: int = 437) -> list[bytes]:
    """Return the first events of the log of this seed."""
    rng = random.Random(seed)
    return [event(rng, number) for number in range(count)]


@dataclass(frozen=True)
class Log:
    """A log with checkpoints at these sizes, the last of them its own, signed by these keys."""

    leaves: Sequence[bytes]
    sizes: Sequence[int]
    keys: Sequence[Ed25519PrivateKey]
    origin: str = ORIGIN

    def notes(self) -> list[str]:
        """Return the signed checkpoints, which are of the log as it is."""
        tiles = extended(0, [leaf_hash(leaf) for leaf in self.leaves], lambda *_: b"")
        read = lambda level, number: tiles[level, number]  # noqa: E731 - shorter than a function
        return [
            sign(Checkpoint(self.origin, size, root(size, read)), *self.keys) for size in self.sizes
        ]

    def verifiers(self) -> list[VerifierKey]:
        """Return the public keys."""
        return [VerifierKey.of(self.origin, each) for each in self.keys]

    def export(self, folder: Path) -> Path:
        """Write the export, and return its folder."""
        write(folder, self.leaves, self.notes(), self.verifiers())
        return folder

    def key_file(self, path: Path) -> Path:
        """Write the public keys outside of the export."""
        path.write_bytes(public_key_file(self.verifiers()))
        return path


LOG = Log(events(300), [7, 128, 300], [key(1)])


def problems(folder: Path, *older: Path, key: Path | None = None) -> list[str]:
    """Return what the verifier finds, with the key that stands beside the folder."""
    key = key or folder.parent / "key.pem"
    return verify(str(folder), str(key), [str(path) for path in older]).problems
