"""The town of the catalogue, served on loopback, and a look at each of its pages.

A page is opened once and looked at in both languages, in light and in dark, wide and narrow. What
`then` does on it is done in Dutch and once only; in English the page that came of it is loaded
again, as a browser does that sends a form anew. What one look shows serves all tests.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from time import monotonic
from typing import Any

import playwright.sync_api as browser
from flask_babel import get_translations

from registry.access.actors import Role
from registry.http.languages import LANGUAGE_COOKIE, LANGUAGES
from tests.browsing import come_in
from tests.pages.catalogue import PAGES, settle
from tests.pages.page import Ids, Page
from tests.serving import served
from tests.stores import Stores
from tests.world import World

NODE_MODULES = Path(__file__).parent / "node_modules"
WIDE: browser.ViewportSize = {"width": 1280, "height": 900}
NARROW: browser.ViewportSize = {"width": 320, "height": 800}
PATIENCE_SECONDS = 5
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a narrow page can break that a wide one does not show.
RULES_OF_WIDTH = ["target-size", "scrollable-region-focusable"]

# Gives what sticks out on the right; a box that scrolls by itself may hold what is wider.
_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) {
    return [];
  }
  const scrolls = (e) => e && e !== document.body && e !== document.documentElement
    && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 0.5 && !scrolls(e.parentElement))
    .map((e) => e.outerHTML.slice(0, 120));
}"""


@dataclass(slots=True)
class Look:
    """What was seen of a page in one language; each list names what is wrong."""

    url: str
    status: int
    html: str
    transferred_bytes: int
    light: list[str]
    dark: list[str]
    narrow: list[str]
    sticking_out: dict[str, list[str]]
    noise: list[str]
    untranslated: list[str]


class _Untranslated(NullTranslations):
    """Comes after the catalog, and so is asked for the messages that it lacks."""

    def __init__(self, asked: list[str]) -> None:
        super().__init__()
        self._asked = asked

    def gettext(self, message: str) -> str:
        self._asked.append(message)
        return message


class Town:
    """A world with the catalogue's pages in it, at an address."""

    def __init__(self, world: World, ids: Ids, address: str) -> None:
        self.world, self.ids, self.address = world, ids, address
        self.untranslated: list[str] = []
        for language in LANGUAGES:
            asked_in = [("Accept-Language", language)]
            with world.app.test_request_context(headers=asked_in):
                get_translations().add_fallback(_Untranslated(self.untranslated))

    def where(self, page: Page) -> str:
        """Return the address of a page."""
        return self.address + page.path(self.ids)

    def path_of(self, endpoint: str) -> str:
        """Return the path of a page that shows no one thing in particular."""
        return self.world.app.url_map.bind("localhost").build(endpoint)

    def sign_in(self, context: browser.BrowserContext, role: Role) -> None:
        """Let somebody of this role come in, as one comes in to the demo."""
        if role is not Role.PUBLIC:
            page = context.new_page()
            come_in(page, self.address, role.value)
            page.close()


@contextmanager
def opened(folder: Path) -> Iterator[Town]:
    """Settle the town in this folder and serve it."""
    folder.mkdir(parents=True, exist_ok=True)
    stores = Stores(folder)
    world = World(stores.sqlite(), folder / "keys")
    ids = settle(world)
    try:
        with served(world.app) as address:
            yield Town(world, ids, address)
    finally:
        world.register.database.dispose()
        stores.close()


