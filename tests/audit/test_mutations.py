"""Whatever is done to an export behind a checkpoint held outside, the verifier finds it."""

import random
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from registry.audit import export, verify
from tests.audit.mutations import Mutations, files_of, put
from tests.audit.synthetic import Log, events, key

SEED = 437


class Held:
    """An export with random mutations to come, and outside of it what the public holds."""

    def __init__(self, folder: Path, count: int) -> None:
        log = Log(events(count), [count // 7, count // 3, count // 2, count], [key(1)])
        self.folder = log.export(folder / "log")
        (folder / "scratch").mkdir()
        self.mutations = Mutations(log, self.folder, folder / "scratch")
        self.key = log.key_file(folder / "key.pem")
        self.checkpoint = folder / "checkpoint-held-outside"
        self.checkpoint.write_text(log.notes()[-1])

    def problems(self) -> list[str]:
        return verify.verify(str(self.folder), str(self.key), [str(self.checkpoint)]).problems

    def missed(self, count: int) -> tuple[list[str], Counter[str]]:
        """Mutate so often; return what was not found, and how often each kind was done."""
        rng, missed, kinds = random.Random(SEED), [], Counter[str]()
        for number in range(count):
            kind, files = self.mutations.draw(rng)
            kinds[kind] += 1
            put(self.folder, self.mutations.files, files)
            if not self.problems():
                missed.append(f"{number}: {kind}")
            put(self.folder, files, self.mutations.files)
        return missed, kinds


@pytest.mark.parametrize(
    ("count", "size"),
    [
        (60, 400),
        pytest.param(300, 2_000, marks=pytest.mark.slow),
        pytest.param(10_000, 10_000, marks=pytest.mark.faults),
    ],
)
def test_every_mutation_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, size: int
) -> None:
    monkeypatch.setattr(export, "LINES_A_FILE", size // 10)
    monkeypatch.setattr(verify, "LINES_A_FILE", size // 10)
    # Most lines come again with each mutation; whether one is canonical depends on nothing else.
    monkeypatch.setattr(verify, "_canonical", cache(verify._canonical))
    held = Held(tmp_path, size)
    assert held.problems() == []
    missed, kinds = held.missed(count)
    assert missed == []
    assert len(kinds) == 10
    assert files_of(held.folder) == held.mutations.files
    assert held.problems() == []


@pytest.mark.slow
def test_the_command_finds_them_too(tmp_path: Path) -> None:
    held = Held(tmp_path, 2_000)
    command = [sys.executable, "-m", "registry.audit.verify", str(held.folder)]
    command += ["--key", str(held.key), "--checkpoint", str(held.checkpoint)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    rng = random.Random(SEED)
    for _ in range(25):
        kind, files = held.mutations.draw(rng)
        put(held.folder, held.mutations.files, files)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        put(held.folder, files, held.mutations.files)
        assert (done.returncode, done.stderr) == (1, ""), kind
        assert done.stdout.startswith("NOT OK"), kind
