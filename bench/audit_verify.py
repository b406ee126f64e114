"""What verifying an export of the audit log takes: `python -m bench.audit_verify [COUNT]...`

Logs of events from a seed are exported with a checkpoint for every hundred events, and each is
verified by the real verifier in a process of its own, in one pass. The events are made up after
the fields that the audit log has; what matters here is that they are as long. Memory is the peak
of that process. Without counts the report is written to docs/bench/audit.md too.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.audit.checkpoint import Checkpoint, VerifierKey, sign
from registry.audit.export import public_key_file, write
from registry.audit.tree import extended, leaf_hash, root

SEED = 437
COUNTS = (1_000, 100_000, 1_000_000)
EVENTS_A_CHECKPOINT = 100
ORIGIN = "register.example/log"
KEY = Ed25519PrivateKey.from_private_bytes(SEED.to_bytes(32))
START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = (
    "dor:purchase:register",
    "dor:purchase:consult",
    "stop-heling:check:answer",
    "desk:hit:find",
    "desk:hit:consult",
)
REPORT = Path(__file__).parents[1] / "docs" / "bench" / "audit.md"
MEASURING = """
import re, sys, time
from registry.audit.verify import main
started = time.perf_counter()
code = main(sys.argv[1:])
took = time.perf_counter() - started, time.process_time()
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(*took, peak, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one verification took: seconds, and the peak of memory in MB."""

    events: int
    event_bytes: float
    checkpoints: int
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def line(self) -> str:
        """A row of the table."""
        return (
            f"| {self.events:,} | {self.event_bytes:.0f} | {self.checkpoints:,} "
            f"| {self.seconds:.1f} | {self.cpu_seconds:.1f} "
            f"| {self.events / self.cpu_seconds:,.0f} | {self.peak_mb:.0f} |"
        )


def main(counts: Sequence[int]) -> None:
    """Measure, print the report, and write it to docs/bench unless counts were given."""
    lines = [
        "# Verifying the audit log",
        "",
        f"Written by `bench.audit_verify`, seed {SEED}. Each export is verified in one pass by",
        "`registry.audit.verify` in a process of its own: every line canonical, no event twice,",
        f"the tree held against a signed checkpoint for every {EVENTS_A_CHECKPOINT} events.",
        "",
        "| events | bytes each | checkpoints | seconds | CPU s | events / CPU s | peak MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *(measured(count).line for count in counts or COUNTS),
    ]
    report = "\n".join(lines) + "\n"
    print(report)
    if not counts:
        REPORT.write_text(report, "utf-8")


def measured(count: int) -> Measured:
    """Export a log of so many events and verify it."""
    with TemporaryDirectory() as folder:
        export, key = Path(folder) / "log", Path(folder) / "key.pem"
        notes, verifiers = checkpoints(count), [VerifierKey.of(ORIGIN, KEY)]
        write(export, events(count), notes, verifiers)
        key.write_bytes(public_key_file(verifiers))
        command = [sys.executable, "-c", MEASURING, str(export), "--key", str(key)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        seconds, cpu, peak = map(float, done.stderr.split())
        size = sum(path.stat().st_size for path in export.glob("entries/*"))
    return Measured(count, size / count, len(notes), seconds, cpu, peak / 1024)


def checkpoints(count: int) -> list[str]:
    """Return the signed checkpoints of the log, whose tiles are kept only while it grows."""
    tiles: dict[tuple[int, int], bytes] = {}
    notes, batch, size = [], list[bytes](), 0

    def read(level: int, number: int) -> bytes:
        return tiles[level, number]

    for event in events(count):
        batch.append(leaf_hash(event))
        if len(batch) == EVENTS_A_CHECKPOINT or size + len(batch) == count:
            tiles |= extended(size, batch, read)
            size += len(batch)
            now = Checkpoint(ORIGIN, size, root(size, read))
            notes.append(sign(now, KEY))
            batch = []
    return notes


def events(count: int) -> Iterator[bytes]:
    """Yield the canonical JSON of so many events, ten a second, always the same ones."""
    rng = Random(SEED)  # noqa: S311 - repeatable on purpose
    for number in range(count):
        at = START + timedelta(milliseconds=100 * number)
        milliseconds = int(at.timestamp() * 1000)
        event = {
            "actor": {
                "organisation": f"{rng.getrandbits(64):016x}",
                "role": "dealer",
                "subject": str(identity(rng, milliseconds)),
            },
            "at": at.isoformat(),
            "commitment": f"{rng.getrandbits(256):064x}",
            "details": {"outcome": "none", "sequence_number": rng.randrange(100_000)},
            "ground": "437(1)(a) Sr",
            "id": str(identity(rng, milliseconds)),
            "name": rng.choice(NAMES),
            "object": {"id": str(identity(rng, milliseconds)), "version": 1},
            "origin": {"address": f"{rng.getrandbits(256):064x}", "channel": "api"},
            "purpose": "keeping the purchase register",
            "recipient": None,
            "result": "done",
            "trace_id": f"{rng.getrandbits(128):032x}",
        }
        # With names and texts in ASCII and no floats this is the form of RFC 8785.
        yield json.dumps(event, sort_keys=True, separators=(",", ":")).encode()


def identity(rng: Random, milliseconds: int) -> UUID:
    """Return a UUID of version 7, which begins with the time."""
    return UUID(int=milliseconds << 80 | 7 << 76 | rng.getrandbits(76) & ~(3 << 62) | 2 << 62)


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]])
