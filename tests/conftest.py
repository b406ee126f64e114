"""Fixtures: stores of both kinds, a world on each, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import launched
from tests.stores import Stores
from tests.world import World

STORES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Give out fresh stores of either kind."""
    found = Stores(tmp_path_factory.mktemp("stores"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the keys of the tests."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, stores: Stores) -> Iterator[str]:
    """Give a fresh migrated store, once of each kind."""
    with stores.fresh(request.param) as url:
        yield url


@pytest.fixture
def world(store_url: str, keys: Path) -> Iterator[World]:
    """Give a world on a fresh store, once of each kind."""
    made = World(store_url, keys)
    yield made
    made.register.database.dispose()


@pytest.fixture
def small_world(stores: Stores, keys: Path) -> Iterator[World]:
    """Give a world on SQLite alone, for what does not depend on the store."""
    made = World(stores.sqlite(), keys)
    yield made
    made.register.database.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the one browser that all tests share, each in a context of its own."""
    with launched() as browser:
        yield browser
