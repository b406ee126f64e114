"""The export: what does not fit is not written, and leaves no trace."""

from pathlib import Path

import pytest

from registry.audit.checkpoint import VerifierKey
from registry.audit.export import ExportRefused, write
from tests.audit.synthetic import LOG, ORIGIN, Log, events, key, problems


@pytest.mark.parametrize(
    ("leaves", "sizes", "said"),
    [
        (events(5), [6], "covers 6 entries, given were 5"),
        (events(5), [4], "covers 4 entries, given were 5"),
        (events(5), [3, 3, 5], "ascend"),
        (events(5), [5, 3], "ascend"),
        (events(5), [], "needs a checkpoint"),
        ([*events(4), b"{}\n{}"], [5], "entry 4 is more than a line"),
    ],
)
def test_what_does_not_fit_is_not_exported(
    tmp_path: Path, leaves: list[bytes], sizes: list[int], said: str
) -> None:
    notes = Log(events(6), sizes, [key(1)]).notes()
    with pytest.raises(ExportRefused, match=said):
        write(tmp_path / "log", leaves, notes, LOG.verifiers())
    assert list(tmp_path.iterdir()) == []


def test_an_export_needs_its_own_keys_and_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="not empty"):
        LOG.export(folder)
    with pytest.raises(ExportRefused, match="needs a folder"):
        LOG.export(tmp_path / "key.pem")
    notes, (verifier,) = LOG.notes(), LOG.verifiers()
    stranger = VerifierKey.of(ORIGIN, key(9))
    for verifiers, said in (
        ([stranger], "no known key"),
        ([verifier, verifier], "twice"),
        ([verifier, VerifierKey.of("another", key(9))], "several logs"),
    ):
        with pytest.raises(ExportRefused, match=said):
            write(tmp_path / "new", LOG.leaves, notes, verifiers)
    cosigned = Log(LOG.leaves, [300], [key(1), key(9)]).notes()
    with pytest.raises(ExportRefused, match="unknown key"):
        write(tmp_path / "new", LOG.leaves, cosigned, [verifier])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.pem", "log"]
    (tmp_path / "new").mkdir()
    assert problems(LOG.export(tmp_path / "new")) == []
