"""A site that a browser can reach, and a page in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.serving import served
from tests.world import World


@pytest.fixture
def site(small_world: World) -> Iterator[str]:
    """Serve the small world and give its address."""
    with served(small_world.app) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Give a fresh page, on a small phone, in Dutch."""
    context = browser.new_context(
        java_script_enabled=request.param, viewport={"width": 320, "height": 800}, locale="nl-NL"
    )
    yield context.new_page()
    context.close()
