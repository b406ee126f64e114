"""Takes a picture of every page, and makes the list of them: python -m tests.pages.screens."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import playwright.sync_api as browser
from PIL import Image

from registry.access.actors import Role
from registry.settings import ROOT
from tests.chromium import launched
from tests.pages.catalogue import DOORS
from tests.pages.page import Page
from tests.pages.town import Town, opened

FOLDER = ROOT / "docs" / "screens"
WIDE, PHONE = 1280, 390
HEIGHTS = {WIDE: 800, PHONE: 844}
# A page that goes on for long is shown as far as this.
LONGEST = 2400
COLOURS = 128
# Who stands on a pavement or in a shop.
ON_A_PHONE = {"citizen", "inspector"}
# Where people begin, which are shown in the dark as well.
START_DOORS = ("citizen", "dealer", "police", "inspector")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page: how wide the screen is, and whether it is dark."""

    page: Page
    width: int = WIDE
    scheme: Literal["light", "dark"] = "light"

    @property
    def file(self) -> str:
        """Its file's name."""
        phone = "-phone" if self.width == PHONE else ""
        dark = "-dark" if self.scheme == "dark" else ""
        return f"{self.page.name}{phone}{dark}.png"


def doors() -> Iterator[tuple[str, list[Picture]]]:
    """Yield the name of each door that has pages, and the pictures of them."""
    for door in DOORS:
        name = door.__name__.rpartition(".")[2]
        pictures = [Picture(page) for page in door.PAGES]
        if name in ON_A_PHONE:
            pictures += [Picture(page, width=PHONE) for page in door.PAGES]
        if name in START_DOORS and door.PAGES:
            pictures.append(Picture(door.PAGES[0], scheme="dark"))
        if pictures:
            yield name, sorted(pictures, key=lambda each: door.PAGES.index(each.page))


def take(town: Town, chromium: browser.Browser, pictures: list[Picture]) -> None:
    """Take these pictures; what is done on a page is done once for all pictures of it."""
    contexts: dict[Role, browser.BrowserContext] = {}
    for page in dict.fromkeys(picture.page for picture in pictures):
        if page.role not in contexts:
            context = chromium.new_context(locale="nl-NL", reduced_motion="reduce")
            town.sign_in(context, page.role)
            contexts[page.role] = context
        tab = contexts[page.role].new_page()
        # What pages tell by the browser's own clock is told as of the town's time.
        tab.clock.set_fixed_time(town.world.clock())
        tab.set_viewport_size({"width": WIDE, "height": HEIGHTS[WIDE]})
        tab.goto(town.where(page), wait_until="networkidle")
        if page.then is not None:
            page.then(tab)
            tab.wait_for_load_state("networkidle")
        for picture in pictures:
            if picture.page is page:
                _take_one(tab, picture)
        tab.close()
    for context in contexts.values():
        context.close()


def _take_one(tab: browser.Page, picture: Picture) -> None:
    width, height = picture.width, HEIGHTS[picture.width]
    tab.emulate_media(color_scheme=picture.scheme)
    tab.set_viewport_size({"width": width, "height": height})
    long = int(tab.evaluate("document.documentElement.scrollHeight"))
    clip: browser.FloatRect = {"x": 0, "y": 0, "width": width, "height": min(long, LONGEST)}
    shot = tab.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    palette = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(FOLDER / picture.file, optimize=True)


def index(town: Town) -> str:
    """Return the list of the pictures by door, in Markdown, with who opens each page and where."""
    lines = [
        "# Every page",
        "",
        "Made by `make screens`, of the town that the tests of pages look at (`tests/pages`), in",
        "Dutch. Pages of the citizen and the inspector are shown on a phone too.",
    ]
    for name, pictures in doors():
        lines += ["", f"## {name.capitalize()}", "", "| Page | Path | Role | Pictures |"]
        lines += ["| --- | --- | --- | --- |"]
        for page in dict.fromkeys(picture.page for picture in pictures):
            path = next(town.world.app.url_map.iter_rules(page.endpoint)).rule
            shown = ", ".join(
                f"[{_kind(each)}]({each.file})" for each in pictures if each.page is page
            )
            lines.append(f"| {page.name} | `{path}` | {page.role.value} | {shown} |")
    return "\n".join([*lines, ""])


def _kind(picture: Picture) -> str:
    wide = "wide" if picture.width == WIDE else "phone"
    return wide if picture.scheme == "light" else f"{wide}, dark"


def main() -> None:
    """Take all pictures anew, and write the list."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    FOLDER.mkdir(parents=True, exist_ok=True)
    pictures = [picture for _, those in doors() for picture in those]
    with TemporaryDirectory() as folder, opened(Path(folder)) as town, launched() as chromium:
        take(town, chromium, pictures)
        (FOLDER / "README.md").write_text(index(town), "utf-8")
    wanted = {picture.file for picture in pictures}
    for stale in FOLDER.glob("*.png"):
        if stale.name not in wanted:
            stale.unlink()
    print(f"{len(wanted)} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