class Visitor:
    """Looks at the pages of a town, with one signed-in browser for each role."""

    def __init__(self, town: Town, chromium: browser.Browser) -> None:
        self._town, self._chromium = town, chromium
        self._axe = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
        self._contexts: dict[Role, browser.BrowserContext] = {}
        self._looks: dict[str, Mapping[str, Look] | Exception] = {}

    def looks_at(self, page: Page) -> Mapping[str, Look]:
        """Return what is seen of a page, by language. What goes wrong once goes wrong again."""
        if page.name not in self._looks:
            try:
                self._looks[page.name] = self._visit(page)
            except (browser.Error, AssertionError, LookupError) as error:
                self._looks[page.name] = error
        looks = self._looks[page.name]
        if isinstance(looks, Exception):
            raise looks
        return looks

    def seen(self, page: Page) -> list[Page]:
        """Return this page and all that were seen before without anything going wrong."""
        self.looks_at(page)
        well = {name for name, looks in self._looks.items() if not isinstance(looks, Exception)}
        return [page, *(each for each in PAGES if each.name in well and each.name != page.name)]

    def close(self) -> None:
        """Close the browsers."""
        for context in self._contexts.values():
            context.close()

    def _context(self, role: Role) -> browser.BrowserContext:
        if role not in self._contexts:
            # A colour on its way to another one has no contrast of its own.
            # What a service worker brings from its own store would count for nothing.
            context = self._chromium.new_context(
                service_workers="block",
                viewport=WIDE,
                locale="nl-NL",
                color_scheme="light",
                reduced_motion="reduce",
            )
            self._town.sign_in(context, role)
            self._contexts[role] = context
        return self._contexts[role]

    def _visit(self, page: Page) -> Mapping[str, Look]:
        context = self._context(page.role)
        context.clear_cookies(name=LANGUAGE_COOKIE)
        tab = context.new_page()
        try:
            return self._visit_in(tab, page)
        finally:
            tab.close()

    def _visit_in(self, tab: browser.Page, page: Page) -> Mapping[str, Look]:
        heard = _Heard(tab, self._town.address)
        looks: dict[str, Look] = {}
        for language in LANGUAGES:
            self._town.untranslated.clear()
            if not looks:
                tab.goto(self._town.where(page), wait_until="load")
                if page.then is not None:
                    page.then(tab)
            else:
                tab.context.add_cookies(
                    [{"name": LANGUAGE_COOKIE, "value": language, "url": self._town.address}]
                )
                heard.forget()
                tab.reload(wait_until="load")
            heard.wait_until_quiet()
            looks[language] = self._look(tab, heard)
            assert tab.locator("html").get_attribute("lang") == language
        return looks

    def _look(self, tab: browser.Page, heard: "_Heard") -> Look:
        status, html = heard.document()
        transferred = heard.transferred_bytes
        heard.devtools.send("Runtime.evaluate", {"expression": self._axe})
        tags = {"type": "tag", "values": RULES}
        light = _violations(tab, tags)
        tab.emulate_media(color_scheme="dark")
        dark = _violations(tab, tags)
        tab.emulate_media(color_scheme="light")
        tab.set_viewport_size(NARROW)
        sticking_out = {"at 320 px": tab.evaluate(_STICKING_OUT)}
        narrow = _violations(tab, {"type": "rule", "values": RULES_OF_WIDTH})
        tab.set_viewport_size(WIDE)
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        sticking_out["with text of 200 %"] = tab.evaluate(_STICKING_OUT)
        tab.evaluate("document.documentElement.style.fontSize = ''")
        return Look(
            url=tab.url,
            status=status,
            html=html,
            transferred_bytes=transferred,
            light=light,
            dark=dark,
            narrow=narrow,
            sticking_out=sticking_out,
            noise=list(heard.noise),
            untranslated=sorted(set(self._town.untranslated)),
        )


def _violations(tab: browser.Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds: the rule, and where."""
    found = tab.evaluate("(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{violation['id']}: {violation['help']} at {node['target']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


class _Heard:
    """What a tab says to the network and to the console about the page that stands in it."""

    def __init__(self, tab: browser.Page, address: str) -> None:
        self._tab, self._address = tab, address
        self.noise: list[str] = []
        self.transferred_bytes = 0
        self._under_way: set[str] = set()
        self._document: browser.Response | None = None
        self.devtools = tab.context.new_cdp_session(tab)
        self.devtools.send("Network.enable")
        # Each page is measured as by somebody who comes for the first time.
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._frame = self.devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.devtools.on("Network.requestWillBeSent", self._sent)
        self.devtools.on("Network.loadingFinished", self._finished)
        self.devtools.on("Network.loadingFailed", self._failed)
        tab.on("response", self._answered)
        tab.on("console", self._said)
        tab.on("pageerror", lambda error: self.noise.append(f"error: {error}"))

    def forget(self) -> None:
        """Forget what was said so far."""
        self.noise.clear()

    def wait_until_quiet(self) -> None:
        """Wait until the page stands and nothing of it is under way."""
        self._tab.wait_for_load_state("load")
        until = monotonic() + PATIENCE_SECONDS
        while self._under_way and monotonic() < until:
            self._tab.wait_for_timeout(20)
        self._tab.wait_for_load_state("load")

    def document(self) -> tuple[int, str]:
        """Return the status and the text of the page as it came over the network."""
        assert self._document is not None
        return self._document.status, self._document.text()

    def _sent(self, event: dict[str, Any]) -> None:
        if event["type"] == "Document" and event.get("frameId") == self._frame:
            self.transferred_bytes = 0
            # What the page before still wanted is dropped, not always with a word.
            self._under_way.clear()
        url = event["request"]["url"]
        if not url.startswith((f"{self._address}/", "data:", "blob:")):
            self.noise.append(f"asks another site: {url}")
        if not url.startswith(("data:", "blob:")):
            self._under_way.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.transferred_bytes += int(event["encodedDataLength"])
        self._under_way.discard(event["requestId"])

    def _failed(self, event: dict[str, Any]) -> None:
        self._under_way.discard(event["requestId"])

    def _answered(self, response: browser.Response) -> None:
        of_the_page = response.frame == self._tab.main_frame
        if of_the_page and response.request.is_navigation_request():
            if not 300 <= response.status < 400:
                self._document = response
        elif response.status >= 400:
            self.noise.append(f"{response.status} for {response.url}")

    def _said(self, message: browser.ConsoleMessage) -> None:
        # The browser tells of every answer that refuses; `_answered` hears those that matter.
        # And it tells that it was made to do without service workers.
        expected = ("Failed to load resource", "Service Worker registration blocked")
        if message.type in {"error", "warning"} and not any(e in message.text for e in expected):
            self.noise.append(f"{message.type}: {message.text}")
