"""Every page of the catalogue, in both languages, held to the rules that all pages keep."""

import pytest

from registry.http.languages import LANGUAGES
from tests.pages.catalogue import PAGES
from tests.pages.markup import Markup
from tests.pages.page import Page
from tests.pages.town import Look, Visitor

pytestmark = pytest.mark.browser
FIRST_PAINT_BYTES = 100_000
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give each language."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def look(page: Page, language: str, visitor: Visitor) -> Look:
    """Give what is seen of the page in the language."""
    return visitor.looks_at(page)[language]


@every_page
def test_it_opens(page: Page, look: Look) -> None:
    # A page that answers a form may well be a refusal; any other is there.
    assert look.status == 200 or (page.then is not None and look.status in {400, 409, 412, 422})


@every_page
def test_nothing_bars_anybody_in_light(look: Look) -> None:
    assert not look.light, "\n".join(look.light)


@every_page
def test_nothing_bars_anybody_in_the_dark(look: Look) -> None:
    assert not look.dark, "\n".join(look.dark)


@every_page
def test_nothing_bars_anybody_on_a_narrow_screen(look: Look) -> None:
    assert not look.narrow, "\n".join(look.narrow)


@every_page
def test_it_fits_the_screen(look: Look) -> None:
    assert not any(look.sticking_out.values()), look.sticking_out


@every_page
def test_it_is_light(look: Look) -> None:
    assert 0 < look.transferred_bytes < FIRST_PAINT_BYTES


@every_page
def test_nothing_is_refused_or_asked_elsewhere(look: Look) -> None:
    assert not look.noise, "\n".join(look.noise)


@every_page
def test_every_text_is_translated(look: Look) -> None:
    assert not look.untranslated, "\n".join(look.untranslated)


@every_page
def test_its_markup_is_right(page: Page, language: str, visitor: Visitor, markup: Markup) -> None:
    pages = {
        f"{each.name}.{spoken}": look.html
        for each in visitor.seen(page)
        for spoken, look in visitor.looks_at(each).items()
    }
    errors = markup.errors(f"{page.name}.{language}", pages)
    assert not errors, "\n".join(errors)
