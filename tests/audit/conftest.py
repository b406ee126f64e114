"""Fixtures: an export to spoil, with its key beside it."""

from pathlib import Path

import pytest

from tests.audit.synthetic import LOG


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an export of LOG, and its key beside it."""
    LOG.key_file(tmp_path / "key.pem")
    return LOG.export(tmp_path / "log")
