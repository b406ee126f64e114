"""The town that all tests of pages look at, settled and served once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.pages.markup import Markup
from tests.pages.town import Town, Visitor, opened


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the town of the catalogue."""
    with opened(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="session")
def visitor(town: Town, browser: Browser) -> Iterator[Visitor]:
    """Give somebody who looks at the town's pages, each once."""
    visitor = Visitor(town, browser)
    yield visitor
    visitor.close()


@pytest.fixture(scope="session")
def markup(tmp_path_factory: pytest.TempPathFactory) -> Markup:
    """Give the judge of the pages' HTML."""
    return Markup(tmp_path_factory.mktemp("markup"))
