"""Whoever comes with a browser: coming in, and sending forms as they stand on a page.

A browser is a test client, by default the world's own, or a page of the real one.
"""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from registry.access.actors import Actor, Role
from registry.http.cookies import DEALER_COOKIE, STAFF_COOKIE
from registry.rules import sessions
from tests.world import World

HIDDEN = re.compile(r'type="hidden" name="(csrf_token|once|version)" value="([^"]*)"')


def hidden(world: World, page: str, *, client: Any = None) -> dict[str, str]:
    """Return the hidden fields by which a form of a page is taken for ours."""
    text = (client or world.client).get(page).text
    found = {name: unescape(value) for name, value in HIDDEN.findall(text)}
    assert "csrf_token" in found, text
    return found


def csrf(world: World, page: str) -> str:
    """Return the word that every form of a page has to bring back."""
    return hidden(world, page)["csrf_token"]


def send(
    world: World, path: str, *, page: str | None = None, client: Any = None, **fields: Any
) -> Any:
    """Send a form as it stands on a page (at the same path), with these fields filled in."""
    sent = {**hidden(world, page or path, client=client), **fields}
    return (client or world.client).post(path, data=sent)


def sign_in(world: World, role: str = "dealer") -> None:
    """Sign in as one of the demo's people."""
    assert world.dealer
    assert send(world, "/demo", role=role).status_code == 303


def signed_in(world: World, role: str = "dealer") -> Any:
    """Return a browser in which one of the demo's people is, and which sends no CSRF tokens."""
    assert world.dealer
    world.app.config["WTF_CSRF_ENABLED"] = False
    client: Any = world.app.test_client()
    assert client.post("/demo", data={"role": role}).status_code == 303
    return client


def session_cookie(world: World, role: Role, subject: str) -> tuple[str, str]:
    """Open a session for somebody whom the demo need not have; return its cookie."""
    with world.register.database.write() as session:
        secret = sessions.open_for(
            session,
            Actor(role, subject),
            world.clock(),
            lifetime=timedelta(days=365),
            demo=world.settings.demo,
        )
    return (DEALER_COOKIE if role is Role.DEALER else STAFF_COOKIE), secret


def let_in(context: BrowserContext, world: World, site: str, role: Role, subject: str) -> None:
    """Give a real browser the session of somebody whom the demo need not have."""
    name, secret = session_cookie(world, role, subject)
    context.add_cookies([{"name": name, "value": secret, "url": site}])


def come_in(page: Page, site: str, role: str) -> None:
    """Come in by a click, as one of the demo's people."""
    page.goto(f"{site}/demo")
    page.locator(f"button[name=role][value={role}]").click()
    page.wait_for_url(lambda url: not url.endswith("/demo"))


def fits(page: Page, *parts: Locator) -> None:
    """Hold a page, its main part and these to the width of the window, once all is drawn.

    Nobody reads by scrolling sideways. Measuring too early would measure a page without its styles.
    """
    page.wait_for_load_state("load")
    width = page.evaluate("window.innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (page.locator("main"), *parts):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width + 0.5
